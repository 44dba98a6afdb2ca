/** Stock as CSV files, the way suppliers without an API send it: a whole table each time, dated by name or column. */
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { feedMoment, feedRows } from './stock.ts';
import type { StockFile, Supplier } from './supplier.ts';

export type FileToDrop = {
  /** Instead of the name that the policy makes, e.g. to send the same name twice. */
  readonly name?: string | undefined;
  /** Instead of the table, e.g. rubbish. */
  readonly content?: string | undefined;
  /** Cut the file off after so many characters, as a broken transfer does. */
  readonly cutAt?: number | undefined;
};

/** Writes the figures of now; in a folder under a temporary name first, so that nobody sees half a file. */
export async function dropFile(
  supplier: Supplier,
  drop: FileToDrop,
  now: Date,
): Promise<StockFile> {
  const asOf = feedMoment(supplier, now);
  const { folder, prefix, asOfIn } = supplier.settings.files;
  const stamp = asOf.toISOString().replace(/[-:]|\.\d+/g, '');
  const name =
    drop.name ??
    (asOfIn === 'name' ? `${prefix}-${stamp}.csv` : `${prefix}-${supplier.files.size + 1}.csv`);
  const content = (drop.content ?? table(supplier, asOf)).slice(0, drop.cutAt);
  const file = { name, content, modifiedAt: now };
  supplier.files.set(name, file);
  if (folder !== undefined) {
    await writeFile(join(folder, `.${name}.part`), content);
    await rename(join(folder, `.${name}.part`), join(folder, name));
  }
  return file;
}

function table(supplier: Supplier, asOf: Date): string {
  const { asOfIn, separator } = supplier.settings.files;
  const dated = asOfIn === 'column';
  const header = ['sku', 'location', 'quantity', 'cost', 'currency', ...(dated ? ['as_of'] : [])];
  const rows = feedRows(supplier, asOf, undefined).map((row) => [
    row.sku,
    row.location,
    String(row.quantity),
    row.cost ?? '',
    row.cost === undefined ? '' : supplier.settings.currency,
    ...(dated ? [asOf.toISOString()] : []),
  ]);
  const line = (cells: readonly string[]) =>
    `${cells.map((cell) => quoted(cell, separator)).join(separator)}\r\n`;
  return [header, ...rows].map(line).join('');
}

function quoted(cell: string, separator: string): string {
  if (!cell.includes(separator) && !/["\r\n]/.test(cell)) return cell;
  return `"${cell.replaceAll('"', '""')}"`;
}
