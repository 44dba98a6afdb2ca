import { beforeEach, expect, test } from 'vitest';
import { decideConnection } from '../../../app/flows/relation/decide-connection.server.ts';
import { requestConnection } from '../../../app/flows/relation/request-connection.server.ts';
import { saveConnectionTerms } from '../../../app/flows/relation/save-connection-terms.server.ts';
import type { DecidedTerms } from '../../../app/flows/relation/save-connection-terms.server.ts';
import { newId } from '../../../app/platform/ids.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeProduct } from '../../factories/catalog.ts';
import { movableClock } from '../../factories/factory-clock.ts';
import { makeFlowContext } from '../../factories/flow-context.ts';
import { makePriceList } from '../../factories/pricing.ts';
import { makeStore } from '../../factories/stores.ts';
import { cloneDatabase } from '../../setup/database.ts';

const database = await cloneDatabase();
const { db } = database;
const context = makeFlowContext(database, movableClock());
const actor = { kind: 'user', id: 'hanna' } as const;
beforeEach(database.empty);

async function askToConnect() {
  const distributor = await makeDistributor(db);
  const store = await makeStore(db);
  const connectionId = expectOk(
    await requestConnection(context, {
      distributorId: distributor.id,
      storeId: store.id,
      message: 'May we?',
    }),
  );
  const priceListId = await makePriceList(db, distributor.id);
  return { distributorId: distributor.id, store, connectionId, priceListId };
}

function termsOf(priceListId: string, more: Partial<DecidedTerms> = {}): DecidedTerms {
  return {
    assortment: { kind: 'all' },
    priceListId,
    buffer: 2,
    cap: undefined,
    releaseDelaySeconds: 60,
    releaseOn: 'paid',
    ...more,
  };
}

const connectionOf = (id: string) => db.connection.findFirstOrThrow({ where: { id } });
const sweepsWanted = async (storeId: string) =>
  (await db.publishState.findUnique({ where: { storeId } }))?.sweepsWanted ?? 0;
const publishJobs = async () =>
  (
    await db.$queryRaw<{ payload: { storeId: string } }[]>`
      select j.payload from graphile_worker._private_jobs j
      join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'publish-listings'`
  ).map(({ payload }) => payload.storeId);

test('an approval sets the status and the terms together and has the store compared', async () => {
  const { distributorId, store, connectionId, priceListId } = await askToConnect();
  const terms = termsOf(priceListId);

  expectOk(
    await decideConnection(context, { distributorId, connectionId, act: 'approve', actor, terms }),
  );

  expect(await connectionOf(connectionId)).toMatchObject({
    status: 'approved',
    priceListId,
    buffer: 2,
    releaseDelaySeconds: 60,
  });
  expect(await sweepsWanted(store.id)).toBeGreaterThan(0);
  expect(await publishJobs()).toEqual([store.id]);
});

test('an approval with another tenant’s price list changes nothing at all', async () => {
  const { distributorId, store, connectionId } = await askToConnect();
  const stranger = await makePriceList(db, (await makeDistributor(db)).id);
  const before = await db.auditEntry.count();

  const done = await decideConnection(context, {
    distributorId,
    connectionId,
    act: 'approve',
    actor,
    terms: termsOf(stranger),
  });

  expect(done).toEqual({ ok: false, error: { kind: 'unknown-price-list' } });
  expect((await connectionOf(connectionId)).status).toBe('requested');
  expect(await db.auditEntry.count()).toBe(before);
  expect(await sweepsWanted(store.id)).toBe(0);
});

test('suspending an approved connection has its store compared again', async () => {
  const { distributorId, store, connectionId, priceListId } = await askToConnect();
  const key = { distributorId, connectionId, actor };
  const terms = termsOf(priceListId);
  expectOk(await decideConnection(context, { ...key, act: 'approve', terms }));
  const before = await sweepsWanted(store.id);

  expectOk(await decideConnection(context, { ...key, act: 'suspend' }));

  expect((await connectionOf(connectionId)).status).toBe('suspended');
  expect(await sweepsWanted(store.id)).toBe(before + 1);
});

test('an assortment by hand holds exactly the distributor’s own products', async () => {
  const { distributorId, connectionId, priceListId } = await askToConnect();
  const own = await makeProduct(db, distributorId);
  const foreign = await makeProduct(db, (await makeDistributor(db)).id);

  expectOk(
    await saveConnectionTerms(context, {
      distributorId,
      connectionId,
      actor,
      terms: termsOf(priceListId, {
        assortment: { kind: 'by-hand' },
        productIds: [own, foreign],
      }),
    }),
  );

  const rows = await db.connectionProduct.findMany({ where: { connectionId } });
  expect(rows.map(({ productId }) => productId)).toEqual([own]);
});

test('another distributor’s connection is unknown', async () => {
  const { connectionId } = await askToConnect();
  const other = await makeDistributor(db);
  const priceListId = await makePriceList(db, other.id);
  const key = { distributorId: other.id, actor, terms: termsOf(priceListId) };

  const theirs = await saveConnectionTerms(context, { ...key, connectionId });
  const none = await saveConnectionTerms(context, {
    ...key,
    connectionId: newId(),
  });

  expect(theirs).toEqual({ ok: false, error: { kind: 'unknown-connection' } });
  expect(theirs).toEqual(none);
});
