/** Offers are made in SQL, explanations in TypeScript: for whatever rules, both must come to the same. */
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { RetailRule, Rounding } from '../../../app/modules/connections/connection.ts';
import { readOffers } from '../../../app/modules/offers/read-offers.server.ts';
import { explainPrice } from '../../../app/modules/pricing/explain-price.server.ts';
import type { MadePrice } from '../../../app/modules/pricing/make-price.ts';
import { leastOverFloor, leastWithFees } from '../../../app/modules/pricing/price-arithmetic.ts';
import { newId } from '../../../app/platform/ids.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeConnection } from '../../factories/connections.ts';
import { FACTORY_NOW, movableClock } from '../../factories/factory-clock.ts';
import { makePriceList } from '../../factories/pricing.ts';
import { makeStock } from '../../factories/stock.ts';
import { makeStore } from '../../factories/stores.ts';
import { makeSupplier } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';

const { db, empty } = await cloneDatabase();
const clock = movableClock();
const SEED = 20_261_121;
const HOUR = 3_600_000;

beforeEach(empty);

const CURRENCIES = ['CHF', 'JPY', 'BHD', 'EUR'] as const;
const currency = fc.constantFrom(...CURRENCIES);
const amount = fc.integer({ min: 1, max: 90_000_000 });
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null, freq: 2 });
const points = fc.integer({ min: 0, max: 10_000 });
const scope = fc.oneof(
  fc.constant({ by: 'all' as const, values: [] }),
  fc.record({
    by: fc.constantFrom('type', 'tag', 'vendor', 'category', 'sku'),
    values: fc.uniqueArray(fc.constantFrom('Socks', 'winter', 'Alpine', 'Warm', 'X-1', 'Hats'), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
);
const formula = {
  kind: fc.constantFrom('list', 'markup', 'amount'),
  basisPoints: fc.integer({ min: 0, max: 20_000 }),
  amountMinor: fc.integer({ min: 0, max: 100_000 }),
  rounding: fc.constantFrom(...Rounding.options),
};
/** A decimal with fifteen digits after its point, from a very weak to a very strong currency. */
const rate = fc
  .tuple(fc.bigInt({ min: 1n, max: 10n ** 15n }), fc.integer({ min: 0, max: 4 }))
  .map(([digits, power]) => {
    const text = (digits * 10n ** BigInt(power)).toString().padStart(16, '0');
    return `${text.slice(0, -15)}.${text.slice(-15)}`;
  });

const world = fc.record({
  home: currency,
  listCurrency: currency,
  shop: currency,
  rates: fc.array(fc.tuple(maybe(rate), fc.constantFrom(-1, 1, null)), {
    minLength: 16,
    maxLength: 16,
  }),
  list: fc.record({
    kind: fc.constantFrom('percent-off', 'fixed', 'cost-plus'),
    percentOffBasisPoints: points,
    costPlusBasisPoints: fc.integer({ min: 0, max: 30_000 }),
    costPlusMinor: fc.integer({ min: 0, max: 5_000 }),
    marginFloorBasisPoints: fc.integer({ min: 0, max: 9_999 }),
    floorAct: fc.constantFrom('alert', 'hold'),
  }),
  promotions: fc.array(
    fc.record({
      off: fc.integer({ min: 1, max: 10_000 }),
      scope,
      starts: fc.constantFrom(-2, -1, 0, 1),
      hours: fc.constantFrom(1, 2, 3),
    }),
    { maxLength: 3 },
  ),
  entry: maybe(amount),
  listPrice: maybe(fc.oneof(fc.constant(0), amount)),
  compareAt: maybe(amount),
  map: maybe(amount),
  costs: fc.array(fc.tuple(fc.oneof(fc.constant(0), amount), currency), {
    minLength: 1,
    maxLength: 2,
  }),
  rule: fc.record({
    ...formula,
    cases: fc.array(fc.record({ scope, ...formula }), { maxLength: 2 }),
    feeBasisPoints: fc.integer({ min: 0, max: 5_000 }),
    feeMinor: fc.integer({ min: 0, max: 500 }),
    underCost: fc.boolean(),
    compareAt: fc.constantFrom('catalogue', 'list', 'none'),
  }),
});
type World = typeof world extends fc.Arbitrary<infer Value> ? Value : never;

async function arrange(given: World) {
  const { id: distributorId } = await makeDistributor(db, { currency: given.home });
  const { id: storeId } = await makeStore(db, { currency: given.shop });
  const supplier = await makeSupplier(db, distributorId);
  const [first = [0, 'CHF'], second] = given.costs;
  const minor = (value: number | null) => (value === null ? null : BigInt(value));
  const stock = await makeStock(db, supplier, {
    costMinor: first[0],
    variant: {
      sku: 'X-1',
      listPriceMinor: minor(given.listPrice),
      compareAtMinor: minor(given.compareAt),
      mapMinor: minor(given.map),
    },
  });
  const { variantId } = stock;
  await db.product.updateMany({ where: { distributorId }, data: { category: 'Warm' } });
  await db.supply.updateMany({ where: { distributorId }, data: { currency: first[1] } });
  if (second) {
    const other = await makeSupplier(db, distributorId);
    const supply = { distributorId, supplierId: other.id, variantId, supplierSku: 'O' };
    await db.supply.create({
      data: {
        ...supply,
        costMinor: BigInt(second[0]),
        currency: second[1],
        updatedAt: FACTORY_NOW,
      },
    });
  }
  const fixed = given.entry === null ? [] : [{ variantId, wholesaleMinor: given.entry }];
  const list = { ...given.list, costPlusMinor: BigInt(given.list.costPlusMinor), fixed };
  const priceListId = await makePriceList(db, distributorId, {
    ...list,
    currency: given.listCurrency,
  });
  const at = (hours: number) => new Date(FACTORY_NOW.getTime() + hours * HOUR);
  await db.priceListPromotion.createMany({
    data: given.promotions.map(({ off, scope: covered, starts, hours }) => ({
      distributorId, priceListId, id: newId(), name: 'Sale', percentOffBasisPoints: off, scope: covered,
      startsAt: at(starts), endsAt: at(starts + hours), createdAt: FACTORY_NOW,
    })),
  }); // prettier-ignore
  await db.fxInUse.createMany({
    data: CURRENCIES.flatMap((from, a) =>
      CURRENCIES.flatMap((to, b) => {
        const [value, expires] = given.rates[a * 4 + b] ?? [null, null];
        if (from === to) return [];
        const day = new Date('2026-11-20');
        const expiresAt = value === null || expires === null ? null : at(expires);
        return [{ distributorId, fromCurrency: from, toCurrency: to, rate: value, day, expiresAt }];
      }),
    ),
  });
  const connection = await makeConnection(db, distributorId, {
    storeId,
    priceListId,
    retailRule: given.rule,
  });
  return { distributorId, connectionId: connection.id, variantId };
}

const PRICE_REASONS = ['no-rate', 'stale-rate', 'no-price', 'under-margin-floor'];

test('an offer and its explanation come to the same price, or withhold it for the same reason', async () => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(world, async (given) => {
      const key = await arrange(given);
      const [offer] = await readOffers({ tx: db, clock }, { ...key, variantIds: [key.variantId] });
      const explained = await explainPrice({ tx: db, clock }, key);
      seen.set(String(offer?.reason), (seen.get(String(offer?.reason)) ?? 0) + 1);
      expect(explained?.withheld).toBe(offer?.reason);
      if (!explained || offer?.reason) return;
      const { owed, wholesale, retail, compareAt } = explained;
      expect({ owed, wholesale, retail, compareAt }).toEqual({
        owed: offer?.owed,
        wholesale: offer?.wholesale,
        retail: offer?.retail,
        compareAt: offer?.compareAt,
      });
      expectPromisesKept(given, explained);
    }),
    { seed: SEED, numRuns: 400 },
  );
  for (const reason of ['undefined', ...PRICE_REASONS])
    expect(seen.get(reason) ?? 0).toBeGreaterThan(4);
}, 120_000);

/** What must hold of every price that a shop is told, whatever the rules. */
function expectPromisesKept(given: World, { wholesale, retail, owed, steps }: MadePrice): void {
  const rule = RetailRule.parse(given.rule);
  if (!wholesale || !retail || !owed) throw new Error('An offer that is not withheld has prices');
  expect(retail.minor).toBeGreaterThan(0);
  if (!rule.underCost)
    expect(retail.minor).toBeGreaterThanOrEqual(leastWithFees(wholesale.minor, rule));
  if (!rule.underCost && rule.feeBasisPoints + rule.feeMinor > 0) {
    const fees = (retail.minor * rule.feeBasisPoints) / 10_000 + rule.feeMinor;
    expect(retail.minor - fees).toBeGreaterThanOrEqual(wholesale.minor);
  }
  if (given.map !== null && given.home === given.shop)
    expect(retail.minor).toBeGreaterThanOrEqual(given.map);
  const floor = steps.find((step) => step.kind === 'margin-floor');
  if (given.list.floorAct === 'hold' && floor)
    expect(owed.minor).toBeGreaterThanOrEqual(floor.least.minor);
  expect(steps.at(-1)).toMatchObject({ amount: retail });
}

test('the least price over a margin floor keeps it, and one unit less does not', () => {
  const floor = fc.integer({ min: 1, max: 9_999 });
  fc.assert(
    fc.property(amount, floor, (cost, basisPoints) => {
      const least = leastOverFloor(cost, basisPoints);
      const keeps = (price: number) => (price - cost) * 10_000 >= price * basisPoints;
      expect([keeps(least), keeps(least - 1)]).toEqual([true, false]);
    }),
    { seed: SEED },
  );
});
