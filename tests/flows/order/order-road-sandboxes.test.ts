import { afterAll, expect, test } from 'vitest';
import type { FlowContext } from '../../../app/flows/flow-context.ts';
import { collectSupplierEvents } from '../../../app/flows/order/collect-supplier-events.server.ts';
import { drainSupplierEvents } from '../../../app/flows/order/drain-supplier-events.server.ts';
import { importOrder } from '../../../app/flows/order/import-order.server.ts';
import { createOrderHandlers } from '../../../app/jobs/order-handlers.ts';
import type { OutsideOrderId } from '../../../app/modules/stores/channel.ts';
import { silentLog } from '../../../app/platform/log.server.ts';
import { createKeyedBox } from '../../../app/platform/secrets.server.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { aProduct, aVariant } from '../../contracts/channel/channel-products.ts';
import { startShopifyHarness } from '../../contracts/channel/shopify-harness.ts';
import { toChannelHarness } from '../../contracts/channel/shopify-people.ts';
import { createTestClock } from '../../contracts/channel/test-clock.ts';
import { openWorld } from '../../contracts/connector/connector-world.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeVariant } from '../../factories/catalog.ts';
import { makeConnection } from '../../factories/connections.ts';
import { NO_MAIL, NO_WEBHOOKS } from '../../factories/flow-context.ts';
import { FACTORY_NOW } from '../../factories/factory-clock.ts';
import { makeListing } from '../../factories/listings.ts';
import { makeStockLevel } from '../../factories/stock.ts';
import { makeSupplier, makeSupply } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { workOff } from './order-world.ts';

const database = await cloneDatabase();
const { db, pool } = database;
const clock = createTestClock(FACTORY_NOW);
const shopify = await startShopifyHarness(database, {}, clock);
afterAll(() => shopify.close());

/** The sandbox Shopify and the sandbox supplier, with the real adapters between them and the hub. */
async function arrange(name: string) {
  const connected = await shopify.connect(name);
  const { people } = toChannelHarness(shopify, connected);
  const supply = await openWorld({ supplier: { acknowledge: { mode: 'manual' } } });
  const distributor = await makeDistributor(db);
  const storeId = connected.store.storeId as Awaited<ReturnType<typeof makeConnection>>['storeId'];
  await db.store.update({
    where: { id: storeId },
    data: { currency: 'CHF', country: 'CH', status: 'active' },
  });
  const connection = await makeConnection(db, distributor.id, { storeId, releaseDelaySeconds: 0 });
  const supplier = await makeSupplier(db, distributor.id);
  const variant = await makeVariant(db, distributor.id);
  const key = { distributorId: distributor.id, supplierId: supplier.id, variantId: variant.id };
  await makeSupply(db, { ...key, supplierSku: 'A' });
  await makeStockLevel(db, { ...key, locationId: supplier.locationId, onHand: 10 });
  const product = aProduct(name, { variants: [aVariant(name, { key: variant.id, quantity: 10 })] });
  const imported = expectOk(await connected.channel.importProduct(product));
  if (imported.kind !== 'imported') throw new Error(imported.why);
  const [outside] = imported.product.variants;
  if (!outside) throw new Error('The product has a variant');
  await makeListing(db, connection, variant, {
    ...outside,
    outsideProductId: imported.product.outsideProductId,
  });
  const context: FlowContext = {
    db, pool, clock, log: silentLog, random: () => 0.5,
    secrets: createKeyedBox(Buffer.alloc(32, 7)),
    blobs: {} as FlowContext['blobs'],
    mailRoom: NO_MAIL,
    webhooks: NO_WEBHOOKS,
    rateSource: { fetchFile: () => Promise.reject(new Error('No rates here')) },
    channelOf: async () => connected.channel,
    connectorOf: async () => supply.connector,
  }; // prettier-ignore
  const world = { clock, handlers: createOrderHandlers(context) };
  const supplierKey = { distributorId: distributor.id, supplierId: supplier.id };
  return {
    ...connected,
    people,
    supply,
    outside,
    import: async (id: OutsideOrderId) =>
      expectOk(await importOrder(context, { storeId, outsideOrderId: id })),
    work: () => workOff(db, world),
    async listen() {
      await collectSupplierEvents(context, supplierKey);
      await drainSupplierEvents(context, { workerId: 'w' });
    },
    order: (id: OutsideOrderId) =>
      db.order.findFirstOrThrow({
        where: { storeId, outsideOrderId: id },
        include: { orderLines: true },
      }),
    received: () => supply.control.orders({ code: 'acme' }),
  };
}

test('a paid order of the sandbox shop reaches the sandbox supplier, and its two parcels stand in the shop by line', async () => {
  const road = await arrange('whole-road');
  const id = await road.people.order([{ id: road.outside.outsideVariantId, quantity: 3 }]);
  expect(await road.import(id)).toBe('created');
  await road.work();
  const [received] = await road.received();
  expect(received?.lines.map((line) => line.quantity)).toEqual([3]);
  const accepted = expectOk(await road.channel.readOrder(id));
  expect(accepted?.fulfilmentOrders.map(({ request }) => request)).toEqual(['accepted']);

  const poId = received?.id ?? '';
  const lineId = received?.lines[0]?.line_id ?? '';
  await road.supply.control.acknowledge({ code: 'acme', id: poId });
  for (const [trackingNumber, quantity] of [
    ['T1', 2],
    ['T2', 1],
  ] as const) {
    await road.supply.control.ship({
      code: 'acme',
      id: poId,
      parcels: [{ carrier: 'Swiss Post', trackingNumber, lines: [{ lineId, quantity }] }],
    });
    await road.listen();
    await road.work();
  }
  const shipped = expectOk(await road.channel.readOrder(id));
  const told = shipped?.fulfilments.map(({ trackingNumbers, lines }) => [
    trackingNumbers[0],
    lines[0]?.quantity,
  ]);
  expect(told?.sort()).toEqual([
    ['T1', 2],
    ['T2', 1],
  ]);
  expect((await road.order(id)).status).toBe('completed');
});

test('a unit refunded in the sandbox shop before the release is not sent', async () => {
  const road = await arrange('refund-before');
  const id = await road.people.order([{ id: road.outside.outsideVariantId, quantity: 3 }], {
    paid: true,
  });
  await road.people.refundOneUnit(id);
  await road.import(id);
  await road.work();
  const [received] = await road.received();
  expect(received?.lines.map((line) => line.quantity)).toEqual([2]);
});

test('a parcel that the sandbox shop recorded without answering stands there once', async () => {
  const road = await arrange('lost-answer');
  const id = await road.people.order([{ id: road.outside.outsideVariantId, quantity: 1 }]);
  await road.import(id);
  await road.work();
  const [received] = await road.received();
  const lineId = received?.lines[0]?.line_id ?? '';
  await road.supply.control.acknowledge({ code: 'acme', id: received?.id ?? '' });
  await road.supply.control.ship({
    code: 'acme',
    id: received?.id ?? '',
    parcels: [{ carrier: 'Swiss Post', trackingNumber: 'T1', lines: [{ lineId, quantity: 1 }] }],
  });
  await shopify.sandbox.control.setFault({
    operation: 'fulfillmentCreate',
    shop: road.shop,
    kind: 'http500-after-effect',
    times: 1,
    ms: 0,
  });
  await road.listen();
  await road.work();
  await road.people.passTime(120_000);
  await road.work();
  const read = expectOk(await road.channel.readOrder(id));
  expect(read?.fulfilments).toHaveLength(1);
  expect((await road.order(id)).status).toBe('completed');
});

test("the merchant's request not to ship is granted by the sandbox supplier and stands in the sandbox shop", async () => {
  const road = await arrange('ask-back');
  const id = await road.people.order([{ id: road.outside.outsideVariantId, quantity: 2 }]);
  await road.import(id);
  await road.work();
  await road.people.askForCancellation(id);
  await road.import(id);
  await road.work();
  await road.listen();
  await road.work();
  expect((await road.order(id)).status).toBe('cancelled');
  await road.import(id);
  await road.work();
  expect(await road.received()).toHaveLength(1);
});
