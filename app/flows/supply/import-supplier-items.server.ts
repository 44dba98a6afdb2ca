import type { Actor } from '../../modules/activity/activity.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { gtinOf } from '../../modules/catalog/gtin.ts';
import type { NotedItem } from '../../modules/suppliers/supplier-item.ts';
import type { SupplierKey } from '../../modules/suppliers/supplier.ts';
import { findSupplier } from '../../modules/suppliers/suppliers.repository.server.ts';
import { readTable } from '../../platform/csv/read-table.ts';
import { currencyCode, parseMoney } from '../../platform/money.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { noteUnmatchedItems } from './note-unmatched-items.server.ts';
import type { NotedReport } from './note-unmatched-items.server.ts';
import type { SupplierRefusal } from './save-supplier.server.ts';

const COLUMNS = {
  sku: ['supplier sku', 'article', 'item number', 'item', 'code'],
  title: ['name', 'description', 'product'],
  brand: ['vendor', 'manufacturer'],
  gtin: ['ean', 'upc', 'barcode'],
  mpn: ['manufacturer part number', 'part number'],
  cost: ['unit cost', 'price', 'purchase price'],
};
type Cells = Readonly<Record<keyof typeof COLUMNS, string>>;

const AT_ONCE = 1_000;

/**
 * Reads a supplier's own list of articles in a stream and takes up those that nobody supplies under that SKU: what a
 * code names is matched at once, the rest waits in the queue. Throws NotATable where the file is none.
 */
export async function importSupplierItems(
  context: Pick<FlowContext, 'db' | 'clock'>,
  input: SupplierKey & {
    readonly body: AsyncIterable<Uint8Array>;
    readonly name: string;
    readonly actor: Actor;
  },
): Promise<
  Result<NotedReport & { readonly rows: number; readonly refused: number }, SupplierRefusal>
> {
  const { distributorId, supplierId, body, name, actor } = input;
  const key = { distributorId, supplierId };
  const supplier = await findSupplier(context.db, key);
  if (!supplier) return err({ kind: 'unknown-supplier' });
  const report = { rows: 0, refused: 0, noted: 0, matched: 0 };
  let batch: NotedItem[] = [];
  const flush = async () => {
    const { noted, matched } = await noteUnmatchedItems(context, key, batch);
    report.noted += noted;
    report.matched += matched;
    batch = [];
  };
  for await (const row of readTable<keyof typeof COLUMNS>(body, COLUMNS, ['sku'])) {
    report.rows += 1;
    if ('why' in row || row.cells.sku === '') report.refused += 1;
    else batch.push(itemOf(row.cells, supplier.currency));
    if (batch.length >= AT_ONCE) await flush();
  }
  await flush();
  await inTransaction(context.db, (tx) =>
    recordAct(
      { tx, clock: context.clock },
      {
        distributorId,
        actor,
        act: 'supplier-items-imported',
        subject: { kind: 'supplier', id: supplierId },
        detail: { file: name, ...report },
      },
    ),
  );
  return ok(report);
}

function itemOf(cells: Cells, currency: string): NotedItem {
  const cost = parseMoney(cells.cost, currencyCode(currency));
  return {
    supplierSku: cells.sku.slice(0, 255),
    title: cells.title.slice(0, 500) || undefined,
    brand: cells.brand.slice(0, 255) || undefined,
    gtin: gtinOf(cells.gtin),
    mpn: cells.mpn.slice(0, 100) || undefined,
    costMinor: cost && cost.minor >= 0 ? cost.minor : undefined,
  };
}
