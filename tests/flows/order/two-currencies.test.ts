import { beforeEach, expect, test } from 'vitest';
import {
  refreshRatesInUse,
  saveDayRates,
} from '../../../app/modules/pricing/fx-rates.repository.server.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { makeWorld } from './order-world.ts';
import type { World } from './order-world.ts';

const database = await cloneDatabase();
const { db } = database;
beforeEach(database.empty);

async function saveRates(world: World) {
  const step = { tx: db, clock: world.clock };
  const day = world.clock.now().toISOString().slice(0, 10);
  const rates = [
    { currency: 'CHF', day, perEuro: '0.8' },
    { currency: 'USD', day, perEuro: '1.25' },
  ];
  await saveDayRates(step, world.distributor.id, rates, 'hand');
  await refreshRatesInUse(step, world.distributor.id);
}

/** A distributor in CHF whose price list is in EUR: a unit of 20.00 CHF at 40 % off is 15.00 EUR, worth 12.00 CHF. */
async function arrange(
  options: Parameters<typeof makeWorld>[1] = {},
  costMinor?: readonly number[],
) {
  const world = await makeWorld(database, options);
  await db.priceList.updateMany({ data: { currency: 'EUR' } });
  await saveRates(world);
  const sock = await world.stockVariant(
    world.suppliers.map(() => 10),
    costMinor,
  );
  const order = (outsideOrderId: string, quantity = 1) =>
    world.put({
      outsideOrderId,
      lines: [
        { outsideLineId: `L${outsideOrderId}`, outsideVariantId: sock.outsideVariantId, quantity },
      ],
    });
  return { world, sock, order };
}

async function chargeInDollars(world: World, index: number) {
  const supplierId = world.suppliers[index]?.id ?? '';
  await db.supply.updateMany({ where: { supplierId }, data: { currency: 'USD' } });
}

const kinds = async (world: World) => (await world.openExceptions()).map(({ kind }) => kind);

test('what is owed in another currency is held against the credit limit at the rate of the day', async () => {
  const { world, order } = await arrange({ connection: { creditLimitMinor: 1_300n } });
  order('1');
  await world.import('1');
  await world.work();
  expect((await world.order('1')).orderLines[0]).toMatchObject({
    unitWholesaleMinor: 1_500n,
    wholesaleCurrency: 'EUR',
  });
  expect(await kinds(world)).toEqual([]);
  expect(world.connector.placed).toHaveLength(1);
  order('2');
  await world.import('2');
  expect(await kinds(world)).toEqual(['hold-credit-limit']);
});

test('an order that no rate brings into the currency of its distributor is held until there is one', async () => {
  const { world, order } = await arrange({ connection: { creditLimitMinor: 9_000n } });
  await db.fxRate.deleteMany();
  order('1');
  await world.import('1');
  await world.work();
  expect(await kinds(world)).toEqual(['hold-no-rate']);
  expect((await world.openExceptions())[0]?.happened).toContain('No exchange rate from EUR to CHF');
  expect(world.connector.placed).toEqual([]);
  await saveRates(world);
  world.edit('1', {});
  await world.import('1');
  await world.work();
  expect(await kinds(world)).toEqual([]);
  expect(world.connector.placed).toHaveLength(1);
});

test('a supplier that is cheaper in its own currency is chosen over one at home', async () => {
  // 5.50 USD are 3.52 CHF.
  const { world, order } = await arrange({ suppliers: [{}, {}] }, [500, 550]);
  await chargeInDollars(world, 1);
  order('1');
  await world.import('1');
  await world.work();
  expect(world.connector.placed).toEqual([]);
  const placed = world.connectorOf(world.suppliers[1]?.id ?? '').placed;
  expect(placed[0]?.lines[0]?.unitCost).toEqual({ minor: 550, currency: 'USD' });
});

test('a cost in another currency that leaves no margin at the rate of the day holds the order', async () => {
  // 19.00 USD are 12.16 CHF, 15.00 EUR only 12.00 CHF.
  const { world, order } = await arrange({}, [1_900]);
  await chargeInDollars(world, 0);
  order('1');
  await world.import('1');
  await world.work();
  expect(await kinds(world)).toContain('hold-margin-floor');
  expect(world.connector.placed).toEqual([]);
});

test('a supply whose currency has no rate is left out, and the missing units say why', async () => {
  const { world, order } = await arrange();
  await chargeInDollars(world, 0);
  await db.fxRate.deleteMany({ where: { currency: 'USD' } });
  order('1');
  await world.import('1');
  await world.work();
  expect(await kinds(world)).toEqual(['order-short']);
  expect((await world.openExceptions())[0]?.happened).toContain(
    'Supplies in USD were left out: no exchange rate to CHF is known.',
  );
});

test('a cost whose rate is lost between reserving and sending holds the order with that reason', async () => {
  const { world, order } = await arrange({ connection: { releaseDelaySeconds: 60 } });
  await chargeInDollars(world, 0);
  order('1');
  await world.import('1');
  await db.fxRate.deleteMany({ where: { currency: 'USD' } });
  world.clock.move(61_000);
  await world.work();
  expect(await kinds(world)).toEqual(['hold-no-rate']);
  expect(world.connector.placed).toEqual([]);
});
