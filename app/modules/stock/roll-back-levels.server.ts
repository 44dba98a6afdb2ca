import { z } from 'zod';
import type { FeedKey } from '../feeds/feed.ts';
import { openShortages, resolveShortages } from './stock-shortage.server.ts';
import type { LevelKey, StockContext, SupplierLocationId, VariantId } from './stock-level.ts';

const key = {
  variantId: z.uuid().transform((id) => id as VariantId),
  locationId: z.uuid().transform((id) => id as SupplierLocationId),
};
const Answer = z.object({
  restored: z.int(),
  left: z.int(),
  seen: z.int(),
  lastVariant: key.variantId.nullable(),
  lastLocation: key.locationId.nullable(),
  short: z.array(z.object({ ...key, onHand: z.int(), reserved: z.int() })),
  recovered: z.array(z.object(key)),
});

export type RolledBack = {
  readonly restored: number;
  /** Levels that the feed changed and a later one has told since: they stay. */
  readonly left: number;
  /** Where to go on; undefined when nothing is left to look at. */
  readonly next: LevelKey | undefined;
};

/**
 * Undoes a feed on up to `limit` of its supplier's levels after a key: what it added is taken off again, what came later
 * stays, and what was deducted since counts again. Repeating it changes nothing; see `roll_back_levels`.
 */
export async function rollBackLevels(
  context: StockContext,
  feed: FeedKey,
  { after, limit }: { readonly after: LevelKey | undefined; readonly limit: number },
): Promise<RolledBack> {
  const { distributorId, feedId } = feed;
  const rows = await context.tx.$queryRaw<{ answer: unknown }[]>`
    select roll_back_levels(${distributorId}::uuid, ${feedId}::uuid, ${context.clock.now().toISOString()}::timestamptz,
      ${after?.variantId ?? null}::uuid, ${after?.locationId ?? null}::uuid, ${limit}::integer) as answer`;
  const { restored, left, seen, lastVariant, lastLocation, short, recovered } = Answer.parse(
    rows[0]?.answer,
  );
  await openShortages(context, distributorId, short);
  await resolveShortages(context, distributorId, recovered);
  const last =
    lastVariant && lastLocation ? { variantId: lastVariant, locationId: lastLocation } : undefined;
  return { restored, left, next: seen === limit ? last : undefined };
}
