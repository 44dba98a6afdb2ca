/** Line changes: what a new reading of the store's order means for the units of one line. */
import type { StoreOrder, StoreOrderLine } from '../stores/channel.ts';
import type { LineUnits } from './order-units.ts';

export type LineChange = {
  /** Units ordered on top of what we knew. */
  readonly added: number;
  /** Units taken off that were not shipped yet. */
  readonly removed: number;
  /** Units taken off after they had been shipped. */
  readonly returned: number;
};

export const NO_CHANGE: LineChange = { added: 0, removed: 0, returned: 0 };

/**
 * Units of a line that are ours to ship: what the shopper still wants, less what the merchant ships from
 * another place (its request to ship lies with another location and is not called off).
 */
export function unitsOurs(order: StoreOrder, line: StoreOrderLine): number {
  if (order.cancelledAt) return 0;
  const elsewhere = order.fulfilmentOrders
    .filter((request) => !request.ours && !['cancelled', 'incomplete'].includes(request.status))
    .flatMap((request) => request.lines)
    .filter((share) => share.outsideLineId === line.outsideLineId)
    .reduce((sum, share) => sum + share.total, 0);
  return Math.max(0, line.currentQuantity - elsewhere);
}

/**
 * The difference between the units that the store now wants from us and those that we know of. Units are
 * taken off what has not been shipped first: of 5 with 3 shipped, 4 taken off are 2 removed and 2 returned.
 */
export function lineChange(line: LineUnits, wantedNow: number): LineChange {
  const known = line.quantity - line.removedQuantity - line.returnedQuantity;
  const difference = wantedNow - known;
  if (difference >= 0) return { ...NO_CHANGE, added: difference };
  const unshipped = Math.max(0, line.quantity - line.removedQuantity - line.shippedQuantity);
  const removed = Math.min(-difference, unshipped);
  return { added: 0, removed, returned: -difference - removed };
}

/**
 * What the store wants of a line from which units were called off here, while it may still show them: those units are
 * not ordered anew; when the store takes units off, these are the ones; `calledOff` is what it still shows of them.
 */
export function besideCalledOff(
  line: LineUnits & { readonly calledOffQuantity?: number },
  wantedNow: number,
): { readonly wanted: number; readonly calledOff: number } {
  const { calledOffQuantity: calledOff = 0 } = line;
  const known = line.quantity - line.removedQuantity - line.returnedQuantity;
  if (calledOff === 0 || wantedNow <= known) return { wanted: wantedNow, calledOff: 0 };
  if (wantedNow <= known + calledOff) return { wanted: known, calledOff: wantedNow - known };
  return { wanted: wantedNow - calledOff, calledOff };
}
