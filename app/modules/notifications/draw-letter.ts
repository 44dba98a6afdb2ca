/**
 * Draws a letter as HTML with React Email, whose components are the tables and styles that mail programs understand.
 * Without JSX, because this runs on Node as it is written; React escapes every value.
 */
import { Body } from '@react-email/body';
import { Button } from '@react-email/button';
import { Container } from '@react-email/container';
import { Head } from '@react-email/head';
import { Hr } from '@react-email/hr';
import { Html } from '@react-email/html';
import { Img } from '@react-email/img';
import { Preview } from '@react-email/preview';
import { Section } from '@react-email/section';
import { Text } from '@react-email/text';
import { createElement as h } from 'react';
import type { CSSProperties, ReactElement, ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { textColorOn } from './brand.ts';
import type { Letter, LetterItem } from './letter.ts';

const INK = '#1a1a1a';
const SUBDUED = '#616161';
const LINE = '#e3e3e3';
const FONT = '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, Helvetica, Arial, sans-serif';

const text: CSSProperties = { color: INK, fontSize: 16, lineHeight: '24px', margin: '0 0 16px' };
const small: CSSProperties = {
  color: SUBDUED,
  fontSize: 13,
  lineHeight: '20px',
  margin: '0 0 8px',
};

/** The same letter gives the same HTML, byte for byte. */
export function drawLetter(letter: Letter): string {
  return `<!doctype html>${renderToStaticMarkup(draw(letter))}`;
}

function draw(letter: Letter): ReactElement {
  const { locale, subject, preview, brand, heading, paragraphs } = letter;
  return h(
    Html,
    { lang: locale },
    h(
      Head,
      null,
      h('title', null, subject),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    ),
    h(Preview, { children: preview }),
    h(
      Body,
      { style: { backgroundColor: '#f1f1f1', fontFamily: FONT, margin: 0, padding: '24px 12px' } },
      h(
        Container,
        { style: { backgroundColor: '#ffffff', borderRadius: 12, maxWidth: 560, width: '100%' } },
        h(Section, { style: { padding: '24px 32px', borderTop: `4px solid ${brand.color}`, borderRadius: '12px 12px 0 0' } }, head(letter)),
        h(
          Section,
          { style: { padding: '0 32px 24px' } },
          h('h1', { style: { ...text, fontSize: 24, lineHeight: '32px', fontWeight: 650 } }, heading),
          ...paragraphs.map((paragraph, index) => h(Text, { key: index, style: text }, ...withBreaks(paragraph))),
          button(letter),
          facts(letter),
          items(letter),
        ),
        h(Section, { style: { padding: '0 32px 24px' } }, h(Hr, { style: { borderColor: LINE, margin: '0 0 16px' } }), ...foot(letter)),
      ),
    ),
  );
} // prettier-ignore

function head({ brand: { name, logoUrl } }: Letter): ReactNode {
  if (logoUrl) return h(Img, { src: logoUrl, alt: name, height: 40, style: { maxWidth: '100%' } });
  return h(Text, { style: { ...text, margin: 0, fontSize: 18, fontWeight: 650 } }, name);
}

function button({ button: asked, brand: { color } }: Letter): ReactNode {
  if (!asked) return null;
  const style = {
    backgroundColor: color,
    color: textColorOn(color),
    borderRadius: 8,
    fontSize: 16,
    fontWeight: 600,
    padding: '12px 20px',
  };
  const link = h(Button, { href: asked.url, style }, asked.label);
  return h(Section, { style: { margin: '8px 0 24px' } }, link);
}

const cell: CSSProperties = {
  borderTop: `1px solid ${LINE}`,
  fontSize: 14,
  lineHeight: '20px',
  padding: '10px 0',
  verticalAlign: 'top',
  overflowWrap: 'anywhere',
};

function table(key: string, rows: readonly ReactNode[]): ReactNode {
  const style = { borderCollapse: 'collapse', margin: '0 0 16px', width: '100%' } as const;
  return h('table', { key, role: 'presentation', width: '100%', style }, h('tbody', null, ...rows));
}

function facts({ facts: rows }: Letter): ReactNode {
  if (rows.length === 0) return null;
  return table(
    'facts',
    rows.map(({ label, value }) =>
      h(
        'tr',
        { key: label },
        h(
          'td',
          { style: { ...cell, color: SUBDUED, paddingRight: 16, whiteSpace: 'nowrap' } },
          label,
        ),
        h('td', { style: { ...cell, color: INK, textAlign: 'right' } }, value),
      ),
    ),
  );
}

function items({ items: list, brand }: Letter): ReactNode {
  if (!list || list.rows.length === 0) return null;
  const title = { ...text, fontSize: 14, fontWeight: 650, margin: '0 0 8px' };
  return [
    h(Text, { key: 'title', style: title }, list.title),
    table(
      'items',
      list.rows.map((row, index) => itemRow(row, index, brand.color)),
    ),
  ];
}

function itemRow({ title, detail, end, url }: LetterItem, key: number, color: string): ReactNode {
  const name = url ? h('a', { href: url, style: { color, fontWeight: 600 } }, title) : title;
  const more = detail ? h('div', { style: { color: SUBDUED, marginTop: 4 } }, detail) : null;
  return h(
    'tr',
    { key },
    h('td', { style: { ...cell, color: INK, paddingRight: 16 } }, name, more),
    h('td', { style: { ...cell, color: INK, textAlign: 'right', whiteSpace: 'nowrap' } }, end),
  );
}

function foot({ footer, unsubscribe }: Letter): ReactNode[] {
  const lines = footer.map((line, index) => h(Text, { key: index, style: small }, ...withBreaks(line)));
  if (!unsubscribe) return lines;
  const link = h('a', { href: unsubscribe.url, style: { color: SUBDUED } }, unsubscribe.label);
  return [...lines, h(Text, { key: 'unsubscribe', style: small }, link)];
} // prettier-ignore

function withBreaks(paragraph: string): ReactNode[] {
  return paragraph
    .split('\n')
    .flatMap((line, index) => (index === 0 ? [line] : [h('br', { key: index }), line]));
}
