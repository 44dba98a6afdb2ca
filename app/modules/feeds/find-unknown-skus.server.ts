import type { Tx } from '../../platform/database.server.ts';
import type { NotedItem } from '../suppliers/supplier-item.ts';
import type { FeedKey } from './feed.ts';

/** Far more than a person will look through; a feed that names more is laid out wrongly. */
const MOST = 50_000;

/**
 * The SKUs that a delivery named and no supply has, with the GTIN and the cost (in the supplier's currency) that it
 * stated. Only what is news: a feed comes every few minutes, and what waits in the queue already is left alone until
 * the feed says more of it, or the catalogue has come to know its GTIN.
 */
export async function findUnknownSkus(
  tx: Tx,
  { distributorId, feedId }: FeedKey,
): Promise<readonly NotedItem[]> {
  const rows = await tx.$queryRaw<
    { supplierSku: string; gtin: string | null; costMinor: number | null }[]
  >`
    with unknown as materialized (
      select s.id as supplier_id, r.supplier_sku, max(r.gtin) as gtin,
        max(r.cost_minor) filter (where r.currency = s.currency) as cost_minor
      from feed f
      join supplier s on s.distributor_id = f.distributor_id and s.id = f.supplier_id
      join feed_row r on r.distributor_id = f.distributor_id and r.feed_id = f.id
      where f.distributor_id = ${distributorId}::uuid and f.id = ${feedId}::uuid
        and r.code = 'unknown-sku' and r.supplier_sku <> ''
      group by s.id, r.supplier_sku order by r.supplier_sku limit ${MOST}::integer
    )
    select u.supplier_sku as "supplierSku", u.gtin, u.cost_minor::float8 as "costMinor" from unknown u
    left join supplier_item i on i.distributor_id = ${distributorId}::uuid and i.supplier_id = u.supplier_id
      and i.supplier_sku = u.supplier_sku
    where i.id is null or (i.status = 'open' and ((u.gtin is not null and u.gtin is distinct from i.gtin)
      or (u.cost_minor is not null and u.cost_minor is distinct from i.cost_minor)
      or (i.reason = 'no-variant' and exists (select from variant v where v.distributor_id = ${distributorId}::uuid and v.active
        and v.gtin in (lpad(i.gtin, 14, '0'), right(lpad(i.gtin, 14, '0'), 13), right(lpad(i.gtin, 14, '0'), 12), right(i.gtin, 8))
        and ltrim(v.gtin, '0') = ltrim(i.gtin, '0')))))
    order by u.supplier_sku`;
  return rows.map(({ supplierSku, gtin, costMinor }) => ({
    supplierSku,
    gtin: gtin ?? undefined,
    costMinor: costMinor ?? undefined,
  }));
}
