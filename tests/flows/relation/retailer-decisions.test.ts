/** What a retailer decides about its connections, and that it decides only about its own. */
import { beforeEach, describe, expect, it } from 'vitest';
import { changeRetailRule } from '../../../app/flows/relation/change-retail-rule.server.ts';
import { endConnection } from '../../../app/flows/relation/end-connection.server.ts';
import { requestConnection } from '../../../app/modules/connections/request-connection.server.ts';
import { readOffers } from '../../../app/modules/offers/read-offers.server.ts';
import { movableClock } from '../../factories/factory-clock.ts';
import { makeScene } from '../../factories/retailer-scene.ts';
import type { Scene } from '../../factories/retailer-scene.ts';
import { cloneDatabase } from '../../setup/database.ts';

const { db, empty } = await cloneDatabase();
const clock = movableClock();
const context = { db, clock };
const MARKUP = { kind: 'markup', basisPoints: 10_000, rounding: 'none' } as const;
let scene: Scene;

beforeEach(async () => {
  await empty();
  scene = await makeScene(db);
});

const keyOf = ({ connection }: Scene['ours']) => ({
  distributorId: scene.distributor.id,
  connectionId: connection.id,
});

async function offerOf(tenant: Scene['ours']) {
  const variantIds = [scene.stock.variantId];
  const [offer] = await readOffers({ tx: db, clock }, { ...keyOf(tenant), variantIds });
  return offer;
}

const publishJobs = () => db.$queryRaw<{ key: string }[]>`
  select key from graphile_worker._private_jobs where key like 'publish-listings:%'`;

describe('A retailer that disconnects', () => {
  it('offers nothing of that distributor any more, and its shop is told', async () => {
    const { ours } = scene;
    expect(await endConnection(context, { ...keyOf(ours), storeId: ours.storeId })).toMatchObject({
      ok: true,
    });
    expect(await offerOf(ours)).toMatchObject({ quantity: 0, reason: 'connection-inactive' });
    expect(await publishJobs()).toEqual([{ key: `publish-listings:${ours.storeId}` }]);
  });

  it('leaves its orders and its listings where they are', async () => {
    const { ours } = scene;
    await endConnection(context, { ...keyOf(ours), storeId: ours.storeId });
    expect(await db.order.count({ where: { storeId: ours.storeId } })).toBe(1);
    expect(await db.listing.count({ where: { storeId: ours.storeId, status: 'live' } })).toBe(1);
  });

  it('cannot end the connection of another', async () => {
    const { ours, theirs } = scene;
    const refused = await endConnection(context, { ...keyOf(theirs), storeId: ours.storeId });
    expect(refused).toEqual({ ok: false, error: { kind: 'unknown-connection' } });
    // Two shops list it: half of the 42 each.
    expect(await offerOf(theirs)).toMatchObject({ quantity: 21 });
  });

  it('may ask again, and what it says then is what the distributor reads', async () => {
    const { ours } = scene;
    await endConnection(context, { ...keyOf(ours), storeId: ours.storeId });
    clock.move(1_000);
    const request = {
      distributorId: scene.distributor.id,
      storeId: ours.storeId,
      message: 'Once more?',
    };
    expect(await requestConnection({ tx: db, clock }, request)).toMatchObject({ ok: true });
    const connection = await db.connection.findFirst({ where: { id: ours.connection.id } });
    expect(connection).toMatchObject({
      status: 'requested',
      message: 'Once more?',
      requestedAt: clock.now(),
    });
  });
});

describe('A retailer that changes its price rule', () => {
  it('asks the new prices at once, and its shop is told', async () => {
    const { ours } = scene;
    await changeRetailRule(context, { ...keyOf(ours), storeId: ours.storeId, rule: MARKUP });
    expect((await offerOf(ours))?.retail).toEqual({ minor: 2_400, currency: 'CHF' });
    expect(await publishJobs()).toEqual([{ key: `publish-listings:${ours.storeId}` }]);
  });

  it('cannot change the prices of another', async () => {
    const { ours, theirs } = scene;
    const refused = await changeRetailRule(context, {
      ...keyOf(theirs),
      storeId: ours.storeId,
      rule: MARKUP,
    });
    expect(refused).toEqual({ ok: false, error: { kind: 'unknown-connection' } });
    expect((await offerOf(theirs))?.retail).toEqual({ minor: 2_000, currency: 'CHF' });
  });
});
