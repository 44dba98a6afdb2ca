/**
 * Costs of a feed: what it tells of supplies beside their stock, and how to take that back. What a feed tells is the cost
 * that stands; where a dated one is in force above it, the one that comes back when that ends.
 */
import type { Feed, FeedKey, FeedsContext } from './feed.ts';
import type { SupplyCost } from '../suppliers/save-supply-costs.server.ts';

/** Costs and lead times of the staged rows (after, through] that differ from what the supplies say. */
export async function findToldCosts(
  { tx }: FeedsContext,
  feed: Feed,
  { after, through }: { readonly after: number; readonly through: number },
): Promise<readonly SupplyCost[]> {
  return tx.$queryRaw<SupplyCost[]>`
    with r as materialized (
      select row_number, supplier_sku, cost_minor, currency, lead_time_days from feed_row
      where distributor_id = ${feed.distributorId}::uuid and feed_id = ${feed.feedId}::uuid
        and row_number > ${after}::integer and row_number <= ${through}::integer
        and outcome <> 'refused' and code is distinct from 'duplicate-row'
        and (cost_minor is not null or lead_time_days is not null)
    )
    select distinct on (y.variant_id) y.variant_id as "variantId", coalesce(r.cost_minor, y.standing_cost_minor, y.cost_minor)::float8 as "costMinor",
      coalesce(case when r.cost_minor is not null then r.currency end, y.currency) as currency,
      coalesce(r.lead_time_days, y.lead_time_days) as "leadTimeDays"
    from r
    join supply y on y.distributor_id = ${feed.distributorId}::uuid and y.supplier_id = ${feed.supplierId}::uuid and y.supplier_sku = r.supplier_sku
    where ((r.cost_minor is not null and (r.cost_minor, r.currency) is distinct from (coalesce(y.standing_cost_minor, y.cost_minor), y.currency))
        or (r.lead_time_days is not null and r.lead_time_days is distinct from y.lead_time_days))
    order by y.variant_id, r.row_number desc`;
}

/** Keeps what the supplies said before, once for each variant; call it before the costs are saved. */
export async function keepCostsBefore(
  { tx }: FeedsContext,
  feed: Feed,
  costs: readonly SupplyCost[],
): Promise<void> {
  await tx.$executeRaw`
    insert into feed_cost (distributor_id, feed_id, variant_id, before_minor, before_currency, before_days, after_minor, after_currency, after_days)
    select y.distributor_id, ${feed.feedId}::uuid, y.variant_id, coalesce(y.standing_cost_minor, y.cost_minor), y.currency, y.lead_time_days, c."costMinor", c.currency, c."leadTimeDays"
    from jsonb_to_recordset(${JSON.stringify(costs)}::jsonb) as c("variantId" uuid, "costMinor" bigint, currency text, "leadTimeDays" integer)
    join supply y on y.distributor_id = ${feed.distributorId}::uuid and y.supplier_id = ${feed.supplierId}::uuid and y.variant_id = c."variantId"
    on conflict (distributor_id, feed_id, variant_id) do update set after_minor = excluded.after_minor,
      after_currency = excluded.after_currency, after_days = excluded.after_days`;
}

/** What the supplies said before the feed, of those that still say what it told them. */
export async function findCostsBefore(
  { tx }: FeedsContext,
  feed: FeedKey & Pick<Feed, 'supplierId'>,
): Promise<readonly SupplyCost[]> {
  return tx.$queryRaw<SupplyCost[]>`
    select c.variant_id as "variantId", c.before_minor::float8 as "costMinor", c.before_currency as currency, c.before_days as "leadTimeDays"
    from feed_cost c
    join supply y on y.distributor_id = c.distributor_id and y.supplier_id = ${feed.supplierId}::uuid and y.variant_id = c.variant_id
    where c.distributor_id = ${feed.distributorId}::uuid and c.feed_id = ${feed.feedId}::uuid
      and (coalesce(y.standing_cost_minor, y.cost_minor), y.currency) = (c.after_minor, c.after_currency) and y.lead_time_days is not distinct from c.after_days
    order by c.variant_id`;
}
