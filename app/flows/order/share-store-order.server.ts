import { findListingsByOutsideVariant } from '../../modules/listings/find-listings-by-outside-variant.server.ts';
import { unitsOurs } from '../../modules/orders/line-changes.ts';
import type { OrderLine } from '../../modules/orders/order.ts';
import type { OrderWithLines } from '../../modules/orders/orders.repository.server.ts';
import { unitsShippedByOthers } from '../../modules/shipments/shipped-by-others.server.ts';
import type { StoreOrder, StoreOrderLine } from '../../modules/stores/channel.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';

/** One line of the shop's order that is ours, known already or found by its listing. */
export type SharedLine = {
  readonly line: OrderLine | undefined;
  readonly variantId: Id<'Variant'>;
  readonly storeLine: StoreOrderLine | undefined;
  /** Units that the store now wants from us, shipped ones included. */
  readonly wantedNow: number;
};

/** The lines of a shop's order that belong to one connection. */
export type OrderShare = {
  readonly distributorId: Id<'Distributor'>;
  readonly connectionId: Id<'Connection'>;
  readonly storeId: Id<'Store'>;
  readonly order: OrderWithLines | undefined;
  readonly lines: readonly SharedLine[];
};

type Input = {
  readonly storeId: Id<'Store'>;
  readonly known: readonly OrderWithLines[];
  readonly store: StoreOrder;
};

/**
 * Divides a shop's order by connection. Known lines stay with their order, whatever became of the listing or
 * the product since; new lines go where their variant is listed; lines that nobody lists are not ours.
 */
export async function shareStoreOrder(tx: Tx, input: Input): Promise<readonly OrderShare[]> {
  const foreign = await unitsShippedByOthers(tx, {
    storeId: input.storeId,
    outsideOrderId: input.store.outsideOrderId,
    fulfilments: input.store.fulfilments,
  });
  const wantedNow = (storeLine: StoreOrderLine) =>
    Math.max(0, unitsOurs(input.store, storeLine) - (foreign.get(storeLine.outsideLineId) ?? 0));
  const shares = new Map<string, Omit<OrderShare, 'lines'> & { lines: SharedLine[] }>();
  for (const order of input.known) {
    shares.set(order.connectionId, {
      ...keysOf(order),
      order,
      lines: knownLines(order, input.store, wantedNow),
    });
  }
  for (const { listing, storeLine } of await newLines(tx, input)) {
    const { distributorId, connectionId } = listing;
    const empty = { distributorId, connectionId, storeId: input.storeId, order: undefined };
    const share = shares.get(connectionId) ?? { ...empty, lines: [] };
    const { variantId } = listing;
    share.lines.push({ line: undefined, variantId, storeLine, wantedNow: wantedNow(storeLine) });
    shares.set(listing.connectionId, share);
  }
  // In one order for all transactions: each distributor's purchase orders are counted under a lock.
  return [...shares.values()].sort((a, b) => (a.distributorId < b.distributorId ? -1 : 1));
}

function keysOf({ distributorId, connectionId, storeId }: OrderWithLines) {
  return { distributorId, connectionId, storeId };
}

function knownLines(
  order: OrderWithLines,
  store: StoreOrder,
  wantedNow: (line: StoreOrderLine) => number,
): SharedLine[] {
  return order.lines.map((line) => {
    const storeLine = store.lines.find((each) => each.outsideLineId === line.outsideLineId);
    const wanted = storeLine ? wantedNow(storeLine) : 0;
    return { line, variantId: line.variantId, storeLine, wantedNow: wanted };
  });
}

async function newLines(tx: Tx, { storeId, known, store }: Input) {
  const knownIds = new Set(known.flatMap((order) => order.lines).map((line) => line.outsideLineId));
  const unknown = store.lines.filter(
    (line) => line.requiresShipping && line.outsideVariantId && !knownIds.has(line.outsideLineId),
  );
  if (unknown.length === 0) return [];
  const outsideVariantIds = [...new Set(unknown.flatMap((line) => line.outsideVariantId ?? []))];
  const listings = await findListingsByOutsideVariant({ tx }, { storeId, outsideVariantIds });
  return unknown.flatMap((storeLine) => {
    const listing = listings.find((each) => each.outsideVariantId === storeLine.outsideVariantId);
    return listing ? [{ listing, storeLine }] : [];
  });
}
