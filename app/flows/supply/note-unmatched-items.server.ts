import type { FeedKey } from '../../modules/feeds/feed.ts';
import { findFeed } from '../../modules/feeds/feeds.repository.server.ts';
import { findUnknownSkus } from '../../modules/feeds/find-unknown-skus.server.ts';
import { markChanged } from '../../modules/stock/mark-changed.server.ts';
import type { DistributorId, VariantId } from '../../modules/stock/stock-level.ts';
import { decideMatch } from '../../modules/suppliers/supplier-item.ts';
import type { NotedItem, SupplierItem } from '../../modules/suppliers/supplier-item.ts';
import {
  decideItem,
  findNamedVariants,
  lockItem,
  noteItems,
  saveDoubt,
} from '../../modules/suppliers/supplier-items.repository.server.ts';
import type { SupplierKey, SuppliersContext } from '../../modules/suppliers/supplier.ts';
import {
  findSupplier,
  upsertSupplies,
} from '../../modules/suppliers/suppliers.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';

const PIECE = 500;

/** How many articles were noted, and how many of them the rules matched; the rest waits for a person. */
export type NotedReport = { readonly noted: number; readonly matched: number };

/**
 * Takes up articles of a supplier under SKUs that no supply has: matched at once where a GTIN, or number and brand
 * together, name exactly one variant; else queued with the doubt. Known SKUs are left alone, and repeating is harmless.
 */
export async function noteUnmatchedItems(
  context: Pick<FlowContext, 'db' | 'clock'>,
  key: SupplierKey,
  items: readonly NotedItem[],
): Promise<NotedReport> {
  const supplier = await findSupplier(context.db, key);
  const report = { noted: 0, matched: 0 };
  if (!supplier) return report;
  const bySku = [...new Map(items.map((item) => [item.supplierSku, item])).values()];
  for (let at = 0; at < bySku.length; at += PIECE) {
    const piece = await inTransaction(
      context.db,
      (tx) =>
        notePiece(
          { tx, clock: context.clock },
          key,
          supplier.currency,
          bySku.slice(at, at + PIECE),
        ),
      { timeout: 60_000 },
    );
    report.noted += piece.noted;
    report.matched += piece.matched;
  }
  return report;
}

/** Takes up what a delivery named and nobody knew. The job that resolving its rows enqueues. */
export async function noteUnknownSkus(
  context: Pick<FlowContext, 'db' | 'clock'>,
  key: FeedKey,
): Promise<NotedReport> {
  const feed = await findFeed(context.db, key);
  if (!feed) return { noted: 0, matched: 0 };
  return noteUnmatchedItems(context, feed, await findUnknownSkus(context.db, key));
}

async function notePiece(
  verb: SuppliersContext,
  key: SupplierKey,
  currency: string,
  items: readonly NotedItem[],
): Promise<NotedReport> {
  const open = await noteItems(verb, key, currency, items);
  let matched = 0;
  for (const itemId of open) {
    const itemKey = { distributorId: key.distributorId, itemId };
    const item = await lockItem(verb.tx, itemKey);
    if (item && (await matchByRule(verb, key.distributorId, item))) matched += 1;
  }
  return { noted: open.length, matched };
}

/** Has the rules decide about one item; a doubt is kept with it. */
async function matchByRule(
  verb: SuppliersContext,
  distributorId: string,
  item: SupplierItem,
): Promise<boolean> {
  const hasCode = item.gtin !== null || (item.mpn !== null && item.brand !== null);
  const named = hasCode
    ? await findNamedVariants(verb.tx, distributorId, item)
    : { byGtin: [], byMpn: [] };
  const decision = decideMatch(item, named);
  if (decision.kind === 'doubt') {
    await saveDoubt(verb.tx, { distributorId, itemId: item.id }, decision.why);
    return false;
  }
  await supplyFrom(
    verb,
    distributorId,
    { ...item, costMinor: item.costMinor ?? 0 },
    decision.variantId,
  );
  await decideItem(
    verb,
    { distributorId, itemId: item.id },
    {
      status: 'matched',
      variantId: decision.variantId,
      by: decision.by,
      person: undefined,
    },
  );
  return true;
}

/** From now on the supplier supplies the variant under the item's SKU, at its cost. */
export async function supplyFrom(
  verb: SuppliersContext,
  distributorId: string,
  item: Pick<SupplierItem, 'supplierId' | 'supplierSku' | 'currency'> & {
    readonly costMinor: number;
  },
  variantId: string,
): Promise<void> {
  const key = { distributorId, supplierId: item.supplierId };
  await upsertSupplies(verb, key, item.currency, [
    {
      variant_id: variantId,
      supplier_sku: item.supplierSku,
      cost_minor: item.costMinor,
      lead_time_days: null,
    },
  ]);
  await markChanged(verb, distributorId as DistributorId, [variantId as VariantId]);
}
