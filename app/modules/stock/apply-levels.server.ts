import { z } from 'zod';
import type { Instant } from '../../platform/clock.ts';
import { openShortages, resolveShortages } from './stock-shortage.server.ts';
import type {
  AppliedLevels,
  DistributorId,
  StockContext,
  SupplierId,
  SupplierLocationId,
  ToldLevel,
  VariantId,
} from './stock-level.ts';

const key = {
  variantId: z.uuid().transform((id) => id as VariantId),
  locationId: z.uuid().transform((id) => id as SupplierLocationId),
};
const Answer = z.object({
  applied: z.int(),
  changed: z.int(),
  short: z.array(z.object({ ...key, onHand: z.int(), reserved: z.int() })),
  recovered: z.array(z.object(key)),
});

export type LevelsSource = {
  readonly distributorId: DistributorId;
  readonly supplierId: SupplierId;
  /** What the ledger names as the cause: the feed, the import. */
  readonly reference: string;
  /** The supplier's source epoch in which the figures were told. */
  readonly epoch: number;
  readonly receivedAt: Instant;
};

/**
 * Takes over a supplier's figures for some levels (new ones are made). An older figure never replaces a newer one;
 * reservations that a figure surely includes stop counting; a level promised beyond what it now has opens an
 * exception in this transaction. Some thousands at a time: the levels stay locked until the commit.
 */
export async function applyLevels(
  context: StockContext,
  source: LevelsSource,
  levels: readonly ToldLevel[],
): Promise<AppliedLevels> {
  const answers = await context.tx.$queryRaw<{ answer: unknown }[]>`
    select apply_stock_levels(${source.distributorId}::uuid, ${source.supplierId}::uuid, ${source.reference}, ${source.epoch}::integer,
      ${source.receivedAt.toISOString()}::timestamptz, ${context.clock.now().toISOString()}::timestamptz,
      ${levels.map(({ variantId }) => variantId)}::uuid[], ${levels.map(({ locationId }) => locationId)}::uuid[],
      ${levels.map(({ quantity }) => quantity)}::integer[],
      ${levels.map(({ statedAsOf }) => statedAsOf?.toISOString() ?? null)}::timestamptz[]) as answer`;
  return followUp(context, source.distributorId, answers[0]?.answer);
}

/** Opens and closes shortages as the database found them. */
export async function followUp(
  context: StockContext,
  distributorId: DistributorId,
  answer: unknown,
): Promise<AppliedLevels> {
  const applied = Answer.parse(answer);
  await openShortages(context, distributorId, applied.short);
  await resolveShortages(context, distributorId, applied.recovered);
  return applied;
}
