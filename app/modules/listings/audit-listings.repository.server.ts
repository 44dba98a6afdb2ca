import type { Id } from '../../platform/ids.ts';
import type { AuditedListing } from '../stores/channel.ts';
import type { BrokenListing, ListingsContext } from './listing.ts';

export type ListingSuspicion = { readonly variantId: Id<'Variant'> };

/**
 * Compares a page of what the store shows with what it was told. Prices that differ are taken as told (the publisher
 * then writes the offer's); broken listings that stand there again come alive; all of the page are noted as seen.
 * Answers those whose quantity differs: to be read again under a mark, since a sale may just have happened.
 */
export async function compareWithStore(
  { tx, clock }: ListingsContext,
  storeId: string,
  shown: readonly AuditedListing[],
): Promise<readonly ListingSuspicion[]> {
  const active = shown.filter((listing) => listing.active);
  return tx.$queryRaw<ListingSuspicion[]>`
    with shown as (
      select * from unnest(${active.map(({ outsideVariantId }) => outsideVariantId)}::text[], ${active.map(({ available }) => available)}::integer[],
        ${active.map(({ price }) => String(price.minor))}::bigint[], ${active.map(({ outsideStockId }) => outsideStockId)}::text[]) as t(variant, available, price, stock)
    ), seen as (
      update listing l set audited_at = ${clock.now().toISOString()}::timestamptz, told_price_minor = s.price,
        outside_stock_id = s.stock,
        told_quantity = case when l.status = 'broken' then null else l.told_quantity end,
        failure = case when l.status = 'broken' then null else l.failure end,
        status = case when l.status = 'broken' then 'live' else l.status end
      from shown s where l.store_id = ${storeId}::uuid and l.outside_variant_id = s.variant and l.status <> 'ended'
      returning l.variant_id, l.told_quantity, s.available, l.in_flight
    )
    select variant_id as "variantId" from seen where in_flight is null and told_quantity is distinct from available`;
}

/** Listings that an audit begun at `since` has not seen in the store: they are broken. */
export async function breakUnseen(
  { tx }: ListingsContext,
  storeId: string,
  since: Date,
): Promise<readonly BrokenListing[]> {
  return tx.$queryRaw<BrokenListing[]>`
    update listing l set status = 'broken', failure = 'It was not found in the store.', in_flight = null, in_flight_quantity = null
    from product p
    where l.store_id = ${storeId}::uuid and l.status = 'live' and coalesce(l.audited_at, l.told_at, '-infinity') < ${since.toISOString()}::timestamptz
      and p.distributor_id = l.distributor_id and p.id = l.product_id
    returning l.distributor_id as "distributorId", l.connection_id as "connectionId", l.product_id as "productId", p.title, l.failure as why`;
}

export async function saveAudited({ tx, clock }: ListingsContext, storeId: string): Promise<void> {
  await tx.$executeRaw`
    update publish_state set audited_at = ${clock.now().toISOString()}::timestamptz where store_id = ${storeId}::uuid`;
}

/** Connected stores that have not been audited since a moment, the longest ago first. */
export async function findStoresToAudit(
  { tx }: Pick<ListingsContext, 'tx'>,
  before: Date,
  limit: number,
): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ storeId: string }[]>`
    select p.store_id as "storeId" from publish_state p
    join store s on s.id = p.store_id and s.uninstalled_at is null and s.prepared_at is not null
    where coalesce(p.audited_at, s.prepared_at) < ${before.toISOString()}::timestamptz
    order by p.audited_at nulls first limit ${limit}::integer`;
  return rows.map(({ storeId }) => storeId);
}
