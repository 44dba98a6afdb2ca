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
 * What shops may show shoppers of these variants now; undefined for what the shop does not list from us. One statement
 * for many keys (the SQL function `storefront_stock` says how each is found), on the bare pool, where it is planned once
 * for each connection: planning takes ten times as long as answering.
 */
export async function readStorefrontStock(
  pool: Pick<pg.Pool, 'query'>,
  keys: readonly StorefrontKey[],
  now: Instant,
): Promise<readonly (StorefrontStock | undefined)[]> {
  const { rows } = await pool.query<StorefrontStock & { position: number }>({
    name: 'read-storefront-stock',
    text: `select place - 1 as position, available, confirmed_at as "confirmedAt", lead_time_days as "leadTimeDays"
      from storefront_stock($1, $2, $3, $4)`,
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
