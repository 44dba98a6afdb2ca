import { openException } from '../activity/open-exception.server.ts';
import { resolveExceptions } from '../activity/resolve-exceptions.server.ts';
import type { DistributorId, LevelKey, ShortLevel, StockContext } from './stock-level.ts';

/**
 * Opens an exception for each level that is promised beyond what it has, in the transaction that found it. Where the
 * gap is no larger than what the supplier has been sent already, its figure most likely includes those units and the
 * next one will prove it: that is worth a note, not an alarm.
 */
export async function openShortages(
  context: StockContext,
  distributorId: DistributorId,
  levels: readonly ShortLevel[],
): Promise<void> {
  for (const level of levels) {
    const missing = level.reserved - level.onHand;
    const sent = await countSentUnits(context, distributorId, level);
    await openException(context, {
      distributorId,
      kind: 'stock-shortage',
      owner: 'distributor',
      subject: { kind: 'variant', id: level.variantId },
      dedupeKey: shortageKey(distributorId, level),
      happened: `The supplier has ${level.onHand} on hand, but ${level.reserved} are promised to orders.`,
      ...(missing <= sent ? LIKELY_INCLUDED : trulyMissing(missing)),
    });
  }
}

const LIKELY_INCLUDED = {
  severity: 'info',
  meaning:
    'The supplier has been sent orders for the difference, so its figure most likely leaves those units out already.',
  nextStep: 'Nothing, if it closes with the supplier’s next figure. Otherwise ask the supplier.',
  remedies: ['ask-supplier'],
} as const;

function trulyMissing(missing: number) {
  return {
    severity: 'critical',
    meaning: `${missing} promised ${missing === 1 ? 'unit' : 'units'} cannot be shipped from this location.`,
    nextStep:
      'Route the orders concerned to another supplier, or cancel the units that nobody has.',
    remedies: ['reroute-orders', 'cancel-units', 'ask-supplier'],
  } as const;
}

/** Promised units of a level that stand in a purchase order: the supplier may have taken them out of its figure. */
async function countSentUnits(
  { tx }: StockContext,
  distributorId: DistributorId,
  { variantId, locationId }: LevelKey,
): Promise<number> {
  const rows = await tx.$queryRaw<{ units: number }[]>`
    select coalesce(sum(quantity), 0)::int as units from reservation
    where distributor_id = ${distributorId}::uuid and variant_id = ${variantId}::uuid
      and location_id = ${locationId}::uuid and reservation_counts(state) and purchase_order_id is not null`;
  return rows[0]?.units ?? 0;
}

/** Closes the exceptions of levels that have again what is promised. */
export async function resolveShortages(
  context: StockContext,
  distributorId: DistributorId,
  levels: readonly LevelKey[],
): Promise<void> {
  for (const level of levels) {
    await resolveExceptions(context, {
      dedupeKey: shortageKey(distributorId, level),
      by: 'system',
      resolution: 'The location has again what is promised.',
    });
  }
}

function shortageKey(distributorId: DistributorId, { variantId, locationId }: LevelKey): string {
  return `stock-shortage:${distributorId}:${variantId}:${locationId}`;
}
