import { beforeEach, describe, expect, it } from 'vitest';
import { learnSupplierHabits } from '../../../app/flows/insights/learn-supplier-habits.server.ts';
import { makeDraftLive, restoreRules } from '../../../app/flows/order/make-rules-live.server.ts';
import { changeShippingWishes } from '../../../app/flows/relation/change-shipping-wishes.server.ts';
import { previewRules, startRulesPreview } from '../../../app/flows/order/preview-rules.server.ts';
import type { RoutingPreviewKey } from '../../../app/modules/routing/routing-previews.repository.server.ts';
import { stopPreview } from '../../../app/modules/routing/routing-previews.repository.server.ts';
import { FIRST_RULES } from '../../../app/modules/routing/stored-rules.ts';
import type { StoredRules } from '../../../app/modules/routing/stored-rules.ts';
import { readRouting, readRoutingPreview } from '../../../app/views/read-routing.server.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { newId } from '../../../app/platform/ids.ts';
import { ok } from '../../../app/platform/result.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { makeWorld } from './order-world.ts';
import type { World } from './order-world.ts';

const database = await cloneDatabase();
const { db, empty } = database;
const DAY = 86_400_000;
const ACTOR = { kind: 'user', id: 'ada' } as const;

let world: World;
beforeEach(async () => {
  await empty();
  // North is a backup and cheap; South is the first choice and dear.
  world = await makeWorld(database, {
    suppliers: [
      { overrides: { name: 'North', tier: 'backup' } },
      { overrides: { name: 'South', tier: 'primary' } },
    ],
  });
});

const WITHOUT_TIERS: StoredRules = {
  ...FIRST_RULES,
  tierPenaltyMinor: { primary: 0, secondary: 0, backup: 0 },
};

async function routeOrders(count: number): Promise<void> {
  const { outsideVariantId } = await world.stockVariant([50, 50], [400, 500]);
  for (let number = 1; number <= count; number++) {
    const lines = [{ outsideLineId: `L${number}`, outsideVariantId, quantity: 1 }];
    world.put({ outsideOrderId: String(number), lines });
    await world.import(String(number));
  }
}

async function preview(rules: StoredRules, orders = 100): Promise<RoutingPreviewKey> {
  const distributorId = world.distributor.id;
  const input = { distributorId, rules, orders, actor: ACTOR };
  const previewId = await startRulesPreview(world.context, input);
  return { distributorId, previewId };
}

async function shipsFrom(outsideOrderId: string): Promise<string[]> {
  const { id } = await world.order(outsideOrderId);
  const rows = await db.reservation.findMany({ where: { orderId: id } });
  return rows.map(({ supplierId }) => (supplierId === world.supplier.id ? 'North' : 'South'));
}

describe('a draft of routing rules', () => {
  it('is tried on past orders, and tells what would have cost less and from where', async () => {
    await routeOrders(3);
    const key = await preview(WITHOUT_TIERS, 2);
    await previewRules(world.context, key);

    const shown = await readRoutingPreview(db, key);
    expect(shown?.preview).toMatchObject({ status: 'finished', total: 2, done: 2 });
    expect(shown?.before).toMatchObject({ orders: 2, units: 2, goodsMinor: 1_000, parcels: 2 });
    expect(shown?.after).toMatchObject({ orders: 2, units: 2, goodsMinor: 800, exact: 2 });
    expect(shown?.changed).toBe(2);
    expect(shown?.orders).toHaveLength(2);
    expect(shown?.changes).toEqual([{ field: 'backupMinor', before: 600, after: 0 }, { field: 'secondaryMinor', before: 200, after: 0 }].sort((a, b) => b.before - a.before).reverse()); // prettier-ignore
    expect(await shipsFrom('1')).toEqual(['South']);
  });

  it('changes nothing until it is made live; then orders follow it', async () => {
    await routeOrders(1);
    const key = await preview(WITHOUT_TIERS);
    await previewRules(world.context, key);
    const made = await makeDraftLive(world.context, { ...key, note: 'Cheaper', actor: ACTOR });
    expect(made).toEqual({ ok: true, value: 2 });
    world.put({
      outsideOrderId: '9',
      lines: [{ ...(await lineOf('1')), outsideLineId: 'L9', quantity: 1 }],
    });
    await world.import('9');
    expect(await shipsFrom('9')).toEqual(['North']);
    const { versions } = await readRouting(db, world.distributor.id);
    expect(versions.map(({ version, note }) => [version, note])).toEqual([
      [2, 'Cheaper'],
      [1, ''],
    ]);
  });

  it('is refused where other rules became live since it was drafted, and a version can come back', async () => {
    const [first, second] = [await preview(WITHOUT_TIERS), await preview(FIRST_RULES)];
    const live = { note: '', actor: ACTOR };
    expect((await makeDraftLive(world.context, { ...first, ...live })).ok).toBe(true);
    expect(await makeDraftLive(world.context, { ...second, ...live })).toEqual({
      ok: false,
      error: { kind: 'rules-changed-meanwhile' },
    });
    const { distributorId } = first;
    const restored = await restoreRules(world.context, { distributorId, version: 1, actor: ACTOR });
    expect(restored).toEqual({ ok: true, value: 3 });
    const { live: now, versions } = await readRouting(db, distributorId);
    expect([now.rules, versions[0]?.restored]).toEqual([FIRST_RULES, 1]);
  });

  it('goes on where it was after a break, and stops when a person says so', async () => {
    await routeOrders(2);
    const key = await preview(WITHOUT_TIERS);
    await stopPreview({ tx: db }, key);
    await previewRules(world.context, key);
    expect((await readRoutingPreview(db, key))?.preview).toMatchObject({ status: 'stopped', done: 0 }); // prettier-ignore
    const again = await preview(WITHOUT_TIERS);
    const broken = new AbortController();
    broken.abort();
    await previewRules(world.context, again, broken.signal);
    await previewRules(world.context, again);
    expect((await readRoutingPreview(db, again))?.preview).toMatchObject({ status: 'finished', done: 2 }); // prettier-ignore
  });

  it('is nobody else’s', async () => {
    await routeOrders(1);
    const { previewId } = await preview(WITHOUT_TIERS);
    const stranger = await makeDistributor(db);
    const theirs = { distributorId: stranger.id, previewId };
    expect(await readRoutingPreview(db, theirs)).toBeUndefined();
    expect(await makeDraftLive(world.context, { ...theirs, note: '', actor: ACTOR })).toEqual({
      ok: false,
      error: { kind: 'unknown-preview' },
    });
    expect(await stopPreview({ tx: db }, theirs)).toBe(false);
  });
});

async function lineOf(outsideOrderId: string) {
  const { lines } = world.channel.order(outsideOrderId);
  const [line] = lines;
  if (!line?.outsideVariantId) throw new Error('An order without lines');
  return { outsideVariantId: line.outsideVariantId };
}

/** Time goes on, and the suppliers confirm their figures. */
async function passDays(days: number): Promise<void> {
  const now = new Date(world.clock.now().getTime() + days * DAY);
  world.clock.set(now);
  await db.stockLevel.updateMany({ data: { confirmedAt: now, asOf: now } });
}

async function importOne(outsideOrderId: string, outsideVariantId: string, quantity: number) {
  const lines = [{ outsideLineId: `L${outsideOrderId}`, outsideVariantId, quantity }];
  world.put({ outsideOrderId, lines });
  await world.import(outsideOrderId);
}

describe('routing by what is known of supplier and retailer', () => {
  it('sends no more units to a supplier in a day than it takes on', async () => {
    const { outsideVariantId } = await world.stockVariant([50, 50], [400, 500]);
    const [, south] = world.suppliers;
    await db.supplier.updateMany({ where: { id: south?.id ?? '' }, data: { dailyCapacity: 3 } });
    await importOne('1', outsideVariantId, 2);
    await world.work();
    await importOne('2', outsideVariantId, 2);
    await world.work();
    expect(await shipsFrom('1')).toEqual(['South']);
    expect([...(await shipsFrom('2'))].sort()).not.toEqual(['South']);
    await passDays(1);
    await importOne('3', outsideVariantId, 2);
    expect(await shipsFrom('3')).toEqual(['South']);
  });

  it('buys where the quantity makes it cheaper, and asks for it at that cost', async () => {
    const sock = await world.stockVariant([50, 50], [1_500, 600]);
    await db.supplyCost.create({
      data: {
        distributorId: world.distributor.id,
        supplierId: world.supplier.id,
        variantId: sock.id,
        minQuantity: 10,
        startsAt: new Date(world.clock.now().getTime() - DAY),
        endsAt: null,
        costMinor: 200n,
      },
    });
    await importOne('1', sock.outsideVariantId, 2);
    await importOne('2', sock.outsideVariantId, 12);
    await world.work();
    expect([await shipsFrom('1'), await shipsFrom('2')]).toEqual([['South'], ['North']]);
    const { purchaseOrders } = await world.order('2');
    expect(purchaseOrders[0]?.purchaseOrderLines[0]?.unitCostMinor).toBe(200n);
  });

  it('keeps an order in one place where its retailer never wants it split', async () => {
    const { outsideVariantId } = await world.stockVariant([2, 2], [400, 500]);
    await db.connection.updateMany({ data: { shippingWishes: { neverSplit: true } } });
    await importOne('1', outsideVariantId, 4);
    expect(await shipsFrom('1')).toHaveLength(1);
  });

  it('takes a retailer’s wishes from its own store only', async () => {
    const { id: connectionId, storeId } = world.connection;
    const wish = { distributorId: world.distributor.id, connectionId, wishes: { carrier: 'DPD' } };
    const theirs = await changeShippingWishes(world.context, { ...wish, storeId: newId() });
    expect(theirs).toEqual({ ok: false, error: { kind: 'unknown-connection' } });
    expect(await changeShippingWishes(world.context, { ...wish, storeId })).toEqual(ok());
    await routeOrders(1);
    const { input } = await db.routePlan.findFirstOrThrow();
    expect(input).toMatchObject({ wishes: { carrier: 'DPD' } });
  });

  it('promises a day when it has routed the whole order, once', async () => {
    await routeOrders(1);
    const { promisedBy } = await world.order('1');
    const days = ((promisedBy?.getTime() ?? 0) - world.clock.now().getTime()) / DAY;
    expect(days).toBeGreaterThan(3);
    expect(days).toBeLessThan(5);
  });

  it('learns from late dispatches, and routes around a supplier that has become late', async () => {
    const { outsideVariantId } = await world.stockVariant([500, 500], [400, 500]);
    await db.routingRules.create({
      data: {
        distributorId: world.distributor.id,
        version: 2,
        createdAt: world.clock.now(),
        rules: { ...FIRST_RULES, latenessPenaltyMinorPerDay: 1_000, promiseWithinDays: 3 },
      },
    });
    for (let number = 1; number <= 15; number++) {
      await importOne(String(number), outsideVariantId, 1);
      await world.work();
      const { purchaseOrders } = await world.order(String(number));
      await passDays(4);
      await world.ship(purchaseOrders[0]?.number ?? '', [1], { trackingNumber: `T${number}` });
    }
    const distributorId = world.distributor.id;
    await learnSupplierHabits(world.context, { distributorId });
    const habits = await db.supplierHabit.findMany({ where: { zone: { not: '*' } } });
    expect(habits).toMatchObject([{ observations: 15 }]);
    expect(habits[0]?.slip[4]).toBeGreaterThan(0.3);
    await importOne('99', outsideVariantId, 1);
    expect(await shipsFrom('99')).toEqual(['North']);
  });
});
