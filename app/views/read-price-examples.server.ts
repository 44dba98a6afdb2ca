import type { RetailRule } from '../modules/connections/connection.ts';
import type { Instant } from '../platform/clock.ts';
import type { Reader } from './reader.server.ts';

type PriceExample = {
  readonly title: string;
  readonly currency: string;
  readonly wholesaleMinor: number;
  readonly listMinor: number | null;
  readonly retailMinor: number | null;
};

const EXAMPLES = 3;
const LOOKED_THROUGH = 200;

/**
 * What the shop would ask under a rule that is not saved yet, for a few products of the connection: by the same
 * SQL function that makes the offers. Empty when nothing is priced, or the connection is not this store's.
 */
export async function readPriceExamples(
  database: Reader,
  key: { readonly storeId: string; readonly distributorId: string; readonly connectionId: string },
  rule: RetailRule,
  now: Instant,
): Promise<readonly PriceExample[]> {
  return database.$queryRaw<PriceExample[]>`
    select p.title, o.currency, o.wholesale_minor::float8 as "wholesaleMinor",
      v.list_price_minor::float8 as "listMinor",
      retail_price(${JSON.stringify(rule)}::jsonb, o.wholesale_minor, v.list_price_minor, o.currency)::float8 as "retailMinor"
    from connection c
    cross join lateral (
      select id, product_id, list_price_minor from variant where distributor_id = c.distributor_id and active
      order by id limit ${LOOKED_THROUGH}
    ) v
    join product p on p.distributor_id = c.distributor_id and p.id = v.product_id
    cross join lateral (
      select currency, wholesale_minor from offers_of(c.distributor_id, c.id, ${now.toISOString()}::timestamptz) offer
      where offer.variant_id = v.id and offer.withheld is null
    ) o
    where c.distributor_id = ${key.distributorId}::uuid and c.id = ${key.connectionId}::uuid
      and c.store_id = ${key.storeId}::uuid
    order by v.id limit ${EXAMPLES}`;
}
