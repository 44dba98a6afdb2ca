import { beforeEach, expect, test } from 'vitest';
import {
  drainStoreEvents,
  storeEventsAtRest,
} from '../../../app/flows/order/drain-store-events.server.ts';
import { readContact } from '../../../app/modules/orders/order-contact.server.ts';
import type { Id } from '../../../app/platform/ids.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { makeWorld } from './order-world.ts';

const database = await cloneDatabase();
beforeEach(database.empty);

async function arrange() {
  const world = await makeWorld(database);
  const sock = await world.stockVariant([100]);
  for (const id of ['1', '2']) {
    world.put({
      outsideOrderId: id,
      lines: [{ outsideLineId: `L${id}`, outsideVariantId: sock.outsideVariantId, quantity: 1 }],
    });
    await world.import(id);
  }
  await world.work();
  const store = await world.db.store.findFirstOrThrow();
  async function hear(kind: string, outsideOrderIds: readonly string[]) {
    const at = world.clock.now();
    await world.db.storeEvent.create({
      data: {
        channel: 'shopify',
        domain: store.domain,
        topic: kind,
        eventKey: kind,
        lane: 'main',
        hint: { kind, outsideOrderIds: [...outsideOrderIds] },
        receivedAt: at,
        nextAttemptAt: at,
      },
    });
    await drainStoreEvents(world.context, { workerId: 'w' });
    await storeEventsAtRest(world.context);
    await world.work();
    return world.db.privacyRequest.findFirstOrThrow();
  }
  async function nameOf(outsideOrderId: string) {
    const { distributorId, id } = await world.order(outsideOrderId);
    const key = { distributorId: distributorId as Id<'Distributor'>, orderId: id as Id<'Order'> };
    return (await readContact(world.db, world.context.secrets, key))?.destination?.name;
  }
  return { world, store, hear, nameOf };
}

test('a data request is answered with what we hold of the named orders, without the data themselves', async () => {
  const { hear } = await arrange();
  const request = await hear('privacy-data-request', ['1']);
  expect(request.completedAt).not.toBeNull();
  expect(request.report).toEqual({
    orders: [
      { outsideOrderId: '1', holds: ['name', 'address', 'e-mail', 'phone'], erasedAt: null },
    ],
  });
});

test("a customer's redaction erases the named orders and no other", async () => {
  const { hear, nameOf } = await arrange();
  const request = await hear('privacy-redact-customer', ['1']);
  expect(request.report).toEqual({ orders: 1, erased: 1 });
  expect(await nameOf('1')).toBeUndefined();
  expect(await nameOf('2')).toBe('Ada Muster');
});

test('an erased contact does not come back with the next reading', async () => {
  const { world, hear, nameOf } = await arrange();
  await hear('privacy-redact-customer', ['1']);
  world.edit('1', { name: '#1b' });
  await world.import('1');
  expect(await nameOf('1')).toBeUndefined();
});

test("a shop's redaction after it has left erases all of its orders", async () => {
  const { world, store, hear, nameOf } = await arrange();
  await world.db.store.update({
    where: { id: store.id },
    data: { uninstalledAt: world.clock.now(), status: 'uninstalled' },
  });
  const request = await hear('privacy-redact-store', []);
  expect(request.report).toEqual({ orders: 2, erased: 2 });
  expect([await nameOf('1'), await nameOf('2')]).toEqual([undefined, undefined]);
});
