/** Tables of documents: columns by shares of the width, a head that comes again on each page, rows that are not torn. */
import { fontFor } from './pdf-fonts.server.ts';

export type PdfColumn = {
  readonly title: string;
  /** Its share of the width, relative to the other columns. */
  readonly share: number;
  readonly align?: 'left' | 'right';
};

export type PdfTable = {
  readonly columns: readonly PdfColumn[];
  readonly rows: readonly (readonly string[])[];
  /** Rows of sums at the end, bold. */
  readonly totals?: readonly (readonly string[])[];
};

export type PdfTableLook = {
  readonly left: number;
  readonly width: number;
  readonly ink: string;
  readonly muted: string;
  readonly accent: string;
};

const SIZE = 9.5;
const PADDING = 5;
const RULE = '#d8dee4';

type Cell = {
  readonly text: string;
  readonly left: number;
  readonly width: number;
  readonly align: 'left' | 'right';
};

export function drawTable(pdf: PDFKit.PDFDocument, table: PdfTable, look: PdfTableLook): void {
  const head = table.columns.map(({ title }) => title);
  const drawHead = () => {
    drawRow(pdf, cellsOf(table.columns, head, look), { bold: true, colour: look.muted });
    rule(pdf, look, look.accent, 1);
  };
  makeRoom(pdf, 60);
  drawHead();
  const rows = table.rows.map((texts) => ({ texts, bold: false }));
  const totals = (table.totals ?? []).map((texts) => ({ texts, bold: true }));
  for (const { texts, bold } of [...rows, ...totals]) {
    const cells = cellsOf(table.columns, texts, look);
    if (makeRoom(pdf, heightOf(pdf, cells, bold) + 2 * PADDING)) drawHead();
    drawRow(pdf, cells, { bold, colour: look.ink });
    rule(pdf, look, RULE, 0.5);
  }
  pdf.x = look.left;
  pdf.y += 8;
}

function cellsOf(
  columns: readonly PdfColumn[],
  texts: readonly string[],
  { left, width }: PdfTableLook,
): readonly Cell[] {
  const all = columns.reduce((sum, { share }) => sum + share, 0);
  let start = left;
  return columns.map(({ share, align = 'left' }, place) => {
    const own = (width * share) / all;
    const cell = { text: texts[place] ?? '', left: start, width: own - PADDING * 2, align };
    start += own;
    return cell;
  });
}

function heightOf(pdf: PDFKit.PDFDocument, cells: readonly Cell[], bold: boolean): number {
  return Math.max(
    ...cells.map(({ text, width }) =>
      pdf.font(fontFor(text, bold)).fontSize(SIZE).heightOfString(text, { width }),
    ),
  );
}

function drawRow(
  pdf: PDFKit.PDFDocument,
  cells: readonly Cell[],
  { bold, colour }: { readonly bold: boolean; readonly colour: string },
): void {
  const top = pdf.y + PADDING;
  const height = heightOf(pdf, cells, bold);
  for (const { text, left, width, align } of cells) {
    pdf.font(fontFor(text, bold)).fontSize(SIZE).fillColor(colour);
    pdf.text(text, left + PADDING, top, { width, align });
  }
  pdf.y = top + height + PADDING;
}

function rule(
  pdf: PDFKit.PDFDocument,
  { left, width }: PdfTableLook,
  colour: string,
  thickness: number,
): void {
  pdf.rect(left, pdf.y, width, thickness).fill(colour);
  pdf.y += thickness;
}

/** True when a new page had to be begun. */
function makeRoom(pdf: PDFKit.PDFDocument, height: number): boolean {
  if (pdf.y + height <= pdf.page.height - pdf.page.margins.bottom) return false;
  pdf.addPage();
  return true;
}
