import { RetailRule } from '../modules/connections/connection.ts';
import type { RetailRuleInput } from '../modules/connections/connection.ts';
import { makePrice } from '../modules/pricing/make-price.ts';
import type { MadePrice } from '../modules/pricing/make-price.ts';
import {
  readPriceFacts,
  readPriceTerms,
} from '../modules/pricing/price-facts.repository.server.ts';
import { stepsForRetailer } from '../modules/pricing/price-step.ts';
import type { Instant } from '../platform/clock.ts';
import type { Reader } from './reader.server.ts';

export type PriceExample = {
  readonly variantId: string;
  readonly title: string;
  readonly listMinor: number | null;
  /** The distributor's, of the list price. */
  readonly home: string;
} & Pick<MadePrice, 'wholesale' | 'retail' | 'compareAt' | 'steps'>;

const EXAMPLES = 3;
const LOOKED_THROUGH = 200;

type Key = {
  readonly storeId: string;
  readonly distributorId: string;
  readonly connectionId: string;
};

/**
 * What the shop would ask under a rule that is not saved yet, for a few products of the connection: those it sells
 * already first. Empty when nothing is priced, or the connection is not this store's.
 */
export async function readPriceExamples(
  database: Reader,
  key: Key,
  rule: RetailRuleInput,
  now: Instant,
  limit = EXAMPLES,
): Promise<readonly PriceExample[]> {
  const terms = await readPriceTerms(database, key, now);
  if (!terms) return [];
  const variantIds = await findExamples(database, key, now, limit);
  const list = { distributorId: key.distributorId, priceListId: terms.priceListId };
  const facts = await readPriceFacts(database, list, variantIds);
  const tried = { ...terms, rule: RetailRule.parse(rule) };
  return facts.flatMap((one) => {
    const { wholesale, retail, compareAt, steps } = makePrice(tried, one);
    if (!wholesale) return [];
    const { variantId, title, listMinor } = one;
    const told = stepsForRetailer(steps);
    return [
      { variantId, title, listMinor, home: terms.home, wholesale, retail, compareAt, steps: told },
    ];
  });
}

/** Variants that the connection could sell, one of each product; its listings come first. */
async function findExamples(
  database: Reader,
  key: Key,
  now: Instant,
  limit: number,
): Promise<readonly string[]> {
  const rows = await database.$queryRaw<{ id: string }[]>`
    select min(v.id::text) as id
    from connection c
    cross join lateral (
      (select variant_id as id, product_id, 0 as rank from listing l where l.distributor_id = c.distributor_id
        and l.connection_id = c.id and l.status = 'live' order by l.variant_id limit ${LOOKED_THROUGH})
      union all
      (select id, product_id, 1 from variant where distributor_id = c.distributor_id and active order by id limit ${LOOKED_THROUGH})
    ) v
    cross join lateral (
      select from offers_of(c.distributor_id, c.id, ${now.toISOString()}::timestamptz) offer
      where offer.variant_id = v.id and (offer.withheld is null or offer.withheld = 'no-price')
    ) o
    where c.distributor_id = ${key.distributorId}::uuid and c.id = ${key.connectionId}::uuid
      and c.store_id = ${key.storeId}::uuid
    group by v.product_id order by min(v.rank), min(v.id::text) limit ${limit}`;
  return rows.map(({ id }) => id);
}
