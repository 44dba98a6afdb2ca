/** SKU table: a file that says something about variants by their SKU, checked row by row. */
import { findVariantsBySku } from '../../modules/catalog/find-variants-by-sku.server.ts';
import type { Tx } from '../../platform/database.server.ts';
import { readTable } from '../../platform/csv/read-table.ts';
import type { TableRow } from '../../platform/csv/read-table.ts';

export type RowProblem = { readonly line: number; readonly sku: string; readonly why: string };

/** What became of a file: how many rows counted, and why the others did not (the first of them in words). */
export type TableReport = {
  readonly rows: number;
  readonly saved: number;
  readonly refused: number;
  readonly problems: readonly RowProblem[];
};

/** Where a row stands and which variant it speaks of. */
export type SkuRow = { readonly variantId: string; readonly line: number };

const BATCH = 1_000;
const PROBLEMS_KEPT = 500;

/** Reads one row's other cells; a text is the reason why the row is refused. */
export type CellReader<Column extends string, Value> = (
  cells: Readonly<Record<Column, string>>,
) => Value | string;

/** Reads a file batch by batch and hands what is right to `save`, each with its variant. */
export async function readSkuTable<Column extends string, Value extends object>(
  tx: Tx,
  distributorId: string,
  file: {
    readonly body: AsyncIterable<Uint8Array>;
    readonly columns: Readonly<Record<Column | 'sku', readonly string[]>>;
    readonly required: readonly (Column | 'sku')[];
    readonly read: CellReader<Column | 'sku', Value>;
    /** Tells rows of one variant apart that may stand beside each other; without it a variant has one row. */
    readonly partOf?: (value: Value) => string | number;
  },
  save: (rows: readonly (Value & SkuRow)[]) => Promise<void>,
): Promise<TableReport> {
  const report = { rows: 0, saved: 0, refused: 0, problems: [] as RowProblem[] };
  const refuse = (line: number, sku: string, why: string) => {
    report.refused += 1;
    if (report.problems.length < PROBLEMS_KEPT) report.problems.push({ line, sku, why });
  };
  const lines = new Map<string, { readonly line: number; readonly sku: string }>();
  let batch: TableRow<Column | 'sku'>[] = [];
  const flush = async () => {
    const skus = batch.flatMap((row) => ('cells' in row ? [row.cells.sku] : []));
    const known = await findVariantsBySku(tx, { distributorId, skus });
    const saved = new Map<string, Value & SkuRow>();
    for (const row of batch) {
      report.rows += 1;
      if ('why' in row) {
        refuse(row.line, '', row.why);
        continue;
      }
      const { sku } = row.cells;
      const variants = known.get(sku) ?? [];
      const value = file.read(row.cells);
      const variantId = variants[0];
      if (!sku) refuse(row.line, '', 'The row names no SKU.');
      else if (!variantId) refuse(row.line, sku, 'No variant of the catalogue has this SKU.');
      else if (variants.length > 1)
        refuse(row.line, sku, `${variants.length} variants have this SKU; set this one by hand.`);
      else if (typeof value === 'string') refuse(row.line, sku, value);
      else {
        const part = `${variantId} ${file.partOf?.(value) ?? ''}`;
        const before = lines.get(part);
        if (before) {
          refuse(before.line, before.sku, `Line ${row.line} says it again; that one counts.`);
          report.saved -= 1;
        }
        lines.set(part, { line: row.line, sku });
        saved.set(part, { ...value, variantId, line: row.line });
        report.saved += 1;
      }
    }
    await save([...saved.values()]);
    batch = [];
  };
  for await (const row of readTable(file.body, file.columns, file.required)) {
    batch.push(row);
    if (batch.length >= BATCH) await flush();
  }
  await flush();
  return report;
}
