import type { Actor } from '../../modules/activity/activity.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { markChanged } from '../../modules/stock/mark-changed.server.ts';
import type { DistributorId, VariantId } from '../../modules/stock/stock-level.ts';
import type { SupplierKey } from '../../modules/suppliers/supplier.ts';
import {
  findSupplier,
  upsertSupplies,
} from '../../modules/suppliers/suppliers.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { currencyCode, parseMoney } from '../../platform/money.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { readSkuTable } from './read-sku-table.server.ts';
import type { TableReport } from './read-sku-table.server.ts';
import type { SupplierRefusal } from './save-supplier.server.ts';

const COLUMNS = {
  sku: ['our sku', 'variant sku', 'article'],
  supplier_sku: ['supplier sku', 'vendor sku', 'their sku'],
  cost: ['unit cost', 'price', 'purchase price'],
  lead_time_days: ['lead time', 'days'],
};

/** Takes a file that says what a supplier supplies, under which of its SKUs and at which cost (its own currency). */
export function importSupplies(
  context: Pick<FlowContext, 'db' | 'clock'>,
  input: SupplierKey & {
    readonly body: AsyncIterable<Uint8Array>;
    readonly name: string;
    readonly actor: Actor;
  },
): Promise<Result<TableReport, SupplierRefusal>> {
  const { distributorId, supplierId, body, actor } = input;
  const key = { distributorId, supplierId };
  const write = async (
    tx: Parameters<typeof markChanged>[0]['tx'],
  ): Promise<Result<TableReport, SupplierRefusal>> => {
    const verb = { tx, clock: context.clock };
    const supplier = await findSupplier(tx, key);
    if (!supplier) return err({ kind: 'unknown-supplier' });
    const table = {
      body,
      columns: COLUMNS,
      required: ['sku', 'cost'] as const,
      read: (cells: Readonly<Record<keyof typeof COLUMNS, string>>) =>
        readSupply(cells, supplier.currency),
    };
    const report = await readSkuTable(tx, distributorId, table, async (rows) => {
      const records = rows.map(({ variantId, supplier_sku, cost_minor, lead_time_days }) => ({
        variant_id: variantId,
        supplier_sku,
        cost_minor,
        lead_time_days,
      }));
      const changed = await upsertSupplies(verb, key, supplier.currency, records);
      await markChanged(verb, distributorId as DistributorId, changed as VariantId[]);
    });
    const { rows, saved, refused } = report;
    await recordAct(verb, {
      distributorId,
      actor,
      act: 'supplies-imported',
      subject: { kind: 'supplier', id: supplierId },
      detail: { file: input.name, rows, saved, refused },
    });
    return ok(report);
  };
  return inTransaction(context.db, write, { timeout: 120_000, attempts: 1 });
}

function readSupply(
  cells: Readonly<Record<keyof typeof COLUMNS, string>>,
  currency: string,
): { supplier_sku: string; cost_minor: number; lead_time_days: number | null } | string {
  const cost = parseMoney(cells.cost, currencyCode(currency));
  if (!cost || cost.minor < 0) return `"${cells.cost}" is no cost in ${currency} (like 4.50).`;
  const days = cells.lead_time_days === '' ? null : Number(cells.lead_time_days);
  if (days !== null && (!Number.isInteger(days) || days < 0 || days > 365))
    return `"${cells.lead_time_days}" is no number of days.`;
  return {
    supplier_sku: cells.supplier_sku || cells.sku,
    cost_minor: cost.minor,
    lead_time_days: days,
  };
}
