/**
 * Three-way: where the units of one order line stand in the store, in the hub and at the suppliers, and how the three
 * differ. A difference is found by comparing sums, so it does not matter which message was lost.
 */

export const DIFFERENCES = [
  'missing-in-hub',
  'missing-in-store',
  'cancelled-in-store-only',
  'refunded-in-store-only',
  'fulfilled-by-others',
  'quantity-differs',
  'cancelled-in-hub-only',
  'not-forwarded',
  'not-at-supplier',
  'shipped-at-supplier-only',
  'cancelled-at-supplier-only',
  'cancelled-here-only',
  'shipped-not-in-store',
] as const;
export type Difference = (typeof DIFFERENCES)[number];

/** Units as the shop tells them now. */
export type StoreSide = {
  readonly ordered: number;
  /** Units that the shop wants from us, shipped ones included. */
  readonly wanted: number;
  /** Units of standing fulfilments that are ours or could be. */
  readonly fulfilled: number;
  /** Units that somebody else has fulfilled. */
  readonly byOthers: number;
  readonly isCancelled: boolean;
  readonly payment: string;
};

/** Units by our ledger. */
export type HubSide = {
  /** Units that the shop wanted from us when it was read last: ordered − removed − returned. */
  readonly known: number;
  /** Asked of suppliers and not given back. */
  readonly atSuppliers: number;
  /** Wanted and not yet asked of anybody. */
  readonly toForward: number;
  readonly shipped: number;
  readonly returned: number;
  readonly status: string;
  /** We called the order off. */
  readonly isCalledOff: boolean;
  /** Why units wait that are not with a supplier. */
  readonly waits: Wait | null;
};
export type Wait = 'payment' | 'delay' | 'hold' | 'stock';

/** Units by what the suppliers say. */
export type SupplierSide = {
  /** asked: they were asked just now; told: by what they have told us; silent: they could not be reached. */
  readonly source: 'asked' | 'told' | 'silent';
  /** Units that they have and have not given back, shipped ones included. */
  readonly holds: number;
  readonly shipped: number;
  readonly cancelled: number;
  /** Units on purchase orders that the supplier says it never got. */
  readonly unknown: number;
};

/** A side that does not have the line is null; no supplier was asked for it: `supplier` is null. */
export type ThreeSides = {
  readonly store: StoreSide | null;
  readonly hub: HubSide | null;
  readonly supplier: SupplierSide | null;
};

/** What differs between the three, most telling first; empty when they agree. `releases`: its payment lets it go. */
export function differencesOf(
  sides: ThreeSides,
  { releases }: { readonly releases: boolean },
): readonly Difference[] {
  const { store, hub } = sides;
  if (!hub) return store && store.wanted > 0 && releases ? ['missing-in-hub'] : [];
  const withStore = store
    ? inStore(store, hub)
    : hub.known > 0 && !hub.isCalledOff
      ? (['missing-in-store'] as const)
      : [];
  return [...withStore, ...onTheWay(hub), ...atSupplier(sides, hub)];
}

function inStore(store: StoreSide, hub: HubSide): readonly Difference[] {
  const told: Difference[] = store.fulfilled < hub.shipped ? ['shipped-not-in-store'] : [];
  if (store.wanted === hub.known) return told;
  if (hub.isCalledOff && store.wanted > hub.known) return ['cancelled-in-hub-only', ...told];
  return [whyUnitsDiffer(store, hub), ...told];
}

function whyUnitsDiffer(store: StoreSide, hub: HubSide): Difference {
  if (store.isCancelled) return 'cancelled-in-store-only';
  if (store.wanted > hub.known) return 'quantity-differs';
  if (store.byOthers > 0) return 'fulfilled-by-others';
  const isRefunded = store.payment === 'refunded' || store.payment === 'part-refunded';
  return isRefunded ? 'refunded-in-store-only' : 'quantity-differs';
}

function onTheWay(hub: HubSide): readonly Difference[] {
  return hub.toForward > 0 && hub.waits === null ? ['not-forwarded'] : [];
}

/** What suppliers have only told us is in our books already; only a side that was asked can contradict them. */
function atSupplier({ supplier }: ThreeSides, hub: HubSide): readonly Difference[] {
  if (supplier?.source !== 'asked') return [];
  const found: Difference[] = [];
  if (supplier.unknown > 0) found.push('not-at-supplier');
  if (supplier.shipped > hub.shipped) found.push('shipped-at-supplier-only');
  const held = supplier.holds + supplier.unknown;
  if (held < hub.atSuppliers) found.push('cancelled-at-supplier-only');
  if (held > hub.atSuppliers) found.push('cancelled-here-only');
  return found;
}
