import { beforeEach, describe, expect, test } from 'vitest';
import { fetchRates, fetchDueRates } from '../../../app/flows/supply/fetch-rates.server.ts';
import { refreshDuePrices } from '../../../app/flows/supply/refresh-prices.server.ts';
import { addPromotion, changePriceList, importFixedPrices, stopPromotion } from '../../../app/flows/supply/save-price-list.server.ts'; // prettier-ignore
import { changeFxSettings, importRates, recordRates } from '../../../app/flows/supply/save-rates.server.ts'; // prettier-ignore
import { saveSupplyCosts } from '../../../app/flows/supply/save-supply-costs.server.ts';
import { watchMargins } from '../../../app/flows/supply/watch-margins.server.ts';
import { readOffers } from '../../../app/modules/offers/read-offers.server.ts';
import { DEFAULT_FX_SETTINGS } from '../../../app/modules/pricing/fx-rates.ts';
import { Promotion } from '../../../app/modules/pricing/price-list.ts';
import { wholesaleFor } from '../../../app/modules/pricing/wholesale-for.server.ts';
import { upsertSupplies } from '../../../app/modules/suppliers/suppliers.repository.server.ts';
import { err, expectOk, ok } from '../../../app/platform/result.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeConnection } from '../../factories/connections.ts';
import { FACTORY_NOW, movableClock } from '../../factories/factory-clock.ts';
import { makeFlowContext } from '../../factories/flow-context.ts';
import { makePriceList } from '../../factories/pricing.ts';
import { makeStock } from '../../factories/stock.ts';
import { makeStore } from '../../factories/stores.ts';
import { makeSupplier } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';

const database = await cloneDatabase();
const { db } = database;
const clock = movableClock();
const files = new Map<string, string>();
const context = makeFlowContext(database, clock, {
  rateSource: {
    fetchFile: (url) => {
      const text = files.get(url);
      const away = { kind: 'unavailable', why: 'nobody answers', outcome: 'not-sent' } as const;
      return Promise.resolve(text === undefined ? err(away) : ok(text));
    },
  },
});
const actor = { kind: 'user', id: 'hanna' } as const;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const today = () => clock.now().toISOString().slice(0, 10);

beforeEach(async () => {
  await database.empty();
  clock.set(FACTORY_NOW);
  files.clear();
});

type List = Parameters<typeof makePriceList>[2];

/** A hub in CHF with a variant of list price 20.00 and cost 5.00, and a store in the given currency. */
async function arrange(list: List = {}, storeCurrency = 'CHF') {
  const { id: distributorId } = await makeDistributor(db);
  const supplier = await makeSupplier(db, distributorId);
  const stock = await makeStock(db, supplier, { variant: { sku: 'SOCK' } });
  const priceListId = await makePriceList(db, distributorId, list);
  const { id: storeId } = await makeStore(db, { currency: storeCurrency });
  const connection = await makeConnection(db, distributorId, { priceListId, storeId });
  const key = { distributorId, connectionId: connection.id };
  const offer = async () => {
    const found = await readOffers({ tx: db, clock }, { ...key, variantIds: [stock.variantId] });
    return found[0];
  };
  const swept = async () => {
    const before = await db.publishState.findUnique({ where: { storeId } });
    await refreshDuePrices(context);
    const after = await db.publishState.findUnique({ where: { storeId } });
    return (after?.sweepsWanted ?? 1) > (before?.sweepsWanted ?? 1);
  };
  return { ...key, priceListId, supplierId: supplier.id, storeId, stock, offer, swept };
}

const rate = (currency: string, perEuro: string, day = today()) => ({ currency, day, perEuro });

describe('a store in another currency', () => {
  test('has its prices converted at the rate of the day, and no price without one', async () => {
    const { distributorId, offer } = await arrange({}, 'EUR');
    await refreshDuePrices(context);
    expect(await offer()).toMatchObject({ reason: 'no-rate', quantity: 0 });
    const open = await db.exceptionCase.findMany({ where: { resolvedAt: null } });
    expect(open.map(({ kind, happened }) => [kind, happened])).toEqual([
      ['rate-missing', 'Prices have to be converted from CHF to EUR, and no rate is known.'],
    ]);

    expectOk(await recordRates(context, { distributorId, actor, rates: [rate('CHF', '0.96')], source: 'hand' })); // prettier-ignore

    expect(await offer()).toMatchObject({
      reason: undefined,
      owed: { minor: 1_200, currency: 'CHF' },
      wholesale: { minor: 1_250, currency: 'EUR' },
      retail: { minor: 2_083, currency: 'EUR' },
    });
    expect(await db.exceptionCase.count({ where: { resolvedAt: null } })).toBe(0);
  });

  test('keeps its prices while the rate moves less than the set share, and follows when it moves more', async () => {
    const { distributorId, offer } = await arrange({}, 'EUR');
    const record = async (perEuro: string) => {
      clock.move(DAY);
      const rates = [rate('CHF', perEuro)];
      expectOk(await recordRates(context, { distributorId, actor, rates, source: 'hand' }));
      return (await offer())?.wholesale?.minor;
    };
    expect(await record('0.96')).toBe(1_250);
    expect(await record('0.951')).toBe(1_250); // 0.95 % away
    expect(await record('0.945')).toBe(1_270); // 1.6 % away: 12.00 ÷ 0.945
    const [used] = await db.fxInUse.findMany({ where: { toCurrency: 'EUR' } });
    expect(used?.day?.toISOString().slice(0, 10)).toBe(today());
  });

  test('is withheld or only warned about when the rate is too old, as it is set', async () => {
    const { distributorId, offer, swept } = await arrange({}, 'EUR');
    const settings = { ...DEFAULT_FX_SETTINGS, staleAfterDays: 2, whenStale: 'withhold' } as const;
    await changeFxSettings(context, { distributorId, actor, settings });
    expectOk(await recordRates(context, { distributorId, actor, rates: [rate('CHF', '0.96')], source: 'hand' })); // prettier-ignore
    expect(await offer()).toMatchObject({ reason: undefined });

    clock.move(3 * DAY);
    expect(await offer()).toMatchObject({ reason: 'stale-rate', quantity: 0 });
    expect(await swept()).toBe(true);
    const open = await db.exceptionCase.findMany({ where: { resolvedAt: null } });
    expect(open.map(({ kind }) => kind)).toEqual(['rates-stale']);

    await changeFxSettings(context, {
      distributorId,
      actor,
      settings: { ...settings, whenStale: 'warn' },
    });
    expect(await offer()).toMatchObject({ reason: undefined });
  });

  test('is priced from a fetched file; an address that does not answer is told of once it is given up', async () => {
    const { distributorId, offer } = await arrange({}, 'USD');
    const url = 'https://rates.example/daily.xml';
    await changeFxSettings(context, { distributorId, actor, settings: { ...DEFAULT_FX_SETTINGS, sourceUrl: url } }); // prettier-ignore
    expect(await fetchRates(context, { distributorId }, 1)).toMatchObject({ kind: 'retry' });
    expect(await fetchRates(context, { distributorId }, 99)).toEqual({ kind: 'done' });
    const kinds = async () =>
      (await db.exceptionCase.findMany({ where: { resolvedAt: null } })).map(({ kind }) => kind);
    expect((await kinds()).toSorted()).toEqual(['rate-missing', 'rates-not-fetched']);

    files.set(url, `<Cube><Cube time='${today()}'><Cube currency='USD' rate='1.08'/><Cube currency='CHF' rate='0.96'/></Cube></Cube>`); // prettier-ignore
    expect(await fetchRates(context, { distributorId }, 1)).toEqual({ kind: 'done' });
    expect(await offer()).toMatchObject({ wholesale: { minor: 1_350, currency: 'USD' } }); // × 1.125
    expect(await kinds()).toEqual([]);
    await fetchDueRates(context);
    const setting = await db.fxSetting.findUnique({ where: { distributorId } });
    expect(setting?.fetchDueAt?.getTime()).toBe(clock.now().getTime() + 6 * HOUR);
  });
});

test('a file of rates is taken row by row, and a day that is yet to come is refused', async () => {
  const { distributorId } = await arrange();
  const text = `currency,day,rate\nUSD,${today()},1.08\nEUR,${today()},1\nUS,${today()},1\nCHF,yesterday,1\nCHF,${today()},0\n`;
  const report = expectOk(await importRates(context, { distributorId, actor, text }));
  expect(report).toMatchObject({ rows: 5, saved: 1, refused: 4 });
  expect(report.problems.map(({ line }) => line)).toEqual([3, 4, 5, 6]);
  const future = [rate('USD', '1.1', '2030-01-01')];
  const refused = await recordRates(context, {
    distributorId,
    actor,
    rates: future,
    source: 'hand',
  });
  expect(refused).toEqual({ ok: false, error: { kind: 'day-in-the-future' } });
});

describe('a promotion', () => {
  /** FACTORY_NOW is a winter day: Zurich is one hour ahead of UTC. */
  const local = (hours: number) =>
    new Date(FACTORY_NOW.getTime() + (hours + 1) * HOUR).toISOString().slice(0, 16);
  const sale = (off: number, starts: number, ends: number, by: 'all' | 'vendor' = 'all') =>
    Promotion.parse({
      name: `Sale ${off}`,
      percentOffBasisPoints: off,
      scope: { by, values: by === 'all' ? [] : ['Alpine'] },
      starts: local(starts),
      ends: local(ends),
    });

  test('begins and ends by the clocks of the distributor, and its stores are compared both times', async () => {
    const { distributorId, priceListId, offer, swept } = await arrange();
    const key = { distributorId, priceListId };
    expectOk(await addPromotion(context, { ...key, actor, promotion: sale(2_500, 1, 3) }));
    expect(await offer()).toMatchObject({ wholesale: { minor: 1_200 } });
    expect(await swept()).toBe(false);
    clock.move(HOUR);
    expect(await offer()).toMatchObject({ wholesale: { minor: 900 } });
    expect(await swept()).toBe(true);
    clock.move(2 * HOUR);
    expect(await offer()).toMatchObject({ wholesale: { minor: 1_200 } });
    expect(await swept()).toBe(true);
  });

  test('that takes most off wins over the others that cover the product', async () => {
    const { distributorId, priceListId, offer } = await arrange();
    const key = { distributorId, priceListId, actor };
    expectOk(await addPromotion(context, { ...key, promotion: sale(1_000, -1, 9) }));
    expectOk(await addPromotion(context, { ...key, promotion: sale(3_000, -1, 5, 'vendor') }));
    expect(await offer()).toMatchObject({ wholesale: { minor: 840 } });
    const best = await db.priceListPromotion.findFirst({ where: { name: 'Sale 3000' } });
    expectOk(await stopPromotion(context, { ...key, promotionId: best?.id ?? '' }));
    expect(await offer()).toMatchObject({ wholesale: { minor: 1_080 } });
  });

  test.each([
    ['ends before it starts', { starts: '2026-11-28T00:00', ends: '2026-11-27T00:00' }],
    ['takes more off than there is', { percentOffBasisPoints: 10_001 }],
    ['covers nothing', { scope: { by: 'tag', values: [] } }],
  ])('that %s is refused', (_what, wrong) => {
    expect(Promotion.safeParse({ ...sale(1_000, 1, 2), ...wrong }).success).toBe(false);
  });
});

describe('a dated cost', () => {
  const at = (hours: number) => new Date(FACTORY_NOW.getTime() + hours * HOUR);

  test('comes into force, carries cost-plus prices with it, and the standing cost comes back', async () => {
    const given = await arrange({ kind: 'cost-plus', costPlusBasisPoints: 5_000 });
    const { distributorId, supplierId, stock, offer } = given;
    const key = { distributorId, supplierId, variantId: stock.variantId, actor };
    const costs = [{ minQuantity: 1, startsAt: at(1), endsAt: at(3), costMinor: 800 }];
    expectOk(await saveSupplyCosts(context, { ...key, costs }));
    const wholesaleAt = async (hours: number) => {
      clock.set(at(hours));
      await refreshDuePrices(context);
      return (await offer())?.wholesale?.minor;
    };
    expect(await wholesaleAt(0)).toBe(750);
    expect(await wholesaleAt(1)).toBe(1_200);
    const record = { variant_id: stock.variantId, supplier_sku: 'S', cost_minor: 600, lead_time_days: null }; // prettier-ignore
    await upsertSupplies({ tx: db, clock }, { distributorId, supplierId }, 'CHF', [record]);
    expect(await wholesaleAt(2)).toBe(1_200);
    expect(await wholesaleAt(3)).toBe(900);
  });

  test('that overlaps another for the same quantity is refused', async () => {
    const { distributorId, supplierId, stock } = await arrange();
    const key = { distributorId, supplierId, variantId: stock.variantId, actor };
    const costs = [
      { minQuantity: 1, startsAt: at(0), endsAt: at(4), costMinor: 800 },
      { minQuantity: 1, startsAt: at(3), costMinor: 700 },
    ];
    const refused = await saveSupplyCosts(context, { ...key, costs });
    expect(refused).toEqual({ ok: false, error: { kind: 'costs-overlap', minQuantity: 1 } });
  });
});

describe('the margin floor', () => {
  test('holds the offers under it, tells a person, and lets them go when the price is raised', async () => {
    const floor = { marginFloorBasisPoints: 6_000, floorAct: 'hold' } as const;
    const { distributorId, priceListId, offer } = await arrange(floor);
    expect(await offer()).toMatchObject({ reason: 'under-margin-floor', quantity: 0 }); // 12.00 over 5.00
    await watchMargins(context, { distributorId });
    const open = await db.exceptionCase.findMany({ where: { resolvedAt: null } });
    expect(open.map(({ kind, severity }) => [kind, severity])).toEqual([['margin-floor', 'critical']]); // prettier-ignore

    const terms = { name: 'Standard', kind: 'percent-off', percentOffBasisPoints: 3_000, currency: 'CHF', ...floor } as const; // prettier-ignore
    expectOk(await changePriceList(context, { distributorId, priceListId, actor, terms }));
    expect(await offer()).toMatchObject({ reason: undefined }); // 14.00 keeps 64 %
    await watchMargins(context, { distributorId });
    expect(await db.exceptionCase.count({ where: { resolvedAt: null } })).toBe(0);
  });

  test('only warns where the list says so', async () => {
    const { distributorId, offer } = await arrange({ marginFloorBasisPoints: 6_000 });
    expect(await offer()).toMatchObject({ reason: undefined });
    await watchMargins(context, { distributorId });
    expect(await db.exceptionCase.findFirst()).toMatchObject({ severity: 'warning' });
  });
});

describe('volume', () => {
  const owedFor = async (
    { distributorId, connectionId, stock }: Awaited<ReturnType<typeof arrange>>,
    quantity: number,
  ) => {
    const lines = [{ variantId: stock.variantId, quantity }];
    const owed = await wholesaleFor({ tx: db, clock }, { distributorId, connectionId, lines });
    return owed.get(stock.variantId)?.owed.minor;
  };

  test('lowers what a line owes by the highest tier that it reaches; a variant’s own tiers go before the list’s', async () => {
    const volumeTiers = [
      { minQuantity: 10, basisPointsOff: 500 },
      { minQuantity: 50, basisPointsOff: 1_000 },
    ];
    const given = await arrange({ volumeTiers });
    expect(await Promise.all([1, 9, 10, 50].map((units) => owedFor(given, units)))).toEqual([
      1_200, 1_200, 1_140, 1_080,
    ]);
    const body = (async function* () {
      yield Buffer.from('sku,from,price\nSOCK,,11.00\nSOCK,5,10.00\nSOCK,20,10.50\nSOCK,5,9.00\n');
    })();
    const { distributorId, priceListId } = given;
    const report = expectOk(await importFixedPrices(context, { distributorId, priceListId, body, name: 't.csv', actor })); // prettier-ignore
    expect(report).toMatchObject({ rows: 4, saved: 2, refused: 2 });
    expect(report.problems.map(({ line }) => line)).toEqual([3, 4]);
    expect(await Promise.all([1, 5, 50].map((units) => owedFor(given, units)))).toEqual([
      1_100, 900, 900,
    ]);
  });
});
