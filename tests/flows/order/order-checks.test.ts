import { beforeEach, expect, test } from 'vitest';
import { resolveHold } from '../../../app/flows/order/resolve-hold.server.ts';
import {
  insertRestriction,
  saveReleasePolicy,
} from '../../../app/modules/orders/order-rules.repository.server.ts';
import type { ReleaseClause } from '../../../app/modules/orders/release-rules.ts';
import type { HoldKind } from '../../../app/modules/orders/order-checks.ts';
import { currencyCode, money } from '../../../app/platform/money.ts';
import type { Id } from '../../../app/platform/ids.ts';
import { makeConnection } from '../../factories/connections.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeVariant } from '../../factories/catalog.ts';
import { makeListing } from '../../factories/listings.ts';
import { storeOrder } from '../../factories/ports.ts';
import type { StoreOrderParts } from '../../factories/ports.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { makeWorld, MINUTE } from './order-world.ts';
import type { World } from './order-world.ts';

const database = await cloneDatabase();
beforeEach(database.empty);

async function arrange(options: Parameters<typeof makeWorld>[1] = {}, listed = 1) {
  const world = await makeWorld(database, options);
  const socks = [];
  for (let n = 0; n < listed; n += 1) socks.push(await world.stockVariant([2_000]));
  return { world, sock: socks[0]?.outsideVariantId ?? '', socks };
}

const HOME = storeOrder({ outsideOrderId: 'x', lines: [] }).destination;
const door = (change: Partial<NonNullable<typeof HOME>>) => ({ destination: { ...HOME, ...change } as typeof HOME }); // prettier-ignore

async function take(world: World, sock: string, parts: Partial<StoreOrderParts> = {}) {
  const line = { outsideLineId: 'L1', outsideVariantId: sock, quantity: 2 };
  world.put({ outsideOrderId: '1', lines: [line], ...parts });
  const outcome = await world.import('1');
  await world.work();
  return outcome;
}

const holds = async (world: World) => {
  const { orderHolds } = await world.order('1');
  return orderHolds.filter(({ resolvedAt }) => !resolvedAt).map(({ kind }) => kind);
};

const CASES: readonly [string, Partial<StoreOrderParts>, HoldKind][] = [
  ['a test order', { isTest: true }, 'test-order'],
  ['an order to pick up', { delivery: 'pick-up' }, 'delivery'],
  ['an address without a street', door({ address1: '' }), 'address'],
  ['a postal code that its country does not have', door({ zip: '80011' }), 'undeliverable'],
  ['a post office box', door({ address1: 'Postfach 12' }), 'po-box'],
  ['advice to investigate the payment', { fraudAdvice: 'investigate' }, 'fraud'],
  ['a line for nothing', { lines: [{ outsideLineId: 'L1', outsideVariantId: '', quantity: 1, unitPriceMinor: 0 }] }, 'zero-price'],
  ['a line under wholesale', { lines: [{ outsideLineId: 'L1', outsideVariantId: '', quantity: 1, unitPriceMinor: 1 }] }, 'below-wholesale'],
]; // prettier-ignore

test.each(CASES)('%s holds the order, with an owner, a deadline and a way out', async (_name, parts, kind) => {
  const { world, sock } = await arrange();
  const lines = parts.lines?.map((line) => ({ ...line, outsideVariantId: sock }));
  await take(world, sock, { ...parts, ...(lines ? { lines } : {}) });
  expect(await holds(world)).toEqual([kind]);
  expect(world.connector.placed).toEqual([]);
  const [exception] = await world.openExceptions();
  expect(exception).toMatchObject({ kind: `hold-${kind}` });
  expect(exception?.deadlineAt?.getTime()).toBeGreaterThan(world.clock.now().getTime());
  expect(['distributor', 'retailer']).toContain(exception?.owner);
  expect(exception?.remedies).toContain('cancel-order');
}); // prettier-ignore

test('an address that is corrected in the store lifts its hold, and the order goes', async () => {
  const { world, sock } = await arrange();
  await take(world, sock, door({ zip: '80011' }));
  world.edit('1', door({ zip: '8001' }));
  await world.import('1');
  await world.work();
  expect(await holds(world)).toEqual([]);
  expect(world.connector.placed).toHaveLength(1);
});

test('goods that may not go to a country hold the order with the reason, and only there', async () => {
  const { world, sock } = await arrange();
  await insertRestriction({ tx: world.db, clock: world.clock }, {
    distributorId: world.distributor.id,
    restriction: { scope: { by: 'all', values: [] }, mode: 'only-to', countries: ['CH'], reason: 'no customs papers' },
    by: 'hanna',
  }); // prettier-ignore
  await take(world, sock, door({ country: 'DE', zip: '10115', city: 'Berlin' }));
  expect(await holds(world)).toEqual(['restricted-goods']);
  expect((await world.openExceptions())[0]?.happened).toContain('no customs papers');
  world.put({ outsideOrderId: '2', lines: [{ outsideLineId: 'M', outsideVariantId: sock, quantity: 1 }] }); // prettier-ignore
  await world.import('2');
  await world.work();
  expect(world.connector.placed).toHaveLength(1);
});

test('of an order with none of our lines nothing is kept; a gift card is nobody’s to ship', async () => {
  const { world } = await arrange();
  const card = storeOrder({ outsideOrderId: '1', lines: [{ outsideLineId: 'G', outsideVariantId: 'GIFT', quantity: 1 }] }); // prettier-ignore
  world.channel.put({ ...card, lines: card.lines.map((line) => ({ ...line, requiresShipping: false })) }); // prettier-ignore
  expect(await world.import('1')).toBe('not-ours');
  expect(await world.db.order.count()).toBe(0);
});

test('of an order with some of our lines only these are taken', async () => {
  const { world, sock } = await arrange();
  await take(world, sock, {
    lines: [
      { outsideLineId: 'L1', outsideVariantId: sock, quantity: 2 },
      { outsideLineId: 'THEIRS', outsideVariantId: 'V-theirs', quantity: 7 },
    ],
  });
  expect((await world.order('1')).orderLines.map(({ outsideLineId }) => outsideLineId)).toEqual(['L1']); // prettier-ignore
  expect(world.connector.placed[0]?.lines.map(({ quantity }) => quantity)).toEqual([2]);
});

test('two distributors on one store order get each their own lines, and a hold of one does not keep the other', async () => {
  const { world, sock } = await arrange();
  const other = await makeDistributor(world.db);
  const { storeId } = world.connection;
  const theirs = await makeConnection(world.db, other.id, { storeId, releaseDelaySeconds: 0, territories: ['DE'] }); // prettier-ignore
  const listing = await makeListing(world.db, theirs, await makeVariant(world.db, other.id));
  await take(world, sock, {
    lines: [
      { outsideLineId: 'L1', outsideVariantId: sock, quantity: 2 },
      { outsideLineId: 'L2', outsideVariantId: listing.outsideVariantId, quantity: 1 },
    ],
  });
  const orders = await world.db.order.findMany({ include: { orderLines: true, orderHolds: true } });
  const of = (id: string) => orders.find(({ distributorId }) => distributorId === id);
  expect(of(world.distributor.id)?.orderLines.map(({ outsideLineId }) => outsideLineId)).toEqual(['L1']); // prettier-ignore
  expect(of(other.id)?.orderLines.map(({ outsideLineId }) => outsideLineId)).toEqual(['L2']);
  expect(of(other.id)?.orderHolds.map(({ kind }) => kind)).toContain('territory');
  expect(world.connector.placed).toHaveLength(1);
});

test('an order of 500 lines is taken whole, reserved and sent', async () => {
  const { world, socks } = await arrange({}, 5);
  const lines = Array.from({ length: 500 }, (_, n) => ({
    outsideLineId: `L${n}`,
    outsideVariantId: socks[n % socks.length]?.outsideVariantId ?? '',
    quantity: 1,
  }));
  await take(world, '', { lines });
  const { orderLines, status } = await world.order('1');
  expect([orderLines.length, status]).toEqual([500, 'released']);
  const sent = world.connector.placed.flatMap((each) => each.lines);
  expect(sent.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(500);
}, 60_000);

test.each([
  ['JPY', 2_500, 0],
  ['KWD', 19_900, 3],
])('prices in %s are kept in its own minor units', async (code, minor) => {
  const { world, sock } = await arrange();
  const store = storeOrder({ outsideOrderId: '1', currency: currencyCode(code), lines: [{ outsideLineId: 'L1', outsideVariantId: sock, quantity: 2 }] }); // prettier-ignore
  const unitPrice = money(minor, currencyCode(code));
  world.channel.put({ ...store, lines: store.lines.map((line) => ({ ...line, unitPrice })) });
  await world.import('1');
  const { currency, orderLines } = await world.order('1');
  expect([currency, Number(orderLines[0]?.unitPriceMinor)]).toEqual([code, minor]);
});

// Release by rule.

async function rules(world: World, clauses: readonly ReleaseClause[], own = false) {
  await saveReleasePolicy({ tx: world.db, clock: world.clock }, {
    distributorId: world.distributor.id,
    connectionId: own ? world.connection.id : undefined,
    clauses,
    by: 'hanna',
  }); // prettier-ignore
}

const BY_HAND: ReleaseClause = { when: [{ kind: 'value-over', minor: 0 }], then: { kind: 'by-hand' } }; // prettier-ignore
const DELAYED = { connection: { releaseDelaySeconds: 600 } };

test('an order that a rule leaves to a person waits, reserved, and goes when it is released', async () => {
  const { world, sock } = await arrange();
  await rules(world, [BY_HAND]);
  await take(world, sock);
  const order = await world.order('1');
  expect(await holds(world)).toEqual(['release-rule']);
  expect(order.releaseReason).toBe(
    'Rule 1. If its wholesale is over CHF 0.00: a person releases it.',
  );
  expect(await world.db.reservation.count({ where: { state: { not: 'released' } } })).toBe(1);
  const key = { distributorId: world.distributor.id, orderId: order.id as Id<'Order'> }; // prettier-ignore
  await resolveHold(world.context, { ...key, kind: 'release-rule', userId: 'hanna' });
  await world.work();
  expect(world.connector.placed).toHaveLength(1);
  world.edit('1', {});
  await world.import('1');
  expect(await holds(world)).toEqual([]);
});

test('a rule lets an order go at once though its connection waits, and another keeps it longer', async () => {
  const { world, sock } = await arrange(DELAYED);
  await rules(world, [
    { when: [{ kind: 'country-in', countries: ['CH'] }], then: { kind: 'at-once' } },
    { when: [], then: { kind: 'after', minutes: 30 } },
  ]);
  await take(world, sock);
  expect(world.connector.placed).toHaveLength(1);
  world.put({ outsideOrderId: '2', ...door({ country: 'DE', zip: '10115' }), lines: [{ outsideLineId: 'M', outsideVariantId: sock, quantity: 1 }] }); // prettier-ignore
  await world.import('2');
  const { releaseAt } = await world.order('2');
  expect(releaseAt?.getTime()).toBe(world.clock.now().getTime() + 30 * MINUTE);
});

test('a connection’s own list stands in place of the distributor’s', async () => {
  const { world, sock } = await arrange(DELAYED);
  await rules(world, [BY_HAND]);
  await rules(world, [], true);
  await take(world, sock);
  const { releaseAt, releaseReason } = await world.order('1');
  expect(await holds(world)).toEqual([]);
  expect(releaseReason).toBeNull();
  expect(releaseAt?.getTime()).toBe(world.clock.now().getTime() + 600_000);
});

test('the retailer’s first order waits for a person, the second one does not', async () => {
  const { world, sock } = await arrange();
  await rules(world, [{ when: [{ kind: 'among-first', orders: 1 }], then: { kind: 'by-hand' } }]);
  await take(world, sock);
  expect(await holds(world)).toEqual(['release-rule']);
  world.put({ outsideOrderId: '2', lines: [{ outsideLineId: 'M', outsideVariantId: sock, quantity: 1 }] }); // prettier-ignore
  await world.import('2');
  await world.work();
  expect(world.connector.placed).toHaveLength(1);
});

test('no rule lets an order go that is not paid; once it is, the rule counts from then', async () => {
  const { world, sock } = await arrange(DELAYED);
  await rules(world, [{ when: [], then: { kind: 'after', minutes: 5 } }]);
  await take(world, sock, { payment: 'unpaid' });
  expect(await world.order('1')).toMatchObject({ releaseAt: null, releaseReason: null });
  world.clock.move(60 * MINUTE);
  world.edit('1', { payment: 'paid' });
  await world.import('1');
  const { releaseAt } = await world.order('1');
  expect(releaseAt?.getTime()).toBe(world.clock.now().getTime() + 5 * MINUTE);
  world.clock.move(2 * MINUTE);
  world.edit('1', {});
  await world.import('1');
  expect((await world.order('1')).releaseAt).toEqual(releaseAt);
});

test('a rule that applies no more gives its order back to the connection’s delay', async () => {
  const { world, sock } = await arrange(DELAYED);
  await rules(world, [BY_HAND]);
  await take(world, sock);
  await rules(world, []);
  world.edit('1', {});
  await world.import('1');
  const { releaseAt, releaseReason } = await world.order('1');
  expect(await holds(world)).toEqual([]);
  expect([releaseReason, releaseAt?.getTime()]).toEqual([null, world.clock.now().getTime() + 600_000]); // prettier-ignore
});
