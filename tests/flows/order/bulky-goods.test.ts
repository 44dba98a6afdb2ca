import { beforeEach, expect, test } from 'vitest';
import { cloneDatabase } from '../../setup/database.ts';
import { makeWorld } from './order-world.ts';

const database = await cloneDatabase();
const { db } = database;
beforeEach(database.empty);

const steps = [
  { upToGrams: 1_000, priceMinor: 100 },
  { upToGrams: 30_000, priceMinor: 900 },
];

/** The first supplier bills by volume and is cheaper by weight; the second asks the same for every parcel. */
async function arrange(sizes: { lengthMm?: number; widthMm?: number; heightMm?: number }) {
  const byVolume = { rates: [{ cubicCentimetresPerKilogram: 5_000, steps }] };
  const flat = { rates: [{ steps: [{ upToGrams: 30_000, priceMinor: 500 }] }] };
  const suppliers = [
    { overrides: { shippingTerms: byVolume } },
    { overrides: { shippingTerms: flat } },
  ];
  const world = await makeWorld(database, { suppliers });
  const sock = await world.stockVariant([10, 10], [500, 500]);
  await db.variant.updateMany({ data: { weightGrams: 200, ...sizes } });
  world.put({
    outsideOrderId: '1',
    lines: [{ outsideLineId: 'L1', outsideVariantId: sock.outsideVariantId, quantity: 1 }],
  });
  await world.import('1');
  await world.work();
  const [purchaseOrder] = (await world.order('1')).purchaseOrders;
  return world.suppliers.findIndex(({ id }) => id === purchaseOrder?.supplierId);
}

test('light goods that fill a parcel leave from where the volume is not billed', async () => {
  // 40 × 30 × 20 cm are 24 000 cm³: billed as 4.8 kg.
  expect(await arrange({ lengthMm: 400, widthMm: 300, heightMm: 200 })).toBe(1);
});

test('goods whose sizes the catalogue does not tell in full are billed by their weight', async () => {
  expect(await arrange({ lengthMm: 400, widthMm: 300 })).toBe(0);
});
