import { afterAll, expect, test } from 'vitest';
import { openReturn } from '../../../app/flows/order/open-return.server.ts';
import { inspectReturn } from '../../../app/flows/order/inspect-return.server.ts';
import { importOrder } from '../../../app/flows/order/import-order.server.ts';
import { recordSupplierMessage } from '../../../app/flows/order/record-supplier-message.server.ts';
import { createOrderHandlers } from '../../../app/jobs/order-handlers.ts';
import { DEFAULT_RETURN_POLICY } from '../../../app/modules/returns/return-policy.ts';
import { saveReturnPolicy } from '../../../app/modules/returns/return-policies.repository.server.ts';
import type { Disposition, ReturnLineId } from '../../../app/modules/returns/return.ts';
import type { Id } from '../../../app/platform/ids.ts';
import { newId } from '../../../app/platform/ids.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { aProduct, aVariant } from '../../contracts/channel/channel-products.ts';
import { startShopifyHarness } from '../../contracts/channel/shopify-harness.ts';
import { toChannelHarness } from '../../contracts/channel/shopify-people.ts';
import { createTestClock } from '../../contracts/channel/test-clock.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeVariant } from '../../factories/catalog.ts';
import { makeConnection } from '../../factories/connections.ts';
import { FACTORY_NOW } from '../../factories/factory-clock.ts';
import { makeFlowContext } from '../../factories/flow-context.ts';
import { makeListing } from '../../factories/listings.ts';
import { memoryConnector } from '../../factories/ports.ts';
import { makeStockLevel } from '../../factories/stock.ts';
import { makeSupplier, makeSupply } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { workOff } from '../order/order-world.ts';

const database = await cloneDatabase();
const { db } = database;
const clock = createTestClock(FACTORY_NOW);
const shopify = await startShopifyHarness(database, {}, clock);
afterAll(() => shopify.close());

/** An order of three units in the sandbox shop, shipped whole from our own warehouse. */
async function arrange(name: string) {
  const connected = await shopify.connect(name);
  const { people } = toChannelHarness(shopify, connected);
  const distributor = await makeDistributor(db);
  const distributorId = distributor.id;
  const storeId = connected.store.storeId as Id<'Store'>;
  await db.store.update({ where: { id: storeId }, data: { currency: 'CHF', country: 'CH', status: 'active' } });
  const connection = await makeConnection(db, distributorId, { storeId, releaseDelaySeconds: 0 });
  const terms = { ...DEFAULT_RETURN_POLICY, photoFor: [] };
  const connectionKey = { distributorId, connectionId: connection.id };
  await saveReturnPolicy({ tx: db, clock }, connectionKey, terms, { kind: 'system' });
  const supplier = await makeSupplier(db, distributorId, { deductsAt: 'never' });
  const variant = await makeVariant(db, distributorId);
  const key = { distributorId, supplierId: supplier.id, variantId: variant.id };
  await makeSupply(db, { ...key, supplierSku: 'A' });
  await makeStockLevel(db, { ...key, locationId: supplier.locationId, onHand: 10 });
  const product = aProduct(name, { variants: [aVariant(name, { key: variant.id, quantity: 10 })] });
  const imported = expectOk(await connected.channel.importProduct(product));
  if (imported.kind !== 'imported') throw new Error(imported.why);
  const [outside] = imported.product.variants;
  if (!outside) throw new Error('The product has a variant');
  const { outsideProductId } = imported.product;
  await makeListing(db, connection, variant, { ...outside, outsideProductId });
  const connector = memoryConnector();
  const context = makeFlowContext(database, clock, {
    channelOf: () => connected.channel,
    connectorOf: () => connector,
  });
  const world = { clock, handlers: createOrderHandlers(context) };
  const outsideOrderId = await people.order([{ id: outside.outsideVariantId, quantity: 3 }]);
  const read = async () => {
    expectOk(await importOrder(context, { storeId, outsideOrderId }));
    await workOff(db, world);
  };
  await read();
  const purchaseOrder = await db.purchaseOrder.findFirstOrThrow({
    where: { distributorId },
    include: { purchaseOrderLines: true, order: { include: { orderLines: true } } },
  });
  await recordSupplierMessage(context, {
    distributorId,
    supplierId: supplier.id,
    message: {
      key: newId(), number: purchaseOrder.number, at: clock.now(), kind: 'shipped', shipmentKey: 'S1',
      carrier: 'Swiss Post', trackingNumber: 'T1', trackingUrl: undefined,
      lines: purchaseOrder.purchaseOrderLines.map(({ id: lineId, quantity }) => ({ lineId, quantity })),
    },
  });
  await workOff(db, world);
  const order = purchaseOrder.order;
  return {
    ...connected,
    read,
    outside,
    outsideOrderId,
    inShop: async () => {
      const found = await shopify.sandbox.control.order({ shop: connected.shop, id: outsideOrderId });
      if (!found) throw new Error('The shop has no such order');
      return found;
    },
    record: (returnId: string) =>
      db.returnCase.findFirstOrThrow({ where: { id: returnId }, include: { lines: true } }),
    async comeBack(quantity: number, disposition: Disposition) {
      const orderLineId = order.orderLines[0]?.id as Id<'OrderLine'>;
      const [opened] = expectOk(
        await openReturn(context, {
          distributorId, orderId: order.id as Id<'Order'>, origin: 'retailer', reason: 'changed-mind',
          lines: [{ orderLineId, quantity }], actor: { kind: 'store', id: storeId }, refundWhen: 'inspected',
        }),
      );
      const returnId = opened?.returnId ?? newId<'Return'>();
      const { lines } = await db.returnCase.findFirstOrThrow({ where: { id: returnId }, include: { lines: true } });
      const returnLineId = lines[0]?.id as ReturnLineId;
      const units = [{ returnLineId, grade: 'A' as const, disposition, quantity }];
      const actor = { kind: 'user' as const, id: 'nora' };
      expectOk(await inspectReturn(context, { distributorId, returnId, units, creditAll: false, actor }));
      await workOff(db, world);
      return returnId;
    },
  };
} // prettier-ignore

test('a return put on our shelf again is refunded in the sandbox shop and restocked at our place there', async () => {
  const road = await arrange('return-restocked');
  const places = road.store.places.outsideLocationId;
  const available = async () => {
    const [reading] = expectOk(await road.channel.readStock([road.outside.outsideStockId]));
    return reading?.available;
  };
  const before = await available();
  const returnId = await road.comeBack(2, 'restocked');
  const { refunds, financialStatus } = await road.inShop();
  expect(refunds).toHaveLength(1);
  expect(refunds[0]?.lines).toMatchObject([
    { quantity: 2, restockType: 'RETURN', locationId: places },
  ]);
  expect(financialStatus).toBe('PARTIALLY_REFUNDED');
  expect(await available()).toBe((before ?? 0) + 2);
  const record = await road.record(returnId);
  expect(record).toMatchObject({ refund: 'done', outsideRefundId: refunds[0]?.id });
  expect(Number(record.refundedMinor)).toBeGreaterThan(0);
});

test('a return that the supplier takes over is refunded without touching the shop’s stock', async () => {
  const road = await arrange('return-not-restocked');
  await road.comeBack(1, 'disposed');
  const { refunds } = await road.inShop();
  expect(refunds.map(({ lines }) => lines)).toMatchObject([
    [{ quantity: 1, restockType: 'NO_RESTOCK', locationId: null }],
  ]);
});

test('a refund that the merchant makes in the sandbox shop becomes a return of ours', async () => {
  const road = await arrange('return-by-merchant');
  const [line] = (await road.inShop()).lines;
  await shopify.sandbox.control.refund({
    shop: road.shop,
    id: road.outsideOrderId,
    lines: [{ lineItemId: line?.id ?? '', quantity: 1 }],
    restock: 'NO_RESTOCK',
  });
  await road.read();
  const found = await db.returnCase.findMany({ where: { storeId: road.store.storeId }, include: { lines: true } });
  expect(found).toMatchObject([
    { origin: 'store-refund', refund: 'done', lines: [{ quantity: 1, refundedQuantity: 1 }] },
  ]);
}); // prettier-ignore
