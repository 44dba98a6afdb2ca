/**
 * Matching: which of the store's own records of shipped lines are a certain shipment of ours, and what of it
 * the store does not show yet. The store's call that records a shipment is not idempotent, so this is how a
 * repetition finds out what an earlier try has done.
 */
import type { StoreFulfilment } from '../stores/channel.ts';

export type ReportedLine = { readonly outsideLineId: string; readonly quantity: number };

export type FulfilmentMatch = {
  readonly outsideFulfilmentIds: readonly string[];
  /** What the store must still be told; empty when it knows everything. */
  readonly missing: readonly ReportedLine[];
};

/**
 * A record is ours when it is not another shipment's, carries our tracking number (or none where we have
 * none), and all its lines fit into what this shipment holds.
 */
export function matchFulfilments(
  shipment: { readonly trackingNumber: string | null; readonly lines: readonly ReportedLine[] },
  fulfilments: readonly StoreFulfilment[],
  /** Records that are known to be other shipments'. */
  taken: ReadonlySet<string>,
): FulfilmentMatch {
  const left = sumByLine(shipment.lines);
  const outsideFulfilmentIds: string[] = [];
  for (const fulfilment of fulfilments) {
    if (fulfilment.cancelled || taken.has(fulfilment.outsideId)) continue;
    if (!sameTracking(shipment.trackingNumber, fulfilment) || !fits(fulfilment, left)) continue;
    outsideFulfilmentIds.push(fulfilment.outsideId);
    for (const line of fulfilment.lines) {
      left.set(line.outsideLineId, (left.get(line.outsideLineId) ?? 0) - line.quantity);
    }
  }
  const missing = [...left]
    .filter(([, quantity]) => quantity > 0)
    .map(([outsideLineId, quantity]) => ({ outsideLineId, quantity }));
  return { outsideFulfilmentIds, missing };
}

function sameTracking(
  trackingNumber: string | null,
  { trackingNumbers }: StoreFulfilment,
): boolean {
  return trackingNumber === null
    ? trackingNumbers.length === 0
    : trackingNumbers.includes(trackingNumber);
}

function fits(fulfilment: StoreFulfilment, left: ReadonlyMap<string, number>): boolean {
  const lines = sumByLine(fulfilment.lines);
  return lines.size > 0 && [...lines].every(([id, quantity]) => quantity <= (left.get(id) ?? 0));
}

function sumByLine(lines: readonly ReportedLine[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { outsideLineId, quantity } of lines) {
    sums.set(outsideLineId, (sums.get(outsideLineId) ?? 0) + quantity);
  }
  return sums;
}
