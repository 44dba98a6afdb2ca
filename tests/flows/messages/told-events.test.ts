import { beforeEach, expect, test } from 'vitest';
import { cancelOrder } from '../../../app/flows/order/cancel-order.server.ts';
import { escalateSilentPurchaseOrders } from '../../../app/flows/order/escalate-silent-purchase-orders.server.ts';
import { changeReminderContacts } from '../../../app/flows/messages/remind-supplier.server.ts';
import { sendMessage } from '../../../app/flows/messages/send-message.server.ts';
import { decideConnection } from '../../../app/flows/relation/decide-connection.server.ts';
import { requestConnection } from '../../../app/flows/relation/request-connection.server.ts';
import type { Mail } from '../../../app/modules/notifications/messenger.ts';
import { WEBHOOK_EVENT_KINDS } from '../../../app/modules/notifications/webhook-events.ts';
import { insertEndpoint } from '../../../app/modules/notifications/webhooks.repository.server.ts';
import type { Id } from '../../../app/platform/ids.ts';
import { expectOk, ok } from '../../../app/platform/result.ts';
import { makeStore } from '../../factories/stores.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { makeWorld } from '../order/order-world.ts';

const database = await cloneDatabase();
beforeEach(database.empty);
const actor = { kind: 'user', id: 'u1' } as const;

/** A world in which a system hears of everything. */
async function arrange(options: Parameters<typeof makeWorld>[1] = {}) {
  const world = await makeWorld(database, options);
  const { db, clock, context, distributor } = world;
  const settings = {
    name: 'ERP',
    url: 'https://erp.example/',
    kinds: [...WEBHOOK_EVENT_KINDS],
    supplierId: null,
  };
  await insertEndpoint({ tx: db, clock }, context.secrets, distributor.id, settings);
  const sock = await world.stockVariant([10]);
  world.put({
    outsideOrderId: '1',
    lines: [{ outsideLineId: 'L1', outsideVariantId: sock.outsideVariantId, quantity: 5 }],
  });
  const sent: Mail[] = [];
  const mailRoom = {
    appUrl: 'https://hub.example',
    messenger: { send: async (mail: Mail) => (sent.push(mail), ok({ reference: 'r' })) },
  };
  return {
    world,
    sent,
    kinds: async () => {
      const rows = await db.webhookDelivery.findMany({
        orderBy: { number: 'asc' },
        include: { announcement: true },
      });
      return rows.map(({ announcement }) => announcement.kind);
    },
    async sendAll() {
      for (const { id } of await db.message.findMany())
        await sendMessage({ ...context, db, mailRoom }, id as Id<'Message'>);
      return sent;
    },
  };
}

test('a system hears of an order from its coming to its last parcel, in that order', async () => {
  const { world, kinds } = await arrange();
  await world.import('1');
  await world.work();
  const number = world.connector.placed[0]?.number ?? '';
  await world.acknowledge(number, [{ accepted: 5 }]);
  await world.ship(number, [2], { shipmentKey: 'S1', trackingNumber: 'A' });
  await world.ship(number, [2], { shipmentKey: 'S1', trackingNumber: 'B' });
  await world.ship(number, [3]);
  expect(await kinds()).toEqual([
    'order.created',
    'order.released',
    'purchase-order.sent',
    'purchase-order.acknowledged',
    'shipment.created',
    'shipment.tracking-changed',
    'shipment.created',
    'order.shipped',
  ]);
});

test('a system hears that an order was cancelled, once', async () => {
  const { world, kinds } = await arrange({ connection: { releaseDelaySeconds: 3_600 } });
  await world.import('1');
  const order = await world.order('1');
  const key = { distributorId: world.distributor.id, orderId: order.id as Id<'Order'> };
  expectOk(await cancelOrder(world.context, { ...key, actor, inStore: 'reject' }));
  await world.import('1');
  expect(await kinds()).toEqual(['order.created', 'order.cancelled']);
});

test('nothing of a shopper stands in what systems hear', async () => {
  const { world } = await arrange();
  await world.import('1');
  await world.work();
  await world.ship(world.connector.placed[0]?.number ?? '', [5]);
  const said = JSON.stringify(await world.db.announcement.findMany());
  expect(said).not.toMatch(/Ada|Muster|Bahnhofstrasse|8001/);
});

test('a supplier that does not answer is reminded once, at the address it was given', async () => {
  const { world, kinds, sendAll } = await arrange();
  const { context, distributor, supplier } = world;
  const contacts = [{ supplierId: supplier.id, email: 'orders@nordic.example' }];
  expect(
    await changeReminderContacts(context, { distributorId: distributor.id, contacts, actor }),
  ).toBe(true);
  await world.import('1');
  await world.work();
  for (let hours = 0; hours < 3; hours += 1) {
    world.clock.move(5 * 3_600_000);
    await escalateSilentPurchaseOrders(context);
  }
  const mails = await sendAll();
  expect(mails.map(({ to }) => to.address)).toEqual(['orders@nordic.example']);
  expect(mails[0]?.subject).toContain(world.connector.placed[0]?.number);
  expect(await kinds()).toContain('purchase-order.silent');
});

test('an address that is none is refused, and none of the others is kept', async () => {
  const { world } = await arrange();
  const contacts = [
    { supplierId: world.supplier.id, email: 'orders@nordic.example' },
    { supplierId: world.supplier.id, email: 'nobody\r\nBcc: all@evil.example' },
  ];
  expect(
    await changeReminderContacts(world.context, {
      distributorId: world.distributor.id,
      contacts,
      actor,
    }),
  ).toBe(false);
  expect(await world.db.supplierContact.count()).toBe(0);
});

test('a retailer hears what was decided about its connection', async () => {
  const { world, sendAll } = await arrange();
  const { context, distributor, db } = world;
  const store = await makeStore(db, { name: 'Gletscher & Co' });
  const asked = await requestConnection(context, {
    distributorId: distributor.id,
    storeId: store.id,
    message: 'Please',
  });
  const key = { distributorId: distributor.id, connectionId: expectOk(asked) };
  expectOk(await decideConnection(context, { ...key, act: 'decline', actor }));
  const mails = await sendAll();
  expect(mails.map(({ to, subject }) => [to.address, subject])).toEqual([
    [`owner@${store.retailerId}.example`, 'Alpine Supply has declined your connection'],
  ]);
});
