import { makeWholesale } from '../modules/pricing/make-price.ts';
import type { ListInForce, MadeWholesale } from '../modules/pricing/make-price.ts';
import { PriceListTerms } from '../modules/pricing/price-list.ts';
import type { PriceListInput } from '../modules/pricing/price-list.ts';
import { readListInForce, readPriceFacts, readRatesInUse } from '../modules/pricing/price-facts.repository.server.ts'; // prettier-ignore
import type { Instant } from '../platform/clock.ts';
import { containing } from './contains.server.ts';
import type { Reader } from './reader.server.ts';

export type ListPriceExample = {
  readonly variantId: string;
  readonly title: string;
  readonly sku: string | null;
  readonly before: MadeWholesale['owed'];
} & Pick<MadeWholesale, 'owed' | 'cost' | 'isUnderFloor' | 'lacksRate' | 'steps'>;

const EXAMPLES = 5;
const NO_LIST = '00000000-0000-0000-0000-000000000000';

/**
 * What some products of the catalogue would cost by terms that are not saved yet, beside what they cost now. Promotions,
 * fixed entries and tiers are those of the list. Without a search the first with a supplier's cost.
 */
export async function readListPriceExamples(
  database: Reader,
  { distributorId, priceListId = NO_LIST }: { readonly distributorId: string; readonly priceListId?: string | undefined }, // prettier-ignore
  asked: { readonly terms: PriceListInput; readonly search: string; readonly quantity: number },
  now: Instant,
): Promise<readonly ListPriceExample[]> {
  const key = { distributorId, priceListId };
  const [home] = await database.$queryRaw<{ currency: string }[]>`
    select currency from distributor where id = ${distributorId}::uuid`;
  const saved = await readListInForce(database, key, now);
  const tried: ListInForce = { ...PriceListTerms.parse(asked.terms), running: saved?.running ?? [] }; // prettier-ignore
  const rateOf = await readRatesInUse(database, distributorId, now);
  const found = await findExamples(database, distributorId, asked.search);
  const facts = await readPriceFacts(database, key, found);
  if (!home) return [];
  return facts.map((one) => {
    const { owed, cost, isUnderFloor, lacksRate, steps } = makeWholesale(tried, one, home.currency, rateOf, asked.quantity); // prettier-ignore
    const before = saved && makeWholesale(saved, one, home.currency, rateOf, asked.quantity).owed;
    const { variantId, title, sku } = one;
    return { variantId, title, sku, before, owed, cost, isUnderFloor, lacksRate, steps };
  });
}

async function findExamples(
  database: Reader,
  distributorId: string,
  search: string,
): Promise<readonly string[]> {
  const like = search ? containing(search) : null;
  const rows = await database.$queryRaw<{ id: string }[]>`
    select v.id from (
      select id from variant v where distributor_id = ${distributorId}::uuid and active and (${like}::text is null
        or sku ilike ${like} or product_id in (select id from product p where p.distributor_id = ${distributorId}::uuid and p.title ilike ${like}))
      order by id limit 200
    ) v
    order by exists (select from supply y where y.distributor_id = ${distributorId}::uuid and y.variant_id = v.id and y.active) desc, v.id
    limit ${EXAMPLES}`;
  return rows.map(({ id }) => id);
}
