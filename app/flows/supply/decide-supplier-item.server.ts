import type { Actor } from '../../modules/activity/activity.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { createProduct } from '../../modules/catalog/create-product.server.ts';
import { findVariants } from '../../modules/catalog/find-variants.server.ts';
import { markChanged } from '../../modules/stock/mark-changed.server.ts';
import type { DistributorId, VariantId } from '../../modules/stock/stock-level.ts';
import {
  decideItem,
  endSupply,
  isSupplied,
  lockItem,
} from '../../modules/suppliers/supplier-items.repository.server.ts';
import type { SupplierItem, SupplierItemKey } from '../../modules/suppliers/supplier-item.ts';
import type { SuppliersContext } from '../../modules/suppliers/supplier.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { supplyFrom } from './note-unmatched-items.server.ts';

export type ItemDecision =
  /** `costMinor`: in the supplier's currency; needed where the supplier has not said it. */
  | { readonly kind: 'accept'; readonly variantId: string; readonly costMinor: number | undefined }
  /** A new product of one variant, a draft until somebody has looked at it. */
  | { readonly kind: 'create'; readonly title: string; readonly costMinor: number | undefined }
  | { readonly kind: 'reject' }
  | { readonly kind: 'undo' };

export type ItemRefusal = {
  readonly kind:
    | 'unknown-item'
    | 'item-decided'
    | 'unknown-variant'
    | 'variant-taken'
    | 'cost-missing';
};

/**
 * A person decides about an article: which variant it is, that it is a new product, that it is none of ours, or that
 * an earlier decision was wrong. A variant that the supplier supplies under another SKU is refused, never overwritten.
 */
export async function decideSupplierItem(
  context: Pick<FlowContext, 'db' | 'clock'>,
  key: SupplierItemKey,
  decision: ItemDecision,
  actor: Actor,
): Promise<Result<void, ItemRefusal>> {
  return inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    const item = await lockItem(tx, key);
    if (!item) return err({ kind: 'unknown-item' });
    if ((item.status === 'open') === (decision.kind === 'undo'))
      return err({ kind: 'item-decided' });
    const done = await carryOut(verb, key, item, decision, actor.id);
    if (!done.ok) return done;
    await recordAct(verb, {
      distributorId: key.distributorId,
      actor,
      act: 'supplier-item-decided',
      subject: { kind: 'supplier-item', id: key.itemId },
      detail: { ...decision, supplierSku: item.supplierSku, before: item.variantId },
    });
    return ok(undefined);
  });
}

async function carryOut(
  verb: SuppliersContext,
  key: SupplierItemKey,
  item: SupplierItem,
  decision: ItemDecision,
  person: string | undefined,
): Promise<Result<void, ItemRefusal>> {
  if (decision.kind === 'undo') return undo(verb, key, item);
  if (decision.kind === 'reject') {
    await decideItem(verb, key, { status: 'rejected', person });
    return ok(undefined);
  }
  const costMinor = decision.costMinor ?? item.costMinor;
  if (costMinor === null) return err({ kind: 'cost-missing' });
  const { distributorId } = key;
  const variantId =
    decision.kind === 'create'
      ? await createProduct(verb, { distributorId, title: decision.title, item })
      : (await findVariants(verb.tx, { distributorId, variantIds: [decision.variantId] }))[0];
  if (!variantId) return err({ kind: 'unknown-variant' });
  if (await isSupplied(verb.tx, { distributorId, supplierId: item.supplierId }, variantId))
    return err({ kind: 'variant-taken' });
  await supplyFrom(verb, distributorId, { ...item, costMinor }, variantId);
  const by = decision.kind === 'create' ? 'new' : 'person';
  await decideItem(verb, key, { status: 'matched', variantId, by, person });
  return ok(undefined);
}

/** The item is open again; a supply that the match made counts no more. */
async function undo(
  verb: SuppliersContext,
  key: SupplierItemKey,
  { supplierId, variantId }: SupplierItem,
): Promise<Result<void, ItemRefusal>> {
  const { distributorId } = key;
  await decideItem(verb, key, { status: 'open' });
  if (variantId) {
    await endSupply(verb, { distributorId, supplierId }, variantId);
    await markChanged(verb, distributorId as DistributorId, [variantId as VariantId]);
  }
  return ok(undefined);
}
