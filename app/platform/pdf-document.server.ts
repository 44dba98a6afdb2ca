/**
 * PDF document: text, tables and brand marks on A4 pages, drawn from above to below with page breaks of their own.
 * The same drawing with the same facts gives the same bytes: the moment is given, and nothing else of it is by chance.
 */
import PdfKit from 'pdfkit';
import type { Instant } from './clock.ts';
import { fontFor, registerFonts } from './pdf-fonts.server.ts';
import { drawTable } from './pdf-table.server.ts';
import type { PdfTable } from './pdf-table.server.ts';

export type PdfFacts = {
  /** When it was made, for the document's own facts; left out: 1970, since it may not be the present. */
  readonly at?: Instant | undefined;
  /** BCP 47, for readers that speak a document. */
  readonly language?: string | undefined;
  /** `#rrggbb` of headings and rules; a colour that cannot be read on white is darkened. */
  readonly colour?: string | undefined;
  /** What stands at the foot of each page beside its number; left out: the title. */
  readonly footer?: string | undefined;
  /** "Page 2 of 3" in the document's language. */
  readonly pageOf?: ((page: number, pages: number) => string) | undefined;
};

export type PdfText = {
  readonly bold?: boolean;
  readonly muted?: boolean;
  readonly size?: number;
  readonly align?: 'left' | 'right' | 'center';
};

/** Where a document is drawn; every call goes on below the one before. Measures are points (1/72 inch). */
export type PdfPage = {
  /** A brand: its name or logo text in its colour, with a line under it, and a word at the right. */
  brand(name: string, right?: string): void;
  heading(text: string, level?: 1 | 2): void;
  paragraph(text: string, style?: PdfText): void;
  keyValues(pairs: readonly (readonly [label: string, value: string])[]): void;
  /** Blocks of lines side by side, such as two addresses. */
  columns(blocks: readonly { readonly title: string; readonly lines: readonly string[] }[]): void;
  table(table: PdfTable): void;
  space(points?: number): void;
};

export type { PdfColumn, PdfTable } from './pdf-table.server.ts';

const MARGIN = 48;
const BODY = 10;
const INK = '#1f2328';
const MUTED = '#656d76';
const ACCENT = '#1f3a5f';
const FOOT = 60;

/** Draws a document and returns its bytes. A fault of the drawing is thrown. */
export function renderPdf(
  title: string,
  draw: (page: PdfPage) => void,
  facts: PdfFacts = {},
): Promise<Buffer> {
  const { language, colour, at = new Date(0) } = facts;
  const pdf = new PdfKit({
    size: 'A4',
    margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: FOOT },
    bufferPages: true,
    info: { Title: title, CreationDate: at, ModDate: at, Producer: 'Stockbridge' },
    displayTitle: true,
    ...(language === undefined ? {} : { lang: language }),
  });
  const pieces: Buffer[] = [];
  return new Promise((resolve, reject) => {
    pdf.on('data', (piece: Buffer) => pieces.push(piece));
    pdf.on('end', () => resolve(Buffer.concat(pieces)));
    pdf.on('error', reject);
    try {
      registerFonts(pdf);
      draw(pageOn(pdf, legible(colour)));
      numberPages(pdf, facts.footer ?? title, facts.pageOf ?? ((page, all) => `${page} / ${all}`));
      pdf.end();
    } catch (fault) {
      reject(fault as Error);
    }
  });
}

function pageOn(pdf: PDFKit.PDFDocument, accent: string): PdfPage {
  const width = pdf.page.width - 2 * MARGIN;
  const write = (text: string, style: PdfText & { readonly colour?: string } = {}) => {
    const { bold = false, muted = false, size = BODY, align = 'left' } = style;
    pdf.font(fontFor(text, bold)).fontSize(size);
    pdf.fillColor(style.colour ?? (muted ? MUTED : INK));
    pdf.text(text, MARGIN, pdf.y, { width, align });
  };
  return {
    brand: (name, right) => drawBrand(pdf, { name, right, accent, width }),
    heading: (text, level = 1) => {
      pdf.y += level === 1 ? 6 : 10;
      keepTogether(pdf, 48);
      write(text, { bold: true, size: level === 1 ? 18 : 12, colour: accent });
      pdf.y += 4;
    },
    paragraph: (text, style) => {
      write(text, style);
      pdf.y += 4;
    },
    keyValues: (pairs) => drawPairs(pdf, pairs, width),
    columns: (blocks) => drawColumns(pdf, blocks, width),
    table: (table) =>
      drawTable(pdf, table, { left: MARGIN, width, ink: INK, muted: MUTED, accent }),
    space: (points = 10) => {
      pdf.y += points;
    },
  };
}

type Brand = {
  readonly name: string;
  readonly right: string | undefined;
  readonly accent: string;
  readonly width: number;
};

function drawBrand(pdf: PDFKit.PDFDocument, { name, right, accent, width }: Brand): void {
  const top = pdf.y;
  const nameWidth = right === undefined ? width : width * 0.62;
  pdf.font(fontFor(name, true)).fontSize(20).fillColor(accent);
  pdf.text(name, MARGIN, top, { width: nameWidth });
  let bottom = pdf.y;
  if (right !== undefined) {
    pdf.font(fontFor(right, false)).fontSize(12).fillColor(MUTED);
    pdf.text(right, MARGIN + nameWidth, top + 7, { width: width - nameWidth, align: 'right' });
    bottom = Math.max(bottom, pdf.y);
  }
  pdf.rect(MARGIN, bottom + 4, width, 2).fill(accent);
  pdf.y = bottom + 20;
}

function drawPairs(
  pdf: PDFKit.PDFDocument,
  pairs: readonly (readonly [string, string])[],
  width: number,
): void {
  const labels = 150;
  for (const [label, value] of pairs) {
    keepTogether(pdf, 18);
    const top = pdf.y;
    pdf.font(fontFor(label, false)).fontSize(BODY).fillColor(MUTED);
    pdf.text(label, MARGIN, top, { width: labels });
    const below = pdf.y;
    pdf.font(fontFor(value, false)).fillColor(INK);
    pdf.text(value, MARGIN + labels, top, { width: width - labels });
    pdf.y = Math.max(below, pdf.y) + 2;
  }
  pdf.y += 6;
}

function drawColumns(
  pdf: PDFKit.PDFDocument,
  blocks: readonly { readonly title: string; readonly lines: readonly string[] }[],
  width: number,
): void {
  const gap = 24;
  const each = (width - gap * (blocks.length - 1)) / Math.max(1, blocks.length);
  const most = Math.max(0, ...blocks.map(({ lines }) => lines.length));
  keepTogether(pdf, 20 + most * 16);
  const top = pdf.y;
  let bottom = top;
  blocks.forEach(({ title, lines }, place) => {
    const left = MARGIN + place * (each + gap);
    pdf.font(fontFor(title, true)).fontSize(9).fillColor(MUTED);
    pdf.text(title, left, top, { width: each });
    pdf.y += 2;
    for (const line of lines) {
      pdf.font(fontFor(line, false)).fontSize(BODY).fillColor(INK);
      pdf.text(line, left, pdf.y, { width: each });
    }
    bottom = Math.max(bottom, pdf.y);
  });
  pdf.y = bottom + 12;
}

function keepTogether(pdf: PDFKit.PDFDocument, height: number): void {
  if (pdf.y + height > pdf.page.height - FOOT) pdf.addPage();
}

function numberPages(
  pdf: PDFKit.PDFDocument,
  footer: string,
  pageOf: (page: number, pages: number) => string,
): void {
  const { start, count } = pdf.bufferedPageRange();
  for (let page = 0; page < count; page += 1) {
    pdf.switchToPage(start + page);
    // The foot lies in the margin, where a text would begin a new page.
    pdf.page.margins.bottom = 0;
    const top = pdf.page.height - 36;
    const width = pdf.page.width - 2 * MARGIN;
    pdf.font(fontFor(footer, false)).fontSize(8).fillColor(MUTED);
    pdf.text(footer, MARGIN, top, { width: width * 0.75, lineBreak: false, ellipsis: true });
    const number = pageOf(page + 1, count);
    pdf.font(fontFor(number, false));
    pdf.text(number, MARGIN, top, { width, align: 'right', lineBreak: false });
  }
}

/** Contrast of at least 4.5 : 1 on white (WCAG 2.2, 1.4.3), by darkening in steps; what is no colour is ours. */
export function legible(colour: string | undefined): string {
  if (!colour || !/^#[0-9a-f]{6}$/i.test(colour)) return ACCENT;
  let parts = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  while (1.05 / (luminance(parts) + 0.05) < 4.5)
    parts = parts.map((part) => Math.floor(part * 0.9));
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

function luminance(parts: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = parts.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
