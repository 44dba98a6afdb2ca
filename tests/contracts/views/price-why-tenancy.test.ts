/** Why a price is what it is: asked at the two addresses, which tell nobody what is not theirs. */
import { describe, expect, it } from 'vitest';
import type { DoorContext } from '../../../app/http/door-context.ts';
import { newId } from '../../../app/platform/ids.ts';
import { loader as askOfStore } from '../../../app/routes/app.price-why.tsx';
import { loader as askOfHub } from '../../../app/routes/hub.price-why.tsx';
import { makeConnection } from '../../factories/connections.ts';
import { movableClock } from '../../factories/factory-clock.ts';
import { makeListing } from '../../factories/listings.ts';
import { makeScene } from '../../factories/retailer-scene.ts';
import { makeStock } from '../../factories/stock.ts';
import { cloneDatabase } from '../../setup/database.ts';

const { db } = await cloneDatabase();
const clock = movableClock();
const scene = await makeScene(db);
const stranger = await makeScene(db);
const { ours, theirs, distributor, stock } = scene;
const unlisted = await makeStock(db, scene.supplier);
await db.priceList.updateMany({ data: { marginFloorBasisPoints: 1_000 } });

type Query = Readonly<Record<string, string>>;
type Answer = { readonly status: number; readonly kinds: readonly string[] | null };

async function answerOf(response: Response): Promise<Answer> {
  const { steps } = (await response.json()) as { steps: readonly { kind: string }[] | null };
  return { status: response.status, kinds: steps && steps.map(({ kind }) => kind) };
}

function visitOf(path: string, query: Query) {
  const door = {
    db,
    clock,
    authenticateDistributor: () =>
      Promise.resolve({ distributorId: distributor.id, person: { userId: 'hanna' } }),
    authenticateRetailer: () => Promise.resolve({ storeId: ours.storeId }),
  } as unknown as DoorContext; // the rest of the door belongs to other pages
  const request = new Request(`https://hub.example${path}?${new URLSearchParams(query)}`);
  return { request, params: {}, context: { door } };
}

const hub = async (query: Query) => answerOf(await askOfHub(visitOf('/hub/price-why', query)));
const store = async (query: Query) => answerOf(await askOfStore(visitOf('/app/price-why', query)));

const { variantId } = stock;
const listOf = async (connectionId: string) =>
  (await db.connection.findFirstOrThrow({ where: { id: connectionId } })).priceListId ?? '';
const ourList = await listOf(ours.connection.id);
const foreignList = await listOf(stranger.ours.connection.id);
const NOTHING: Answer = { status: 404, kinds: null };

describe('A distributor that asks why', () => {
  it('is told the chain of what one store asks, and of what a price list makes', async () => {
    const inStore = await hub({ variantId, connectionId: ours.connection.id });
    const byList = await hub({ variantId, priceListId: ourList });

    const owed = ['list-price', 'percent-off', 'margin-floor'];
    expect(byList).toEqual({ status: 200, kinds: owed });
    expect(inStore).toEqual({ status: 200, kinds: [...owed, 'as-list-price'] });
  });

  it.each([
    ['connection', { variantId, connectionId: stranger.ours.connection.id }],
    ['price list', { variantId, priceListId: foreignList }],
    ['variant in its own connection', { variantId: stranger.stock.variantId, connectionId: ours.connection.id }],
    ['variant on its own price list', { variantId: stranger.stock.variantId, priceListId: ourList }],
    ['connection and variant', { variantId: stranger.stock.variantId, connectionId: stranger.ours.connection.id }],
    ['price list and variant', { variantId: stranger.stock.variantId, priceListId: foreignList }],
  ])('learns of the %s of another what it learns of one of nobody', async (_what, query) => {
    expect(await hub(query)).toEqual(NOTHING);
    expect(await hub({ variantId: newId(), connectionId: newId() })).toEqual(NOTHING);
    expect(await hub({ variantId: newId(), priceListId: newId() })).toEqual(NOTHING);
  }); // prettier-ignore

  it('gets the same answer for what is no id', async () => {
    expect(await hub({ variantId: 'x', connectionId: ours.connection.id })).toEqual(NOTHING);
    expect(await hub({ variantId })).toEqual(NOTHING);
  });
});

describe('A retailer that asks why', () => {
  const own = { distributorId: distributor.id, connectionId: ours.connection.id, variantId };

  it('is told the chain, and not what its distributor must keep', async () => {
    expect(await store(own)).toEqual({
      status: 200,
      kinds: ['list-price', 'percent-off', 'as-list-price'],
    });
  });

  it.each([
    ['connection', { connectionId: theirs.connection.id }],
    ['distributor', { distributorId: stranger.distributor.id }],
    ['whole listing', { distributorId: stranger.distributor.id, connectionId: stranger.ours.connection.id, variantId: stranger.stock.variantId }],
  ])('learns of the %s of another what it learns of one of nobody', async (_what, foreign) => {
    const nobodys = { distributorId: newId(), connectionId: newId(), variantId: newId() };
    expect(await store({ ...own, ...foreign })).toEqual(NOTHING);
    expect(await store(nobodys)).toEqual(NOTHING);
  }); // prettier-ignore

  it('learns nothing of an article that it does not list, though its distributor sells it', async () => {
    const other = await makeConnection(db, distributor.id);
    await makeListing(db, other, unlisted);

    expect(await store({ ...own, variantId: unlisted.variantId })).toEqual(NOTHING);
  });
});
