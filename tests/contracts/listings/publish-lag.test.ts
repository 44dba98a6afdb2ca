import { expect, test } from 'vitest';
import { tuneOffersOf } from '../../../app/modules/listings/tune-offers.server.ts';
import { markChanged } from '../../../app/modules/stock/mark-changed.server.ts';
import { readPublishLag, readSlowestLags } from '../../../app/views/read-publish-lag.server.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeConnection } from '../../factories/connections.ts';
import { FACTORY_NOW, movableClock } from '../../factories/factory-clock.ts';
import { makeListing } from '../../factories/listings.ts';
import { makeStock } from '../../factories/stock.ts';
import { makeSupplier } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';

const { db, empty } = await cloneDatabase();

/** A shop whose listings were each changed at some seconds and told at others. */
async function measure(listings: readonly { changedAt: readonly number[]; toldAt: number }[]) {
  await empty();
  const clock = movableClock();
  const at = (seconds: number) => new Date(FACTORY_NOW.getTime() + seconds * 1_000);
  const { id: distributorId } = await makeDistributor(db);
  const supplier = await makeSupplier(db, distributorId);
  const connection = await makeConnection(db, distributorId);
  for (const { changedAt, toldAt } of listings) {
    const stock = await makeStock(db, supplier);
    await makeListing(db, connection, stock);
    for (const seconds of changedAt) {
      clock.set(at(seconds));
      await markChanged({ tx: db, clock }, distributorId, [stock.variantId]);
    }
    await db.listing.updateMany({
      where: { variantId: stock.variantId },
      data: { toldAt: at(toldAt) },
    });
  }
  clock.set(at(1_000));
  await tuneOffersOf({ tx: db, clock }, distributorId);
  const key = { distributorId, connectionId: connection.id };
  return { key, lag: await readPublishLag(db, key), at };
}

test('half and nearly all of the changes were told within what is measured', async () => {
  const { lag, at } = await measure([
    { changedAt: [100], toldAt: 101 },
    { changedAt: [200], toldAt: 202 },
    { changedAt: [300], toldAt: 303 },
  ]);
  expect(lag).toEqual({ p50Seconds: 2, p95Seconds: 2.9, changes: 3, measuredAt: at(1_000) });
});

test('a listing that changes again and again counts from its last change before it was told, not from the first', async () => {
  const { lag } = await measure([{ changedAt: [100, 400, 900, 950], toldAt: 902 }]);
  expect(lag?.p95Seconds).toBe(2);
});

test('a change that has not been told is not counted, and a connection without any has no figure', async () => {
  const { lag } = await measure([{ changedAt: [100], toldAt: -10 }]);
  expect(lag).toBeNull();
});

test('the connections that are told latest come first, and those measured long ago not at all', async () => {
  const { key, at } = await measure([{ changedAt: [100], toldAt: 107 }]);
  const [slowest] = await readSlowestLags(db, at(500), 5);
  expect(slowest).toEqual({ connectionId: key.connectionId, p50Seconds: 7, p95Seconds: 7 });
  expect(await readSlowestLags(db, at(2_000), 5)).toEqual([]);
});
