/** Return units: which shipped units a wish to return takes, and so which suppliers they go back to. */
import type { Instant } from '../../platform/clock.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { Id } from '../../platform/ids.ts';
import type { ReturnOrigin } from './return.ts';
import type { ReturnRefusal } from './return-errors.ts';

/** One line of a purchase order, as far as units of it can come back. */
export type ReturnSource = {
  readonly purchaseOrderLineId: Id<'PurchaseOrderLine'>;
  readonly orderLineId: Id<'OrderLine'>;
  readonly variantId: Id<'Variant'>;
  readonly supplierId: Id<'Supplier'>;
  readonly locationId: Id<'SupplierLocation'>;
  /** Units that the supplier was asked for and has not given back. */
  readonly asked: number;
  readonly shipped: number;
  /** Units in returns that are neither rejected nor cancelled. */
  readonly taken: number;
  /** When its last parcel left. */
  readonly shippedAt: Instant | null;
  readonly unitCostMinor: number;
  readonly costCurrency: string;
  readonly unitWholesaleMinor: number;
  readonly wholesaleCurrency: string;
};

export type WantedUnits = {
  readonly orderLineId: Id<'OrderLine'>;
  readonly quantity: number;
  /** Only units of this purchase order's line. */
  readonly purchaseOrderLineId?: Id<'PurchaseOrderLine'> | undefined;
};

export type TakenUnits = { readonly source: ReturnSource; readonly quantity: number };

/** Units that can still come back. What a cancellation could not stop counts before it has left. */
export function returnableUnits(source: ReturnSource, origin: ReturnOrigin): number {
  const limit = origin === 'cancellation' ? source.asked : source.shipped;
  return Math.max(0, limit - source.taken);
}

/**
 * Finds the units, those shipped last first: where nobody can tell units apart, that is best for the shopper. All or
 * nothing; a line named twice counts with its sum.
 */
export function takeReturnUnits(
  sources: readonly ReturnSource[],
  wanted: readonly WantedUnits[],
  origin: ReturnOrigin,
): Result<readonly TakenUnits[], ReturnRefusal> {
  const asked = wanted.filter(({ quantity }) => quantity > 0);
  if (asked.length === 0) return err({ kind: 'no-units' });
  const left = new Map(
    [...sources]
      .sort(newestFirst)
      .map((source) => [source, returnableUnits(source, origin)] as const),
  );
  const taken = new Map<ReturnSource, number>();
  for (const each of asked) {
    const own = [...left.keys()].filter((source) => isOf(source, each));
    if (own.length === 0) return err({ kind: 'no-units' });
    const units = own.reduce((sum, source) => sum + (left.get(source) ?? 0), 0);
    if (units < each.quantity) return err({ kind: 'more-than-shipped', units });
    takeFrom(own, each.quantity, left, taken);
  }
  return ok([...taken].map(([source, quantity]) => ({ source, quantity })));
}

function takeFrom(
  own: readonly ReturnSource[],
  quantity: number,
  left: Map<ReturnSource, number>,
  taken: Map<ReturnSource, number>,
): void {
  let open = quantity;
  for (const source of own) {
    const part = Math.min(open, left.get(source) ?? 0);
    if (part === 0) continue;
    left.set(source, (left.get(source) ?? 0) - part);
    taken.set(source, (taken.get(source) ?? 0) + part);
    open -= part;
  }
}

function isOf(source: ReturnSource, { orderLineId, purchaseOrderLineId }: WantedUnits): boolean {
  if (source.orderLineId !== orderLineId) return false;
  return purchaseOrderLineId === undefined || source.purchaseOrderLineId === purchaseOrderLineId;
}

function newestFirst(one: ReturnSource, other: ReturnSource): number {
  return (other.shippedAt?.getTime() ?? 0) - (one.shippedAt?.getTime() ?? 0);
}

/** One group for each supplier that they go back to. */
export function bySupplier(
  taken: readonly TakenUnits[],
): readonly (readonly [TakenUnits, ...TakenUnits[]])[] {
  const groups = new Map<string, [TakenUnits, ...TakenUnits[]]>();
  for (const each of taken) {
    const group = groups.get(each.source.supplierId);
    if (group) group.push(each);
    else groups.set(each.source.supplierId, [each]);
  }
  return [...groups.values()];
}
