import { describe, expect, it } from 'vitest';
import { legible, renderPdf } from '../../../app/platform/pdf-document.server.ts';
import type { PdfPage } from '../../../app/platform/pdf-document.server.ts';
import { readPdfPages, readPdfText, readPdfTitle } from '../../setup/pdf-text.ts';

const AT = new Date('2026-11-20T09:30:00Z');

function letter(page: PdfPage): void {
  page.brand('Kaffeehaus Zürich', 'Lieferschein');
  page.heading('Purchase order PO-1001');
  page.paragraph('Please ship as soon as you can.');
  page.keyValues([['Order', '#1001']]);
  page.columns([
    { title: 'Ship to', lines: ['Zoë Müller', 'Rämistrasse 1', '8001 Zürich'] },
    { title: 'From', lines: ['Łukasz Żółć', 'Ελλάδα'] },
  ]);
  page.table({
    columns: [
      { title: 'SKU', share: 1 },
      { title: 'Units', share: 1, align: 'right' },
    ],
    rows: [['A-1', '3']],
    totals: [['All', '3']],
  });
}

describe('a document', () => {
  it('gives the same bytes for the same drawing and moment', async () => {
    const first = await renderPdf('PO-1001', letter, { at: AT });
    const second = await renderPdf('PO-1001', letter, { at: AT });
    expect(first.equals(second)).toBe(true);
    const later = await renderPdf('PO-1001', letter, { at: new Date(AT.getTime() + 1_000) });
    expect(later.equals(first)).toBe(false);
  });

  it('is read back as it was written, with the letters of each language', async () => {
    const bytes = await renderPdf('PO-1001', letter, { at: AT, language: 'de-CH' });
    const text = await readPdfText(bytes);
    for (const words of ['Kaffeehaus Zürich', 'Lieferschein', 'Zoë Müller', 'Łukasz Żółć', 'Ελλάδα', 'A-1', 'PO-1001', '1 / 1'])
      expect(text).toContain(words);
    expect(await readPdfTitle(bytes)).toBe('PO-1001');
  }); // prettier-ignore

  it('breaks a long table over pages, with its head on each and no row torn', async () => {
    const rows = Array.from({ length: 120 }, (_, place) => [`SKU-${place}`, 'word '.repeat(30)]);
    const columns = [
      { title: 'Article', share: 1 },
      { title: 'What it is', share: 3 },
    ];
    const bytes = await renderPdf('Long', (page) => page.table({ columns, rows }), { at: AT });
    const pages = await readPdfPages(bytes);
    expect(pages.length).toBeGreaterThan(3);
    expect(pages.every((page) => page.includes('What it is'))).toBe(true);
    expect(pages[1]).toContain(`2 / ${pages.length}`);
    const shown = pages.flatMap((page) => page.match(/SKU-\d+/g) ?? []);
    expect(shown).toEqual(rows.map(([sku]) => sku));
  });

  it('throws what the drawing throws', async () => {
    const drawing = renderPdf('Broken', () => {
      throw new Error('no such order');
    });
    await expect(drawing).rejects.toThrow('no such order');
  });
});

describe('the colour of a brand', () => {
  it('is darkened until it can be read on white', () => {
    expect(legible('#123456')).toBe('#123456');
    expect(legible('#ffee00')).not.toBe('#ffee00');
    expect(legible('#ffee00')).toMatch(/^#[0-9a-f]{6}$/);
  });

  it('is ours where it is no colour', () => {
    expect(legible('red; }')).toBe(legible(undefined));
  });
});
