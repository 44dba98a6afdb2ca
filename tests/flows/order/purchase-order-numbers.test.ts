import { beforeEach, expect, test } from 'vitest';
import { cloneDatabase } from '../../setup/database.ts';
import { makeWorld } from './order-world.ts';

const database = await cloneDatabase();
beforeEach(database.empty);

async function arrange() {
  const world = await makeWorld(database);
  const sock = await world.stockVariant([100]);
  const order = async (outsideOrderId: string) => {
    world.put({
      outsideOrderId,
      lines: [
        {
          outsideLineId: `L${outsideOrderId}`,
          outsideVariantId: sock.outsideVariantId,
          quantity: 1,
        },
      ],
    });
    await world.import(outsideOrderId);
  };
  const numbers = async () => {
    const where = { distributorId: world.distributor.id };
    const rows = await world.db.purchaseOrder.findMany({ where, orderBy: { number: 'asc' } });
    return rows.map(({ number }) => number);
  };
  return { world, order, numbers };
}

test('every distributor counts its own purchase orders, whatever others order meanwhile', async () => {
  const one = await arrange();
  const other = await arrange();
  await one.order('1');
  await other.order('2');
  await one.order('3');
  expect(await one.numbers()).toEqual(['PO-1001', 'PO-1002']);
  expect(await other.numbers()).toEqual(['PO-1001']);
});

test('orders that are released at once get a number each', async () => {
  const { order, numbers } = await arrange();
  await Promise.all(['1', '2', '3', '4', '5', '6'].map((id) => order(id)));
  expect(await numbers()).toEqual([1001, 1002, 1003, 1004, 1005, 1006].map((n) => `PO-${n}`));
});
