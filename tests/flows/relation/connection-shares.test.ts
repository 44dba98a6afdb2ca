/** What a store is given of scarce units is a term of its connection: saved, told in the history, divided at once. */
import { beforeEach, describe, expect, test } from 'vitest';
import { saveConnectionTerms } from '../../../app/flows/relation/save-connection-terms.server.ts';
import type { DecidedTerms } from '../../../app/flows/relation/save-connection-terms.server.ts';
import { readOffers } from '../../../app/modules/offers/read-offers.server.ts';
import type { Id } from '../../../app/platform/ids.ts';
import { readHubConnection } from '../../../app/views/read-hub-connection.server.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeConnection } from '../../factories/connections.ts';
import type { MadeConnection } from '../../factories/connections.ts';
import { movableClock } from '../../factories/factory-clock.ts';
import { makeFlowContext } from '../../factories/flow-context.ts';
import { makeListing } from '../../factories/listings.ts';
import { makePriceList } from '../../factories/pricing.ts';
import { makeStock } from '../../factories/stock.ts';
import { makeSupplier } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';

const database = await cloneDatabase();
const { db } = database;
const clock = movableClock();
const context = makeFlowContext(database, clock);
beforeEach(database.empty);

const ON_HAND = 8;

/** Two stores that list one variant of which there are 8. */
async function arrange() {
  const { id: distributorId } = await makeDistributor(db);
  const stock = await makeStock(db, await makeSupplier(db, distributorId), { onHand: ON_HAND });
  const first = await makeConnection(db, distributorId);
  const second = await makeConnection(db, distributorId);
  for (const connection of [first, second]) await makeListing(db, connection, stock);
  const priceListId = await makePriceList(db, distributorId);
  const key = { distributorId, connectionId: first.id, actor: { kind: 'user', id: 'hanna' } } as const; // prettier-ignore
  const save = (more: Partial<DecidedTerms>) =>
    saveConnectionTerms(context, { ...key, terms: { ...TERMS, priceListId, ...more } });
  const shares = () => Promise.all([first, second].map((each) => offered(each, stock.variantId)));
  const changes = () => db.stockChange.count({ where: { distributorId, variantId: stock.variantId } }); // prettier-ignore
  return { key, first, save, shares, changes };
}

const TERMS = {
  assortment: { kind: 'all' },
  buffer: 0,
  cap: undefined,
  releaseDelaySeconds: 60,
  releaseOn: 'paid',
} as const;

async function offered(
  { id: connectionId, distributorId }: MadeConnection,
  variantId: Id<'Variant'>,
) {
  const offers = await readOffers({ tx: db, clock }, { distributorId, connectionId, variantIds: [variantId] }); // prettier-ignore
  return offers[0]?.quantity;
}

const termsOf = (id: string) =>
  db.connection.findFirstOrThrow({
    where: { id },
    select: { shareWeight: true, shareMinimum: true, bufferMost: true },
  });

describe('The terms of fair division', () => {
  test('a store that counts three times is given three units for each one of another', async () => {
    const { save, shares } = await arrange();
    expect(await shares()).toEqual([4, 4]);

    expect(await save({ shareWeight: 3 })).toEqual({ ok: true });

    expect(await shares()).toEqual([6, 2]);
  });

  test('a store is given what it is sure of before the rest is shared', async () => {
    const { save, shares } = await arrange();

    await save({ shareMinimum: 6 });

    expect(await shares()).toEqual([7, 1]);
  });

  test('another weight has the own store compared and tells the publishers of the others', async () => {
    const { first, save, changes } = await arrange();
    const before = await changes();

    await save({ shareWeight: 3 });

    const state = await db.publishState.findUniqueOrThrow({ where: { storeId: first.storeId } });
    expect(state.sweepsWanted).toBeGreaterThan(0);
    expect(await changes()).toBe(before + 1);
  });

  test('the same weight again divides nothing anew', async () => {
    const { save, changes } = await arrange();
    await save({ shareWeight: 3 });
    const before = await changes();

    await save({ shareWeight: 3 });

    expect(await changes()).toBe(before);
  });

  test('the history tells what they were and what they are', async () => {
    const { first, save } = await arrange();

    await save({ shareWeight: 3, shareMinimum: 2, bufferMost: 4 });

    const act = await db.auditEntry.findFirstOrThrow({ where: { subjectId: first.id } });
    expect(act).toMatchObject({
      act: 'connection-terms-saved',
      actorKind: 'user',
      actorId: 'hanna',
      detail: {
        before: { shareWeight: 1, shareMinimum: 0, bufferMost: 10 },
        after: { shareWeight: 3, shareMinimum: 2, bufferMost: 4 },
      },
    });
  });

  test('what is left out stays as it stands', async () => {
    const { first, save } = await arrange();
    await save({ shareWeight: 3, shareMinimum: 2, bufferMost: 4 });

    await save({ buffer: 1 });

    expect(await termsOf(first.id)).toEqual({ shareWeight: 3, shareMinimum: 2, bufferMost: 4 });
  });

  test('the page of the connection shows them', async () => {
    const { key, save } = await arrange();
    const saved = { shareWeight: 3, shareMinimum: 2, bufferMost: 4 };
    await save(saved);

    expect((await readHubConnection(db, key))?.connection).toMatchObject(saved);
  });

  test.each([
    { shareWeight: 0 },
    { shareWeight: 101 },
    { shareWeight: 1.5 },
    { shareMinimum: -1 },
    { shareMinimum: 1_001 },
    { bufferMost: -1 },
  ])('%j is refused, and nothing is changed', async (wrong) => {
    const { first, save, shares } = await arrange();
    const acts = await db.auditEntry.count();

    const answer = await save({ buffer: 3, ...wrong });

    expect(answer).toEqual({ ok: false, error: { kind: 'share-out-of-range' } });
    expect(await termsOf(first.id)).toEqual({ shareWeight: 1, shareMinimum: 0, bufferMost: 10 });
    expect(await shares()).toEqual([4, 4]);
    expect(await db.auditEntry.count()).toBe(acts);
  });
});
