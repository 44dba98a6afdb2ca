/**
 * The way back in a browser: a retailer asks for a return with a photo and sends the goods, the hub inspects and settles
 * them. The pages are the built ones, on a world with a shipped order; the build is made by `npm test` before.
 */
import { createRequestHandler } from '@remix-run/express';
import type { ServerBuild } from '@remix-run/node';
import express from 'express';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DoorContext } from '../../app/http/door-context.ts';
import { createPostgresBlobs } from '../../app/platform/blobs.server.ts';
import { newId } from '../../app/platform/ids.ts';
import { makeReturnWorld } from '../flows/returns/return-world.ts';
import type { ReturnWorld } from '../flows/returns/return-world.ts';
import { startBrowser } from '../setup/browser.ts';
import { cloneDatabase } from '../setup/database.ts';
import { flawsOf } from './pages/every-screen.ts';
import { awake, lookAt, startVisit } from './pages/visit.ts';
import type { Visit } from './pages/visit.ts';

const database = await cloneDatabase();
const server = createServer();
let browser: Browser;
let world: ReturnWorld;
let origin = '';

beforeAll(async () => {
  browser = await startBrowser();
  world = await makeReturnWorld(database, {
    policy: { photoFor: ['damaged'], restockingFeeBasisPoints: 1_000 },
    suppliers: [{ overrides: { deductsAt: 'never', name: 'Own warehouse' } }],
  });
  const BUILD = new URL('../../build/', import.meta.url);
  const build = (await import(new URL('server/index.js', BUILD).href)) as ServerBuild;
  const app = express();
  app.use(express.static(new URL('client', BUILD).pathname));
  app.all('*', createRequestHandler({ build, getLoadContext: () => ({ door: doorOf(world) }) }));
  server.on('request', app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}, 120_000);

afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function doorOf({ context, connection, distributorId }: ReturnWorld): DoorContext {
  const { pool } = database;
  return {
    ...context,
    blobs: createPostgresBlobs({ pool, clock: context.clock, maxBytes: 1_000_000 }),
    addDocumentHeaders: () => undefined,
    authenticateDistributor: async () => ({
      distributorId,
      account: 'Nordlicht Distribution',
      person: { userId: 'nora', name: 'Nora Berg', email: 'nora@nordlicht.example' },
    }),
    authenticateRetailer: async () => ({
      retailerId: newId<'Retailer'>(),
      storeId: connection.storeId,
      account: 'Alpine Supply',
      shell: { kind: 'own', person: 'Ada Keller' },
    }),
  } as unknown as DoorContext; // the rest of the door belongs to other pages
}

async function press({ page }: Visit, name: string): Promise<void> {
  const button = page.getByRole('button', { name, exact: true });
  await (await awake(button.first())).click();
}

const PHOTO = {
  name: 'crack.png',
  mimeType: 'image/png',
  buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'),
}; // prettier-ignore

it('carries a return from the retailer’s order to its closed books', async () => {
  const merchant = await startVisit(browser);
  const hub = await startVisit(browser);
  const flaws: string[] = [];
  const look = async (visit: Visit, name: string) => flaws.push(...(await lookAt(visit, name)));
  const said = (visit: Visit, text: string | RegExp) =>
    visit.page.getByText(text).first().waitFor();

  // The retailer asks, with the photo that the contract wants.
  await merchant.page.goto(`${origin}/app/orders/${world.orderId}`);
  await merchant.page.getByRole('link', { name: 'Return goods' }).click();
  await said(merchant, 'What is agreed with');
  await awake(merchant.page.getByRole('button', { name: 'Open return' }));
  await merchant.page.getByLabel('Units of Wool sock that come back').fill('2');
  await merchant.page.getByLabel('Reason').selectOption('damaged');
  await merchant.page.getByLabel('About the goods').fill('The seam is torn.');
  await merchant.page.getByLabel('Photo of the goods').setInputFiles(PHOTO);
  await look(merchant, 'return-form');
  await press(merchant, 'Open return');
  await merchant.page.waitForURL(/\/app\/returns\//);
  await said(merchant, 'Authorised');
  await said(merchant, 'crack.png');

  // It sends the goods.
  await awake(merchant.page.getByRole('button', { name: 'It has been sent' }));
  await merchant.page.getByLabel('Tracking number').fill('BACK-77');
  await press(merchant, 'It has been sent');
  await said(merchant, 'On its way back');
  await look(merchant, 'return-retailer');

  // The hub finds it in its list and inspects what has come.
  await hub.page.goto(`${origin}/hub/returns?view=coming`);
  await look(hub, 'returns-hub');
  await hub.page.getByRole('link', { name: /^RMA-/ }).click();
  await said(hub, 'Inspection');
  await awake(hub.page.getByRole('button', { name: 'Finish inspection' }));
  await look(hub, 'return-hub-inspection');
  await hub.page.getByLabel('As new').fill('1');
  await hub.page.getByLabel('Unsaleable', { exact: true }).fill('1');
  await press(hub, 'Finish inspection');
  await said(hub, 'The retailer’s credit is in the books.');
  await world.work();

  // The shop has refunded, what was sound is on the shelf, and the supplier credits the rest.
  expect(world.channel.refunds[0]?.lines).toMatchObject([
    { quantity: 1, restock: 'return' },
    { quantity: 1, restock: 'none' },
  ]);
  await hub.page.reload();
  await press(hub, 'Record credit');
  await said(hub, 'Closed');
  await look(hub, 'return-hub-closed');
  await merchant.page.reload();
  await said(merchant, 'Wholesale price credited');
  await said(merchant, /Refunded in the shop/);
  await look(merchant, 'return-retailer-closed');
  expect((await world.books())['receivable']).toBe(-2 * world.wholesaleMinor);
  expect(flaws).toEqual([]);
  expect([...merchant.errors, ...hub.errors]).toEqual([]);
}, 400_000);

it('lets the hub reject what the contract leaves open, and the retailer reads why', async () => {
  const merchant = await startVisit(browser);
  const hub = await startVisit(browser);
  const returnId = await world.open(1, { reason: 'other' });
  await hub.page.goto(`${origin}/hub/returns/${returnId}`);
  await awake(hub.page.getByRole('button', { name: 'Reject' }).first());
  await hub.page.getByLabel('What to say to the retailer').fill('It was worn.');
  await hub.page.getByRole('button', { name: 'Reject' }).last().click();
  await hub.page.getByRole('dialog').getByRole('button', { name: 'Reject' }).click();
  await hub.page.getByText('Rejected. The retailer sees why.').waitFor();
  await merchant.page.goto(`${origin}/app/returns/${returnId}`);
  await merchant.page.getByText('It was worn.').waitFor();
  expect([...merchant.errors, ...hub.errors]).toEqual([]);
}, 180_000);

it('has no screen that is wider than its window or bars anybody', async () => {
  const { page } = await startVisit(browser);
  const flaws: string[] = [];
  const returnId = await world.db.returnCase.findFirstOrThrow({ select: { id: true } });
  const paths = ['/hub/returns', `/hub/returns/${returnId.id}`, `/hub/orders/${world.orderId}/return`, '/app/returns', `/app/returns/${returnId.id}`, `/app/orders/${world.orderId}/return`, `/hub/retailers/${world.connection.id}`]; // prettier-ignore
  for (const path of paths)
    for (const width of ['desk', 'phone'] as const)
      flaws.push(...(await flawsOf(page, { path, address: `${origin}${path}` }, width)));
  expect(flaws).toEqual([]);
}, 400_000);
