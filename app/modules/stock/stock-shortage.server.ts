import { openException } from '../activity/open-exception.server.ts';
import { resolveExceptions } from '../activity/resolve-exceptions.server.ts';
import type { DistributorId, LevelKey, ShortLevel, StockContext } from './stock-level.ts';

/** Opens an exception for each level that is promised beyond what it has, in the transaction that found it. */
export async function openShortages(
  context: StockContext,
  distributorId: DistributorId,
  levels: readonly ShortLevel[],
): Promise<void> {
  for (const level of levels) {
    const missing = level.reserved - level.onHand;
    await openException(context, {
      distributorId,
      kind: 'stock-shortage',
      severity: 'critical',
      owner: 'distributor',
      subject: { kind: 'variant', id: level.variantId },
      dedupeKey: shortageKey(distributorId, level),
      happened: `The supplier has ${level.onHand} on hand, but ${level.reserved} are promised to orders.`,
      meaning: `${missing} promised ${missing === 1 ? 'unit' : 'units'} cannot be shipped from this location.`,
      nextStep:
        'Route the orders concerned to another supplier, or cancel the units that nobody has.',
      remedies: ['reroute-orders', 'cancel-units', 'ask-supplier'],
    });
  }
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
