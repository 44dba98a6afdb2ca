import { beforeEach, expect, test } from 'vitest';
import { acceptCosts } from '../../../app/flows/order/decide-purchase-order.server.ts';
import { saveSettlementTerms } from '../../../app/modules/settlement/parties.repository.server.ts';
import { DEFAULT_TERMS } from '../../../app/modules/settlement/settlement-terms.ts';
import { inTransaction } from '../../../app/platform/database.server.ts';
import type { Id } from '../../../app/platform/ids.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { makeWorld } from '../order/order-world.ts';
import type { World } from '../order/order-world.ts';

const database = await cloneDatabase();
beforeEach(database.empty);

/** Sums by account, in minor units of CHF. */
async function books({ db, distributor }: World): Promise<Record<string, number>> {
  const sums = await db.ledgerEntry.groupBy({
    by: ['account'],
    where: { distributorId: distributor.id },
    _sum: { amountMinor: true },
  });
  return Object.fromEntries(sums.map(({ account, _sum }) => [account, Number(_sum.amountMinor)]));
}

/** One order of 5 units at a wholesale price of 12.00 and a cost of 5.00, with its supplier. */
async function arrange(supplier: { costToleranceBasisPoints?: number } = {}) {
  const world = await makeWorld(database, {
    suppliers: [{ overrides: { shippingTerms: { handlingFeeMinor: 400 }, ...supplier } }],
  });
  const sock = await world.stockVariant([10]);
  world.put({
    outsideOrderId: '1',
    lines: [{ outsideLineId: 'L1', outsideVariantId: sock.outsideVariantId, quantity: 5 }],
  });
  await world.import('1');
  await world.work();
  const line = (await world.order('1')).orderLines[0];
  return {
    world,
    number: world.connector.placed[0]?.number ?? '',
    wholesale: Number(line?.unitWholesaleMinor),
  };
}

test('nothing is owed until something has left', async () => {
  const { world } = await arrange();
  expect(await books(world)).toEqual({});
});

test('a parcel books what the retailer owes and what the supplier is owed, shipping with the first one only', async () => {
  const { world, number, wholesale } = await arrange();
  await world.ship(number, [2]);
  expect(await books(world)).toEqual({
    receivable: 2 * wholesale + 400,
    sales: -2 * wholesale,
    'shipping-charged': -400,
    'goods-cost': 1_000,
    'shipping-cost': 400,
    payable: -1_400,
  });
  await world.ship(number, [3]);
  expect(await books(world)).toMatchObject({
    sales: -5 * wholesale,
    'shipping-charged': -400,
    payable: -2_900,
  });
});

test('the same ship notice again books nothing more', async () => {
  const { world, number, wholesale } = await arrange();
  await world.ship(number, [2], { shipmentKey: 'S1' });
  await world.ship(number, [2], { shipmentKey: 'S1' });
  expect(await books(world)).toMatchObject({ sales: -2 * wholesale });
});

test('a worker that dies before its commit has neither parcel nor booking, and both after the repetition', async () => {
  const { world, number, wholesale } = await arrange();
  world.dieAt('before', 1);
  await expect(world.ship(number, [2], { shipmentKey: 'S1' })).rejects.toThrow();
  expect(await books(world)).toEqual({});
  await world.ship(number, [2], { shipmentKey: 'S1' });
  expect(await books(world)).toMatchObject({ sales: -2 * wholesale });
});

test('terms add fees, tax and a price by parcel', async () => {
  const { world, number, wholesale } = await arrange();
  const party = { kind: 'connection', id: world.connection.id } as const;
  const terms = {
    ...DEFAULT_TERMS,
    shipping: 'per-parcel' as const,
    parcelMinor: 900,
    orderFeeMinor: 100,
    taxBasisPoints: 810,
  };
  await inTransaction(world.db, (tx) =>
    saveSettlementTerms(
      { tx, clock: world.clock },
      { distributorId: world.distributor.id, party },
      terms,
    ),
  );
  await world.ship(number, [2]);
  await world.ship(number, [3]);
  const net = 5 * wholesale + 2 * 900 + 100;
  const tax = -((await books(world))['tax'] ?? 0);
  expect(Math.abs(tax - net * 0.081)).toBeLessThanOrEqual(1); // rounded once for each parcel
  expect(await books(world)).toMatchObject({
    receivable: net + tax,
    'shipping-charged': -1_800,
    fees: -100,
    'shipping-cost': 400,
  });
});

test('a cost that the supplier answers with later is booked for the units that had already left', async () => {
  const { world, number } = await arrange({ costToleranceBasisPoints: 1_000 });
  await world.ship(number, [2]);
  await world.acknowledge(number, [{ accepted: 5, unitCost: '5.40' }]);
  expect(await books(world)).toMatchObject({ 'goods-cost': 1_080, payable: -1_480 });
  await world.ship(number, [3]);
  expect(await books(world)).toMatchObject({ 'goods-cost': 5 * 540 });
});

test('a cost beyond the tolerance is booked when a person accepts it', async () => {
  const { world, number } = await arrange();
  await world.ship(number, [2]);
  await world.acknowledge(number, [{ accepted: 5, unitCost: '7.00' }]);
  expect(await books(world)).toMatchObject({ 'goods-cost': 1_000 });
  const purchaseOrder = (await world.order('1')).purchaseOrders[0];
  await acceptCosts(world.context, {
    distributorId: world.distributor.id,
    purchaseOrderId: (purchaseOrder?.id ?? '') as Id<'PurchaseOrder'>,
    userId: 'u',
  });
  expect(await books(world)).toMatchObject({ 'goods-cost': 1_400 });
});

test('units that are called off before they leave are owed by nobody', async () => {
  const { world, number, wholesale } = await arrange();
  await world.ship(number, [2]);
  world.edit('1', {
    lines: [
      {
        outsideLineId: 'L1',
        outsideVariantId: (await world.order('1')).orderLines[0]?.outsideLineId ?? '',
        quantity: 5,
        currentQuantity: 2,
      },
    ],
  });
  await world.import('1');
  await world.work();
  expect(await books(world)).toMatchObject({ sales: -2 * wholesale, 'goods-cost': 1_000 });
});
