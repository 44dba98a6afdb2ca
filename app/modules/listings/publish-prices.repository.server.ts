import { newId } from '../../platform/ids.ts';
import type { Id } from '../../platform/ids.ts';
import { currencyCode, money } from '../../platform/money.ts';
import type { OutsideProductId, OutsideVariantId, PriceWriteOutcome } from '../stores/channel.ts';
import type { AttemptId, BrokenListing, ListingsContext, MarkedPrice } from './listing.ts';

type Row = {
  readonly variantId: Id<'Variant'>;
  readonly outsideProductId: OutsideProductId;
  readonly outsideVariantId: OutsideVariantId;
  readonly priceMinor: number;
  readonly compareAtMinor: number | null;
  readonly currency: string;
};

/**
 * Marks prices as being written, computed anew. Until the answer is noted their price counts as unknown, so that
 * after a crash they are written again: setting a price twice does no harm. Listing and product are each found from what
 * is wanted by their whole key: of tables that have just been filled the planner knows too little for a way round.
 */
export async function markPriceWrites(
  { tx, clock }: ListingsContext,
  storeId: string,
  variantIds: readonly Id<'Variant'>[],
): Promise<readonly MarkedPrice[]> {
  const now = clock.now();
  const rows = await tx.$queryRaw<Row[]>`
    with wanted as materialized (
      select * from wanted_listings(${storeId}::uuid, ${now.toISOString()}::timestamptz) w
      where w.variant_id = any(${[...variantIds]}::uuid[]) and w.wanted_price_minor is not null
        and (w.price_unknown or w.told_price_minor is distinct from w.wanted_price_minor)
    )
    update listing l set price_unknown = true
    from wanted w, listed_product p
    where l.distributor_id = w.distributor_id and l.connection_id = w.connection_id and l.variant_id = w.variant_id and l.status = 'live'
      and p.distributor_id = w.distributor_id and p.connection_id = w.connection_id and p.product_id = w.product_id
      and p.outside_product_id is not null
    returning l.variant_id as "variantId", p.outside_product_id as "outsideProductId", l.outside_variant_id as "outsideVariantId",
      w.wanted_price_minor::float8 as "priceMinor", w.wanted_compare_at_minor::float8 as "compareAtMinor", w.currency`;
  return rows.map(toMarkedPrice);
}

function toMarkedPrice(row: Row): MarkedPrice {
  const { variantId, outsideProductId, outsideVariantId, priceMinor, compareAtMinor } = row;
  const currency = currencyCode(row.currency);
  const compareAt = compareAtMinor === null ? undefined : money(compareAtMinor, currency);
  return {
    variantId,
    outsideProductId,
    outsideVariantId,
    price: money(priceMinor, currency),
    compareAt,
  };
}

/** Notes the store's answer to a price call; what it does not know any more is broken. */
export async function recordPriceOutcomes(
  { tx }: ListingsContext,
  storeId: string,
  writes: readonly MarkedPrice[],
  outcomes: readonly PriceWriteOutcome[],
): Promise<readonly BrokenListing[]> {
  const kinds = new Map(outcomes.map((outcome) => [outcome.outsideVariantId, outcome]));
  const set = writes.filter(({ outsideVariantId }) => kinds.get(outsideVariantId)?.kind === 'set');
  await tx.$executeRaw`
    update listing l set told_price_minor = r.price, price_unknown = false
    from unnest(${set.map(({ outsideVariantId }) => outsideVariantId)}::text[], ${set.map(({ price }) => String(price.minor))}::bigint[]) as r(variant, price)
    where l.store_id = ${storeId}::uuid and l.outside_variant_id = r.variant`;
  const failed = outcomes.filter(({ kind }) => kind !== 'set');
  if (failed.length === 0) return [];
  return tx.$queryRaw<BrokenListing[]>`
    update listing l set status = case r.kind when 'gone' then 'broken' else l.status end, failure = r.why
    from unnest(${failed.map(({ outsideVariantId }) => outsideVariantId)}::text[], ${failed.map(({ kind }) => kind)}::text[],
      ${failed.map(({ why, kind }) => why ?? kind)}::text[]) as r(variant, kind, why), product p
    where l.store_id = ${storeId}::uuid and l.outside_variant_id = r.variant
      and p.distributor_id = l.distributor_id and p.id = l.product_id
    returning l.distributor_id as "distributorId", l.connection_id as "connectionId", l.product_id as "productId", p.title, r.why`;
}

/** A run of the store's own that works through prices, with what it was given. */
export type PriceRun = {
  readonly attempt: AttemptId;
  readonly outsideRunId: string;
  readonly writes: readonly MarkedPrice[];
};

export async function notePriceRun(
  { tx, clock }: ListingsContext,
  storeId: string,
  { outsideRunId, writes }: Pick<PriceRun, 'outsideRunId' | 'writes'>,
): Promise<void> {
  const rows = writes.map(({ price, compareAt, ...ids }): Row => {
    const compareAtMinor = compareAt?.minor ?? null;
    return { ...ids, priceMinor: price.minor, compareAtMinor, currency: price.currency };
  });
  await tx.$executeRaw`
    insert into publish_attempt (store_id, id, kind, variant_ids, writes, outside_run_id, started_at)
    values (${storeId}::uuid, ${newId<'PublishAttempt'>()}::uuid, 'prices', '{}', ${JSON.stringify(rows)}::jsonb, ${outsideRunId},
      ${clock.now().toISOString()}::timestamptz)`;
}

export async function findPriceRun(
  { tx }: Pick<ListingsContext, 'tx'>,
  storeId: string,
): Promise<PriceRun | undefined> {
  const rows = await tx.$queryRaw<{ attempt: AttemptId; outsideRunId: string; rows: Row[] }[]>`
    select id as attempt, outside_run_id as "outsideRunId", writes as rows from publish_attempt
    where store_id = ${storeId}::uuid and kind = 'prices' order by id limit 1`;
  const [found] = rows;
  if (!found) return undefined;
  const { attempt, outsideRunId } = found;
  return { attempt, outsideRunId, writes: found.rows.map(toMarkedPrice) };
}

export async function closePriceRun(
  { tx }: Pick<ListingsContext, 'tx'>,
  storeId: string,
  attempt: AttemptId,
): Promise<void> {
  await tx.$executeRaw`delete from publish_attempt where store_id = ${storeId}::uuid and id = ${attempt}::uuid`;
}
