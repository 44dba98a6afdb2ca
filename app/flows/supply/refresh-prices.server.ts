/** Prices follow time and rates: what has changed by itself is told to the publishers, what cannot be priced to a person. */
import { openException } from '../../modules/activity/open-exception.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import { storesOnPriceList, tradingStores } from '../../modules/connections/connections.repository.server.ts'; // prettier-ignore
import { findStaleRates, refreshRatesInUse } from '../../modules/pricing/fx-rates.repository.server.ts'; // prettier-ignore
import { findDuePriceClocks, turnPriceClock } from '../../modules/pricing/price-clock.server.ts';
import type { PricingContext } from '../../modules/pricing/price-list.ts';
import { markChanged } from '../../modules/stock/mark-changed.server.ts';
import type { DistributorId, VariantId } from '../../modules/stock/stock-level.ts';
import { applyDatedCosts } from '../../modules/suppliers/supply-costs.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';
import { compareListings } from '../relation/compare-listings.server.ts';
import { rateKey, rateMissing, ratesStale, staleKey } from './price-exceptions.ts';

const AT_A_TIME = 20;

/** A job of the clock: promotions that begin or end, dated costs, rates that a new connection needs or that grow old. */
export async function refreshDuePrices(context: Pick<FlowContext, 'db' | 'clock'>): Promise<void> {
  const due = await findDuePriceClocks({ tx: context.db, clock: context.clock }, AT_A_TIME);
  for (const distributorId of due) {
    await inTransaction(context.db, (tx) => refreshPrices({ tx, clock: context.clock }, distributorId), { timeout: 60_000 }); // prettier-ignore
  }
}

/** Brings a distributor's prices to the present; call it last in the transaction of what may have changed them. */
export async function refreshPrices(verb: PricingContext, distributorId: string): Promise<void> {
  const costed = await applyDatedCosts(verb, distributorId);
  const moves = await refreshRatesInUse(verb, distributorId);
  const crossed = await turnPriceClock(verb, distributorId);
  for (const { from, to, rate } of moves) {
    if (rate === null) await openException(verb, rateMissing(distributorId, from, to));
    else await resolve(verb, rateKey(distributorId, from, to), 'There is a rate now.');
  }
  await tellOfAge(verb, distributorId);
  await markChanged(verb, distributorId as DistributorId, costed as readonly VariantId[]);
  await enqueue(verb.tx, { name: 'watch-margins', payload: { distributorId } });
  const everyStore = moves.some(({ rate }) => rate !== null) || crossed.hasExpired;
  await compareListings(verb, await concerned(verb, distributorId, everyStore, crossed.priceListIds)); // prettier-ignore
}

async function concerned(
  verb: PricingContext,
  distributorId: string,
  everyStore: boolean,
  priceListIds: readonly string[],
): Promise<readonly string[]> {
  if (everyStore) return tradingStores(verb, distributorId);
  const stores: string[] = [];
  for (const priceListId of priceListIds)
    stores.push(...(await storesOnPriceList(verb, { distributorId, priceListId })));
  return stores;
}

async function tellOfAge(verb: PricingContext, distributorId: string): Promise<void> {
  const stale = await findStaleRates(verb, distributorId);
  if (stale.length === 0)
    await resolve(verb, staleKey(distributorId), 'The rates are of these days again.'); // prettier-ignore
  else await openException(verb, ratesStale(distributorId, stale));
}

async function resolve(verb: PricingContext, dedupeKey: string, resolution: string): Promise<void> {
  await resolveExceptions(verb, { dedupeKey, by: 'system', resolution });
}
