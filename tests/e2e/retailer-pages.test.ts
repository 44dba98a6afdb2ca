/** The retailer's pages as the server draws them and as their forms act; the build is made by `npm test` before. */
import { createRequestHandler } from '@remix-run/node';
import type { ServerBuild } from '@remix-run/node';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DoorContext } from '../../app/http/door-context.ts';
import { newId } from '../../app/platform/ids.ts';
import { makeFlowContext } from '../factories/flow-context.ts';
import { FACTORY_NOW, movableClock } from '../factories/factory-clock.ts';
import { makeScene } from '../factories/retailer-scene.ts';
import type { Scene } from '../factories/retailer-scene.ts';
import { cloneDatabase } from '../setup/database.ts';

const database = await cloneDatabase();
const { db, empty } = database;
const ORIGIN = 'http://app.example';
let scene: Scene;
let handle: (request: Request) => Promise<Response>;

/** Whose pages are asked for; undefined: a retailer without a store. */
let storeId: string | undefined;

beforeAll(async () => {
  const build = (await import(
    new URL('../../build/server/index.js', import.meta.url).href
  )) as ServerBuild;
  const respond = createRequestHandler(build, 'production');
  const door = {
    ...makeFlowContext(database, movableClock()),
    addDocumentHeaders: () => undefined,
    authenticateRetailer: () =>
      Promise.resolve({
        retailerId: newId<'Retailer'>(),
        storeId,
        account: 'Corner Shop',
        shell: { kind: 'own', person: 'Ada Keller' },
      }),
  } as unknown as DoorContext; // the rest of the door belongs to other pages
  handle = (request) => respond(request, { door });
});

beforeEach(async () => {
  await empty();
  scene = await makeScene(db);
  storeId = scene.ours.storeId;
});

const get = (path: string) => handle(new Request(`${ORIGIN}${path}`));
const post = (path: string, route: string, form: Record<string, string>) =>
  handle(
    new Request(
      `${ORIGIN}${path}${path.includes('?') ? '&' : '?'}_data=${encodeURIComponent(route)}`,
      {
        method: 'POST',
        body: new URLSearchParams(form),
      },
    ),
  );

describe('The pages of a retailer', () => {
  const PAGES: readonly (readonly [string, (scene: Scene) => string, string])[] = [
    ['home', () => '/app', 'How fresh your stock is'],
    ['distributors', () => '/app/distributors', 'Alpine Supply'],
    ['the range', () => '/app/browse', 'Wool sock'],
    ['an import', ({ ours }) => `/app/imports/${ours.importId}`, 'No price.'],
    ['listings', () => '/app/listings', 'Wool sock'],
    ['orders', () => '/app/orders', '#1001'],
    ['an order', ({ ours }) => `/app/orders/${ours.orderId}`, 'Cancel order'],
    ['what is to resolve', () => '/app/exceptions', 'Nothing waits for you'],
  ];

  it.each(PAGES)('show %s', async (_name, pathOf, text) => {
    const answer = await get(pathOf(scene));
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain(text);
  });

  it.each(PAGES.slice(1))(
    'lead home from %s while no store is connected',
    async (_name, pathOf) => {
      storeId = undefined;
      const answer = await get(pathOf(scene));
      expect([answer.status, answer.headers.get('location')]).toEqual([302, '/app']);
    },
  );

  it('say on the home page how to connect a store', async () => {
    storeId = undefined;
    expect(await (await get('/app')).text()).toContain('Connect your shop first');
  });

  it.each([
    [
      'order',
      ({ theirs }: Scene) => `/app/orders/${theirs.orderId}`,
      (id: string) => `/app/orders/${id}`,
    ],
    [
      'import',
      ({ theirs }: Scene) => `/app/imports/${theirs.importId}`,
      (id: string) => `/app/imports/${id}`,
    ],
    [
      'range',
      ({ theirs }: Scene) => `/app/browse?connection=${theirs.connection.id}`,
      (id: string) => `/app/browse?connection=${id}`,
    ],
  ])('answer for the %s of another store as for none', async (_name, foreign, unknown) => {
    const answers = await Promise.all([get(foreign(scene)), get(unknown(newId()))]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
  });
});

describe('The acts of a retailer', () => {
  it('begin an import of ticked products and lead to its progress', async () => {
    const { ours, distributor, stock } = scene;
    const picked = {
      distributorId: distributor.id,
      connectionId: ours.connection.id,
      productId: stock.productId,
    };
    const answer = await post('/app/browse', 'routes/app.browse', picked);
    expect(answer.headers.get('x-remix-redirect')).toMatch(/^\/app\/imports\/[0-9a-f-]{36}$/);
  });

  it('call off an order that no supplier has', async () => {
    const { ours } = scene;
    const form = { intent: 'cancel', orderId: ours.orderId, inStore: 'reject' };
    const answer = await post(`/app/orders/${ours.orderId}`, 'routes/app.orders.$orderId', form);
    expect(await answer.json()).toMatchObject({ ok: true });
    expect(await db.order.findFirst({ where: { id: ours.orderId } })).toMatchObject({
      status: 'cancelled',
    });
  });

  it('do nothing to the order of another, whose id is answered as unknown', async () => {
    const { ours, theirs } = scene;
    const form = { intent: 'cancel', orderId: theirs.orderId, inStore: 'reject' };
    const answer = await post(`/app/orders/${ours.orderId}`, 'routes/app.orders.$orderId', form);
    expect(answer.status).toBe(404);
    expect(await db.order.findFirst({ where: { id: theirs.orderId } })).toMatchObject({
      status: 'awaiting-release',
    });
  });

  it('do not stop the import of another', async () => {
    const { theirs } = scene;
    const path = `/app/imports/${theirs.importId}`;
    expect((await post(path, 'routes/app.imports.$importId', { intent: 'stop' })).status).toBe(404);
    expect(await db.productImport.findFirst({ where: { id: theirs.importId } })).toMatchObject({
      stopRequested: false,
    });
  });

  it('pick nothing through the connection of another', async () => {
    const { theirs, distributor, stock } = scene;
    const picked = {
      distributorId: distributor.id,
      connectionId: theirs.connection.id,
      productId: stock.productId,
    };
    const answer = await post('/app/browse', 'routes/app.browse', picked);
    expect(await answer.json()).toMatchObject({ ok: false });
    expect(await db.productImport.count()).toBe(2);
  });

  it('tick off the block in the theme once', async () => {
    await post('/app?index', 'routes/app._index', {});
    const { settings } = await db.store.findUniqueOrThrow({ where: { id: scene.ours.storeId } });
    expect(settings).toEqual({ blockAddedAt: FACTORY_NOW.toISOString() });
  });
});
