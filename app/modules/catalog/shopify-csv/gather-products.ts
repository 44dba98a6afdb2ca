/** Gathers rows into products by handle, bounded in rows and characters, and refuses rows of the wrong shape. */
import type { CsvRow } from '../../../platform/csv/csv-rows.ts';
import { ProductRows, type FileMemory } from './product-rows.ts';
import { RowDoubts } from './read-variant.ts';
import { RowCells, type Columns } from './shopify-columns.ts';
import type { CatalogueStep, RowRefusal, RowReport } from './shopify-csv.ts';

/** A product whose rows exceed either is handed out in parts (the later ones `continued`), so that memory stays bounded. */
const MAX_PART_ROWS = 5_000;
const MAX_PART_CHARACTERS = 8 << 20;

/** Groups rows by handle; a change of handle closes a product. */
export class Gathering {
  private readonly columns: Columns;
  private readonly memory: FileMemory;
  private open: ProductRows | undefined;
  private characters = 0;

  constructor(columns: Columns, memory: FileMemory) {
    this.columns = columns;
    this.memory = memory;
  }

  *take(rows: Iterator<CsvRow>): Generator<CatalogueStep, void> {
    for (let next = rows.next(); !next.done; next = rows.next()) yield* this.takeRow(next.value);
  }

  *end(): Generator<CatalogueStep, void> {
    const step = this.open?.finish();
    this.open = undefined;
    this.characters = 0;
    if (!step) return;
    if (step.product) this.memory.seen.remember(handleKey(step.product.handle), step.product.line);
    yield step;
  }

  private *takeRow(row: CsvRow): Generator<CatalogueStep, void> {
    if ('refusal' in row) return yield* this.refuse(row.line, row.refusal);
    const refusal = misshapen(row.cells, this.columns.count);
    if (refusal) return yield* this.refuse(row.line, refusal);
    const doubts = new RowDoubts(row.warnings);
    if (row.cells.length > this.columns.count) {
      doubts.warn('extra-cells', 'The row has more cells than the header, all of them empty.');
    }
    const cells = new RowCells(this.columns, row.cells);
    const handle = handleOf(cells, doubts);
    if (handle === undefined) return yield* this.refuse(row.line, NO_HANDLE);
    if (this.open?.handle !== handle || this.isFull()) {
      yield* this.end();
      const seenOn = this.memory.seen.lineOf(handleKey(handle));
      this.open = new ProductRows(handle, seenOn, this.memory);
    }
    this.characters += row.cells.reduce((sum, cell) => sum + cell.length, 0);
    this.open.add(cells, row.line, doubts);
  }

  private isFull(): boolean {
    return (this.open?.length ?? 0) >= MAX_PART_ROWS || this.characters >= MAX_PART_CHARACTERS;
  }

  private *refuse(line: number, refusal: RowRefusal): Generator<CatalogueStep, void> {
    const report: RowReport = {
      line,
      handle: undefined,
      sku: undefined,
      outcome: 'refused',
      refusal,
    };
    if (this.open && !this.isFull()) return this.open.addRefused(report);
    yield* this.end();
    yield { product: undefined, rows: [report] };
  }
}

/** The handle in lower case; where only a title stands, the one that Shopify would make of it. */
function handleOf(cells: RowCells, doubts: RowDoubts): string | undefined {
  const stated = cells.text('handle').toLowerCase();
  if (stated !== '') return stated;
  const made = cells
    .text('title')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  if (made === '') return undefined;
  doubts.warn('handle-from-title', `No handle; "${made}" was made from the title.`);
  return made;
}

function misshapen(cells: readonly string[], count: number): RowRefusal | undefined {
  if (cells.every((cell) => cell.trim() === '')) return EMPTY_ROW;
  const found = `The row has ${cells.length} cells, the header ${count}.`;
  if (cells.length < count) return { code: 'too-few-cells', message: found };
  const surplus = cells.slice(count).some((cell) => cell.trim() !== '');
  return surplus ? { code: 'too-many-cells', message: found } : undefined;
}

function handleKey(handle: string): string {
  return `handle ${handle}`;
}

const EMPTY_ROW: RowRefusal = { code: 'empty-row', message: 'Every cell of the row is empty.' };
const NO_HANDLE: RowRefusal = {
  code: 'no-handle',
  message: 'The row has neither a handle nor a title, so it belongs to no product.',
};
