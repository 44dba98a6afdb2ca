import { explainPrice } from '../modules/pricing/explain-price.server.ts';
import { makeWholesale } from '../modules/pricing/make-price.ts';
import {
  readListInForce,
  readPriceFacts,
  readRatesInUse,
} from '../modules/pricing/price-facts.repository.server.ts';
import { stepsForRetailer } from '../modules/pricing/price-step.ts';
import type { PriceStep } from '../modules/pricing/price-step.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.server.ts';
import type { Id } from '../platform/ids.ts';

type Context = { readonly db: Database; readonly clock: Clock };
type Steps = readonly PriceStep[];

/** Of one connection what its shop asks, of one price list what is owed by it. */
type HubKey = { readonly distributorId: Id<'Distributor'>; readonly variantId: Id<'Variant'> } & (
  | { readonly connectionId: Id<'Connection'> }
  | { readonly priceListId: Id<'PriceList'> }
);

/** The chain of rules behind a price of the distributor's; undefined for what is another's as for what is nobody's. */
export async function readPriceWhy(
  { db, clock }: Context,
  key: HubKey,
): Promise<Steps | undefined> {
  if ('connectionId' in key) return (await explainPrice({ tx: db, clock }, key))?.steps;
  const list = await readListInForce(db, key, clock.now());
  const [facts] = await readPriceFacts(db, key, [key.variantId]);
  const { currency } = (await findHome(db, key.distributorId)) ?? {};
  if (!list || !facts || !currency) return undefined;
  const rateOf = await readRatesInUse(db, key.distributorId, clock.now());
  return makeWholesale(list, facts, currency, rateOf).steps;
}

function findHome(db: Database, id: string) {
  return db.distributor.findUnique({ where: { id }, select: { currency: true } });
}

/**
 * The same for a retailer, of what its store lists: what the distributor pays its suppliers, and what it keeps, is none
 * of it. Undefined for what the store does not list.
 */
export async function readOwnPriceWhy(
  { db, clock }: Context,
  key: {
    readonly storeId: string;
    readonly distributorId: Id<'Distributor'>;
    readonly connectionId: Id<'Connection'>;
    readonly variantId: Id<'Variant'>;
  },
): Promise<Steps | undefined> {
  const { distributorId, connectionId, variantId, storeId } = key;
  const listed = await db.listing.count({
    where: { distributorId, connectionId, variantId, storeId },
  });
  const found = listed > 0 ? await explainPrice({ tx: db, clock }, key) : undefined;
  return found && stepsForRetailer(found.steps);
}
