import type { Instant } from '../platform/clock.ts';
import type { Database } from '../platform/database.server.ts';

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
 * One statement for many keys: each goes through unique indexes to its store, its listing and its levels.
 */
export async function readStorefrontStock(
  database: Database,
  keys: readonly StorefrontKey[],
  now: Instant,
): Promise<readonly (StorefrontStock | undefined)[]> {
  const rows = await database.$queryRaw<(StorefrontStock & { position: number })[]>`
    select (k.position - 1)::int as position, offer.quantity as available, offer.confirmed_at as "confirmedAt",
      (select min(coalesce(supply.lead_time_days, 0)) from supply
       where supply.distributor_id = l.distributor_id and supply.variant_id = l.variant_id and supply.active
         and supply.lead_time_days is not null) as "leadTimeDays"
    from unnest(${keys.map((key) => key.channel)}::text[], ${keys.map((key) => key.domain)}::text[],
      ${keys.map((key) => key.outsideVariantId)}::text[]) with ordinality as k(channel, domain, outside, position)
    join store s on s.channel = k.channel and s.domain = k.domain and s.uninstalled_at is null
    join listing l on l.store_id = s.id and l.outside_variant_id = k.outside and l.status = 'live'
    cross join lateral (
      select o.quantity, o.confirmed_at
      from offers_of(l.distributor_id, l.connection_id, ${now.toISOString()}::timestamptz) o
      where o.variant_id = l.variant_id
    ) offer`;
  const found = new Map(rows.map(({ position, ...stock }) => [position, stock]));
  return keys.map((_key, position) => found.get(position));
}
