import type pg from 'pg';
import type { Instant } from '../platform/clock.ts';

export type StorefrontKey = {
  readonly channel: string;
  readonly domain: string;
  readonly outsideVariantId: string;
};

export type StorefrontStock = {
  readonly available: number;
  readonly confirmedAt: Instant | null;
  readonly leadTimeDays: number | null;
};

/**
 * What shops may show shoppers of these variants now; undefined for what the shop does not list from us.
 * One statement for many keys: each goes through unique indexes to its store, its listing and its levels. On the bare
 * pool, where it is planned once for each connection: planning takes ten times as long as answering.
 * The lead time is that of the supplier who would ship a single unit: one that has it, of the best tier, cheapest. What
 * routing weighs beyond that (parcels, the rest of the order) is known only with the order.
 * `offset 0` keeps the offer a look-up for each listing; merged into the joins around it there are too many relations
 * for PostgreSQL to order, and it reads whole catalogues.
 */
export async function readStorefrontStock(
  pool: Pick<pg.Pool, 'query'>,
  keys: readonly StorefrontKey[],
  now: Instant,
): Promise<readonly (StorefrontStock | undefined)[]> {
  const { rows } = await pool.query<StorefrontStock & { position: number }>({
    name: 'read-storefront-stock',
    text: `
      select (k.position - 1)::int as position, offer.quantity as available, offer.confirmed_at as "confirmedAt",
        (select y.lead_time_days from supply y
         join supplier sup on sup.distributor_id = y.distributor_id and sup.id = y.supplier_id and sup.status = 'active'
         where y.distributor_id = l.distributor_id and y.variant_id = l.variant_id and y.active
         order by exists (select from stock_level level where level.distributor_id = y.distributor_id
             and level.variant_id = y.variant_id and level.supplier_id = y.supplier_id and level.on_hand > level.reserved) desc,
           array_position(array['primary', 'secondary', 'backup'], sup.tier), y.cost_minor, y.supplier_id
         limit 1) as "leadTimeDays"
      from unnest($1::text[], $2::text[], $3::text[]) with ordinality as k(channel, domain, outside, position)
      join store s on s.channel = k.channel and s.domain = k.domain and s.uninstalled_at is null
      join listing l on l.store_id = s.id and l.outside_variant_id = k.outside and l.status = 'live'
      cross join lateral (
        select o.quantity, o.confirmed_at from offers_of(l.distributor_id, l.connection_id, $4::timestamptz) o
        where o.variant_id = l.variant_id offset 0
      ) offer`,
    values: [
      keys.map((key) => key.channel),
      keys.map((key) => key.domain),
      keys.map((key) => key.outsideVariantId),
      now.toISOString(),
    ],
  });
  const found = new Map(rows.map(({ position, ...stock }) => [position, stock]));
  return keys.map((_key, position) => found.get(position));
}
