import { expect, test } from 'vitest';
import { applyRemedy } from '../../../app/flows/order/apply-remedy.server.ts';
import { revealContact } from '../../../app/flows/order/reveal-contact.server.ts';
import { settleException } from '../../../app/modules/activity/settle-exception.server.ts';
import type { Id } from '../../../app/platform/ids.ts';
import { newId } from '../../../app/platform/ids.ts';
import { readHubExceptions } from '../../../app/views/read-hub-exceptions.server.ts';
import { readHubOrder } from '../../../app/views/read-hub-order.server.ts';
import { readHubOrders } from '../../../app/views/read-hub-orders.server.ts';
import { readHubOverview } from '../../../app/views/read-hub-overview.server.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeWorld } from '../../flows/order/order-world.ts';
import { cloneDatabase } from '../../setup/database.ts';

const database = await cloneDatabase();
const { db } = database;
const world = await makeWorld(database, {
  suppliers: [{ overrides: { name: 'North' } }, { overrides: { name: 'South' } }],
});
const { distributor, clock } = world;
const stranger = await makeDistributor(db);
const sock = await world.stockVariant([10, 10], [500, 700]);
const line = (quantity: number) => ({
  outsideLineId: `L${quantity}`,
  outsideVariantId: sock.outsideVariantId,
  quantity,
});
world.put({ outsideOrderId: '1001', lines: [line(3)] });
world.put({ outsideOrderId: '1002', isTest: true, lines: [line(1)] });
for (const id of ['1001', '1002']) await world.import(id);
await world.work();
const sent = await world.order('1001');
const held = await world.order('1002');

const ALL = { search: '', view: '', status: '', storeId: undefined };
const PAGE = { size: 50 };
const OPEN = { open: true, severity: '', kind: '', owner: '' };

test('an order tells its lines, its purchase order and why each place was or was not chosen', async () => {
  const order = await readHubOrder(db, {
    distributorId: distributor.id,
    orderId: sent.id as Id<'Order'>,
  });

  expect(order?.lines).toMatchObject([{ quantity: 3, forwarded: 3, shipped: 0 }]);
  expect(order?.purchaseOrders).toMatchObject([{ supplier: 'North', status: 'sent' }]);
  const decisions = order?.route?.candidates.map(({ place, isChosen, why }) => [
    place,
    isChosen,
    why,
  ]);
  expect(decisions).toEqual([
    [expect.stringContaining('North'), true, 'ships part of this line'],
    [expect.stringContaining('South'), false, 'could ship, but the whole order would cost more'],
  ]);
  expect(order?.route?.totalMinor).toBe(
    Object.values(order?.route?.costs ?? {}).reduce((sum, part) => sum + part, 0),
  );
});

test('another distributor’s order is answered as one that does not exist', async () => {
  const theirs = await readHubOrder(db, { distributorId: stranger.id, orderId: sent.id });
  const none = await readHubOrder(db, { distributorId: stranger.id, orderId: newId() });
  expect(theirs).toBeUndefined();
  expect(none).toBeUndefined();
});

test('orders are found by view, by name and by purchase order', async () => {
  const find = async (filter: Partial<typeof ALL>) =>
    (await readHubOrders(db, distributor.id, { ...ALL, ...filter }, PAGE)).rows.map(
      ({ name }) => name,
    );
  expect(await find({ view: 'held' })).toEqual(['#1002']);
  expect(await find({ search: '1001' })).toEqual(['#1001']);
  expect(await find({ search: sent.purchaseOrders[0]?.number ?? '' })).toEqual(['#1001']);
  expect(await find({ status: 'cancelled' })).toEqual([]);
  expect((await readHubOrders(db, stranger.id, ALL, PAGE)).rows).toEqual([]);
});

test('the pages of a list follow one another without a gap', async () => {
  const first = await readHubOrders(db, distributor.id, ALL, { size: 1 });
  const second = await readHubOrders(db, distributor.id, ALL, { size: 1, after: first.next });
  expect([...first.rows, ...second.rows].map(({ name }) => name)).toEqual(['#1002', '#1001']);
  expect(second.next).toBeUndefined();
});

test('the overview counts orders by status and what waits, for this distributor only', async () => {
  const own = await readHubOverview(db, distributor.id, clock.now());
  const theirs = await readHubOverview(db, stranger.id, clock.now());
  expect(own.orders.held).toBe(1);
  expect(own.orders.byStatus.reduce((sum, { today }) => sum + today, 0)).toBe(2);
  expect(own.exceptions).toMatchObject([{ severity: 'warning', count: 1 }]);
  expect(own.suppliers.map(({ name }) => name).toSorted()).toEqual(['North', 'South']);
  expect(own.stores).toMatchObject([{ listings: 1 }]);
  expect([theirs.orders.byStatus, theirs.exceptions, theirs.suppliers, theirs.stores]).toEqual([
    [],
    [],
    [],
    [],
  ]);
});

test('only the exception’s own distributor can apply its remedy or settle it', async () => {
  const [exception] = (await readHubExceptions(db, distributor.id, OPEN, PAGE)).rows;
  const exceptionId = exception?.id ?? '';
  expect(exception).toMatchObject({ kind: 'hold-test-order', orderId: held.id });
  expect((await readHubExceptions(db, stranger.id, OPEN, PAGE)).rows).toEqual([]);

  const asked = { exceptionId, remedy: 'release-hold', userId: 'eve' };
  const refused = await applyRemedy(world.context, { ...asked, distributorId: stranger.id });
  expect(refused).toEqual({ ok: false, error: { kind: 'unknown-exception' } });
  const settled = await settleException(
    { tx: db, clock },
    { distributorId: stranger.id, exceptionId, by: 'eve', resolution: 'mine' },
  );
  expect(settled).toBe(false);
  const odd = await applyRemedy(world.context, {
    ...asked,
    remedy: 'send-again',
    distributorId: distributor.id,
  });
  expect(odd).toEqual({ ok: false, error: { kind: 'no-such-remedy' } });

  const done = await applyRemedy(world.context, { ...asked, distributorId: distributor.id });
  expect(done.ok).toBe(true);
  expect((await readHubExceptions(db, distributor.id, OPEN, PAGE)).rows).toEqual([]);
  const released = await db.orderHold.findFirstOrThrow({ where: { orderId: held.id } });
  expect(released.resolvedBy).toBe('eve');
});

test('the shopper’s data is shown to its distributor alone, and that it was is on record', async () => {
  const actor = { kind: 'user', id: 'hanna' } as const;
  const orderId = sent.id as Id<'Order'>;
  const shown = () => db.auditEntry.count({ where: { act: 'contact-shown' } });

  expect(
    await revealContact(world.context, { distributorId: stranger.id, orderId, actor }),
  ).toBeUndefined();
  expect(await shown()).toBe(0);

  const contact = await revealContact(world.context, {
    distributorId: distributor.id,
    orderId,
    actor,
  });
  expect(contact?.destination?.city).toBe('Zürich');
  expect(await shown()).toBe(1);
  expect(
    JSON.stringify(await readHubOrder(db, { distributorId: distributor.id, orderId })),
  ).not.toContain('Ada');
});
