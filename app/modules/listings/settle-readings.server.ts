import { z } from 'zod';
import type { Id } from '../../platform/ids.ts';
import type { OutsideStockId, StockReading, StockWrite } from '../stores/channel.ts';
import { releaseUnseenSales } from '../stock/release-unseen-sales.server.ts';
import { reserveUnseenSales } from '../stock/reserve-unseen-sales.server.ts';
import { UNSEEN_SALE_MS } from './listing.ts';
import type { AttemptId, BrokenListing, ListingsContext } from './listing.ts';
import { breakListings } from './record-stock-outcomes.server.ts';
import type { AttemptKey } from './record-stock-outcomes.server.ts';
import { lockDivisions, wakeWaiting } from './wait-for-units.server.ts';

/** A listing whose write has no (good) answer: look in the store what it shows. */
export type OpenWrite = {
  readonly attempt: AttemptId;
  readonly variantId: Id<'Variant'>;
  readonly outsideStockId: OutsideStockId;
  readonly told: number | null;
  /** False: the write surely had no effect. */
  readonly mayHaveApplied: boolean;
};

/** What the store shows, and how many units of it stand in orders that we have imported and that are not fulfilled there. */
export type SettledReading = StockReading & { readonly knownCommitted: number };

type Settled = {
  readonly distributorId: Id<'Distributor'>;
  readonly connectionId: Id<'Connection'>;
  readonly variantId: Id<'Variant'>;
  readonly sold: number;
  /** Of what was taken for sold before, units that the store has committed to no order unknown to us. */
  readonly unsold: number;
};

/** What of a store is in flight and cannot be repeated, oldest attempt first; found through the few open attempts. */
export async function findOpenWrites(
  { tx }: Pick<ListingsContext, 'tx'>,
  storeId: string,
  limit: number,
): Promise<readonly OpenWrite[]> {
  return tx.$queryRaw<OpenWrite[]>`
    select a.id as attempt, l.variant_id as "variantId", l.outside_stock_id as "outsideStockId", l.told_quantity as told, a.kind = 'unknown' as "mayHaveApplied"
    from publish_attempt a
    join listing l on l.store_id = a.store_id and l.variant_id = any(a.variant_ids) and l.in_flight = a.id
    where a.store_id = ${storeId}::uuid and a.kind <> 'write' order by a.id, l.variant_id limit ${limit}::integer`;
}

/**
 * Takes what the store shows as what it was told. Fewer units than it was told, as far as more are committed to orders
 * than we know of, are a sale whose order is on its way: these units are reserved tentatively, for all retailers, until
 * it comes, or until a later reading finds them sold to nobody, or for a while. Anything else is an edit by somebody else: the next round writes the offer over what was read,
 * compared and swapped. A listing whose told quantity has changed since `told` was read (its order came in between)
 * stays in flight and is read again.
 */
export async function settleReadings(
  context: ListingsContext,
  { storeId, attempt }: AttemptKey,
  open: readonly OpenWrite[],
  readings: readonly SettledReading[],
): Promise<readonly BrokenListing[]> {
  const found = new Map(readings.map((reading) => [reading.outsideStockId, reading]));
  const present = open.flatMap((write) => {
    const reading = found.get(write.outsideStockId);
    return reading?.active ? [{ ...write, ...reading }] : [];
  });
  const { tx, clock } = context;
  const now = clock.now().toISOString();
  const variantIds = present.map(({ variantId }) => variantId);
  await lockDivisions({ tx }, storeId, variantIds);
  const settled = await tx.$queryRaw<Settled[]>`
    update listing l set told_quantity = r.available, told_at = ${now}::timestamptz, confirmed_at = ${now}::timestamptz,
      in_flight = null, in_flight_quantity = null,
      unseen_sold = l.unseen_sold + r.sold - r.unsold, unseen_since = case when r.sold > 0 then ${now}::timestamptz else l.unseen_since end
    from (
      select w.variant_id, r.available, sale.units as sold,
        -- Where the store tells nothing of commitments, units that are back on the shelf were not sold.
        least(greatest(case when r.newly_committed is null then r.available - w.told_quantity
          else w.unseen_sold + sale.units - r.newly_committed end, 0), w.unseen_sold + sale.units) as unsold
      from listing w
      join unnest(${variantIds}::uuid[], ${present.map(({ available }) => available)}::integer[],
        ${present.map(({ committed, knownCommitted }) => committed && Math.max(0, committed - knownCommitted))}::integer[], ${present.map(({ told }) => told)}::integer[],
        ${present.map(({ mayHaveApplied }) => mayHaveApplied)}::boolean[])
        as r(variant_id, available, newly_committed, told, may_have_applied) on r.variant_id = w.variant_id
      -- Units missing from what was told before, or from the write if that may have had its effect, as far as they are committed.
      cross join lateral (
        select coalesce(max(least(units, r.newly_committed)), 0) as units
        from (values (w.told_quantity - r.available, true), (w.in_flight_quantity - r.available, r.may_have_applied)) as c(units, possible)
        where possible and units > 0
          and not (r.may_have_applied and r.available in (w.told_quantity, w.in_flight_quantity))
      ) sale
      where w.store_id = ${storeId}::uuid and w.in_flight = ${attempt}::uuid and w.told_quantity is not distinct from r.told
    ) r
    where l.store_id = ${storeId}::uuid and l.variant_id = r.variant_id and l.in_flight = ${attempt}::uuid
    returning l.distributor_id as "distributorId", l.connection_id as "connectionId", l.variant_id as "variantId", r.sold, r.unsold`;
  await reserveSold(context, settled);
  await releaseUnsold(context, settled);
  await wakeWaiting(context, storeId, variantIds);
  const gone = open.flatMap(({ outsideStockId }) => {
    const reading = found.get(outsideStockId);
    if (reading?.active) return [];
    const why = reading
      ? 'It is no longer stocked at our location.'
      : 'It no longer exists in the store.';
    return [{ outsideStockId, why }];
  });
  return breakListings({ tx }, { storeId, attempt }, gone);
}

async function reserveSold(context: ListingsContext, settled: readonly Settled[]): Promise<void> {
  const expiresAt = new Date(context.clock.now().getTime() + UNSEEN_SALE_MS);
  const sold = settled.filter((listing) => listing.sold > 0);
  for (const connectionId of new Set(sold.map((listing) => listing.connectionId))) {
    const own = sold.filter((listing) => listing.connectionId === connectionId);
    const [first] = own;
    if (!first) continue;
    const sales = own.map(({ variantId, sold: quantity }) => ({ variantId, quantity }));
    const { distributorId } = first;
    await reserveUnseenSales(context, { distributorId, connectionId, sales, expiresAt });
  }
}

async function releaseUnsold(context: ListingsContext, settled: readonly Settled[]): Promise<void> {
  const unsold = settled.filter((listing) => listing.unsold > 0);
  for (const own of Map.groupBy(unsold, ({ connectionId }) => connectionId).values()) {
    const [first] = own;
    if (!first) continue;
    const { distributorId, connectionId } = first;
    const sales = own.map(({ variantId, unsold: quantity }) => ({ variantId, quantity }));
    const reference = 'nobody-bought';
    await releaseUnseenSales(context, { distributorId, connectionId, sales, reference });
  }
}

/** A call whose answer never came, as it was sent. */
export type OpenCall = {
  readonly attempt: AttemptId;
  readonly writes: readonly StockWrite[];
};

const Writes = z.array(
  z.object({
    outsideStockId: z.string().transform((id) => id as OutsideStockId),
    quantity: z.int(),
    expected: z.int().optional(),
  }),
);

/** Calls to be made again under their own key, oldest first; those from before `since` can no longer be and become unknown. */
export async function findOpenCalls(
  { tx }: Pick<ListingsContext, 'tx'>,
  storeId: string,
  since: Date,
): Promise<readonly OpenCall[]> {
  await tx.$executeRaw`
    update publish_attempt set kind = 'unknown', writes = null
    where store_id = ${storeId}::uuid and kind = 'write' and started_at < ${since.toISOString()}::timestamptz`;
  const rows = await tx.$queryRaw<{ attempt: AttemptId; writes: unknown }[]>`
    select id as attempt, writes from publish_attempt
    where store_id = ${storeId}::uuid and kind = 'write' order by id`;
  return rows.map(({ attempt, writes }) => ({
    attempt,
    writes: Writes.parse(writes).map(({ expected, ...write }) => ({ ...write, expected })),
  }));
}

/** What is left of an answered call is to be looked up in the store. */
export async function lookUpRest(
  { tx }: Pick<ListingsContext, 'tx'>,
  { storeId, attempt }: AttemptKey,
  kind: 'stale' | 'unknown',
): Promise<void> {
  await tx.$executeRaw`
    update publish_attempt set kind = ${kind}, writes = null where store_id = ${storeId}::uuid and id = ${attempt}::uuid`;
}
