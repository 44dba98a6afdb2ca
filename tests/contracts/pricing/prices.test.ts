import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { readOffers } from '../../../app/modules/offers/read-offers.server.ts';
import { explainPrice } from '../../../app/modules/pricing/explain-price.server.ts';
import { currencyCode, minorDigits, money, shareOf } from '../../../app/platform/money.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeConnection } from '../../factories/connections.ts';
import { movableClock } from '../../factories/factory-clock.ts';
import { makePriceList } from '../../factories/pricing.ts';
import { makeStock } from '../../factories/stock.ts';
import { makeSupplier } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';

const { db, empty } = await cloneDatabase();
const SEED = 20_261_121;

const clock = movableClock();
beforeEach(empty);

const CHF = currencyCode('CHF');
const amount = fc.integer({ min: 1, max: 5_000_000_000 });
const basisPoints = fc.integer({ min: 0, max: 10_000 });

async function one<Value>(query: Promise<{ value: Value }[]>): Promise<Value> {
  const [row] = await query;
  if (!row) throw new Error('No row');
  return row.value;
}

test('the database and the code agree on the digits of every currency', async () => {
  const codes = Intl.supportedValuesOf('currency');
  const rows = await db.$queryRaw<{ code: string; digits: number }[]>`
    select code, currency_digits(code) as digits from unnest(${codes}::text[]) as t(code)`;
  expect(rows.filter(({ code, digits }) => digits !== minorDigits(currencyCode(code)))).toEqual([]);
  expect(rows).toHaveLength(codes.length);
});

test('a share is rounded in the database as it is in the code', async () => {
  await fc.assert(
    fc.asyncProperty(amount, basisPoints, async (minor, points) => {
      const share = await one(
        db.$queryRaw<
          { value: number }[]
        >`select share_of(${minor}::bigint, ${points}::integer)::float8 as value`,
      );
      expect(share).toBe(shareOf(money(minor, CHF), points).minor);
    }),
    { seed: SEED, numRuns: 200 },
  );
});

describe('the explanation of a price', () => {
  async function arrange(terms: Parameters<typeof makeConnection>[2], fixed?: number) {
    const distributor = await makeDistributor(db);
    const supplier = await makeSupplier(db, distributor.id);
    const stock = await makeStock(db, supplier);
    const entries = fixed === undefined ? [] : [{ variantId: stock.id, wholesaleMinor: fixed }];
    const priceListId = await makePriceList(db, distributor.id, { fixed: entries });
    const connection = await makeConnection(db, distributor.id, { ...terms, priceListId });
    return {
      distributorId: distributor.id,
      connectionId: connection.id,
      variantId: stock.variantId,
    };
  }

  test('names every rule in the order in which it applied', async () => {
    const key = await arrange({
      retailRule: { kind: 'markup', basisPoints: 8_000, rounding: '99' },
    });
    const explanation = await explainPrice({ tx: db, clock }, key);
    expect(explanation?.steps).toEqual([
      { kind: 'list-price', amount: money(2_000, CHF) },
      { kind: 'percent-off', list: 'Standard', basisPoints: 4_000, amount: money(1_200, CHF) },
      { kind: 'markup', basisPoints: 8_000, amount: money(2_160, CHF) },
      { kind: 'rounded', rounding: '99', amount: money(2_199, CHF) },
    ]);
  });

  test('ends at the price that the offer shows, whatever the rules', async () => {
    for (const fixed of [undefined, 900, 2_600]) {
      for (const kind of ['list', 'markup'] as const) {
        const key = await arrange(
          { retailRule: { kind, basisPoints: 3_333, rounding: '95' } },
          fixed,
        );
        const explanation = await explainPrice({ tx: db, clock }, key);
        const [offer] = await readOffers(
          { tx: db, clock },
          { ...key, variantIds: [key.variantId] },
        );
        expect(explanation?.steps.at(-1)?.amount).toEqual(offer?.retail);
        expect(explanation?.wholesale).toEqual(offer?.wholesale);
      }
    }
  });

  test('of another distributor’s variant does not exist', async () => {
    const mine = await arrange({});
    const theirs = await arrange({});
    const key = { ...mine, variantId: theirs.variantId };
    expect(await explainPrice({ tx: db, clock }, key)).toBeUndefined();
  });
});
