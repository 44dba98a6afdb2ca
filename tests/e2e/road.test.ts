/** The whole road in a browser: three people, the real processes, from installing the app to the parcel's tracking. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFailed } from 'vitest';
import { HUB_LOG_IN } from '../demo/set-up-steps.ts';
import { until } from '../demo/world.ts';
import { startBrowser } from '../setup/browser.ts';
import { cloneDatabase } from '../setup/database.ts';
import {
  approve,
  foundHub,
  largeCatalogue,
  openRequest,
  openRoutedOrder,
  signIn,
  uploadCatalogue,
} from './pages/distributor.ts';
import { appScreens, flawsOf, hubScreens } from './pages/every-screen.ts';
import {
  appIn,
  importTwo,
  installApp,
  listingOf,
  openListings,
  openOrder,
  requestConnection,
} from './pages/merchant.ts';
import {
  leaveAtNorth,
  SHOP,
  SHOP_DOMAIN,
  shipEverything,
  startRoadWorld,
} from './pages/road-world.ts';
import type { RoadWorld } from './pages/road-world.ts';
import { awake, lookAt, showFailure, startVisit } from './pages/visit.ts';
import type { Visit } from './pages/visit.ts';

const PATIENCE_MS = 300_000;
const DISTRIBUTOR = 'Nordlicht Distribution';
/** Merino Crew, size M, in the sample catalogue. */
const SKU = 'NL-1020-02';
const SECOND_HUB = {
  name: 'Sudwind Import',
  slug: 'sudwind',
  person: 'Sami Rossi',
  email: 'sami@sudwind.example',
  password: 'a-second-hub-2026',
};
const TRACKING = '99.60.123456.00000017';

const database = await cloneDatabase();
let browser: Browser;
let road: RoadWorld;

beforeAll(async () => {
  [browser, road] = await Promise.all([startBrowser(), startRoadWorld(database.url)]);
}, PATIENCE_MS);
afterAll(async () => {
  await browser.close();
  await road.close();
}, PATIENCE_MS);

/** Who may frame the app's page that the merchant sees now. */
async function framers({ page }: Visit): Promise<string> {
  const address = (await page.locator('#app-frame').getAttribute('src')) ?? '';
  const answer = await page.request.get(address);
  return answer.headers()['content-security-policy'] ?? '';
}

it(
  'carries three people from installing the app to the tracking of the parcel',
  async () => {
    const { world } = road;
    const { adminUrl, appUrl, shopify } = world.stack;
    const flaws: string[] = [];
    const look = async (visit: Visit, name: string) => flaws.push(...(await lookAt(visit, name)));
    const merchant = await startVisit(browser);
    const distributor = await startVisit(browser);
    const shopper = await startVisit(browser);
    onTestFailed(() => showFailure({ merchant, distributor, shopper }));

    await installApp(merchant.page, `${adminUrl}/store/${SHOP.handle}/apps/stockbridge-sandbox`);
    expect(await framers(merchant)).toContain(`frame-ancestors https://${SHOP_DOMAIN}`);
    await look(merchant, 'merchant-setup');
    await requestConnection(merchant.page, DISTRIBUTOR);
    await look(merchant, 'merchant-requested');

    await signIn(distributor.page, appUrl, HUB_LOG_IN);
    await look(distributor, 'hub-overview');
    await openRequest(distributor.page, SHOP.name);
    await look(distributor, 'hub-request');
    await approve(distributor.page, 'Partners (30 % off, CHF)');

    await importTwo(merchant.page, 'Merino');
    await look(merchant, 'merchant-import');
    await openListings(merchant.page);
    const listing = await listingOf(merchant.page, 'Merino Crew');
    expect(listing).toMatch(/CHF.109\.00/);
    expect(listing).toMatch(/confirmed (just now|.+ ago)/);
    expect(listing).toMatch(/\n\d+\n/);
    await look(merchant, 'merchant-listings');

    const left = await leaveAtNorth(world, SKU, 2);
    await shopper.page.goto(`${adminUrl}/storefront/${SHOP.handle}/`);
    await shopper.page.getByRole('link', { name: 'Merino Crew' }).click();
    await shopper.page.getByRole('radio', { name: 'M', exact: true }).check();
    const block = shopper.page.locator('stockbridge-live-stock[data-live]');
    await block.getByText(`${left} left`).waitFor();
    await look(shopper, 'shopper-product');
    await shopper.page.getByRole('button', { name: 'Buy now' }).click();
    await shopper.page.getByRole('heading', { name: /Thank you, order #\d+ is placed/ }).waitFor();
    const thanks = await shopper.page.getByRole('heading', { name: /Thank you/ }).innerText();
    const name = /#\d+/.exec(thanks)?.[0] ?? '';

    await openRoutedOrder(distributor.page, name);
    await distributor.page.getByText('Proven cheapest').first().waitFor();
    await distributor.page.getByRole('button', { name: /^Why: / }).click();
    await look(distributor, 'hub-order');

    await shipEverything(world, TRACKING);
    await until('the shop has the tracking', async () =>
      (await shopify.orders({ shop: SHOP_DOMAIN })).some(({ fulfillments }) =>
        fulfillments.some(({ tracking }) => tracking.some(({ number }) => number === TRACKING)),
      ),
    );
    await distributor.page.getByText('Known in the store').first().waitFor();
    await distributor.page.getByText(TRACKING).first().waitFor();
    await openOrder(merchant.page, name);
    const app = appIn(merchant.page);
    await awake(app.getByRole('heading', { name: 'Parcels' }));
    await app.getByText(TRACKING).first().waitFor();
    await app.getByText('Your shop and the shopper got the tracking').waitFor();
    await look(merchant, 'merchant-order');
    await shopper.page.reload();
    await shopper.page.getByText(TRACKING).first().waitFor();
    await look(shopper, 'shopper-order');

    expect(flaws).toEqual([]);
    expect([merchant, distributor, shopper].flatMap(({ errors }) => errors)).toEqual([]);
  },
  PATIENCE_MS,
);

it(
  'has no screen that axe finds fault with on a phone, or that is wider than it',
  async () => {
    const { adminUrl, appUrl } = road.world.stack;
    const distributor = await startVisit(browser);
    const merchant = await startVisit(browser);
    onTestFailed(() => showFailure({ distributor, merchant }));
    await signIn(distributor.page, appUrl, HUB_LOG_IN);
    const hub = await hubScreens(distributor.page, appUrl);
    expect(hub.length).toBeGreaterThan(15);
    const inAdmin = `${adminUrl}/store/${SHOP.handle}/apps/stockbridge-sandbox`;
    const flaws: string[] = [];
    const app = appScreens(inAdmin);
    for (const screen of hub) flaws.push(...(await flawsOf(distributor.page, screen, 'phone')));
    for (const screen of app) flaws.push(...(await flawsOf(merchant.page, screen, 'phone')));
    // The first page of each for its shell, which is another one on a desk; the road looks at the rest there.
    for (const screen of hub.slice(0, 1))
      flaws.push(...(await flawsOf(distributor.page, screen, 'desk')));
    for (const screen of app.slice(0, 1))
      flaws.push(...(await flawsOf(merchant.page, screen, 'desk')));
    expect(flaws).toEqual([]);
    expect([distributor, merchant].flatMap(({ errors }) => errors)).toEqual([]);
  },
  PATIENCE_MS,
);

it(
  'lets the owner of a hub found another one, which begins empty and takes a large catalogue',
  async () => {
    const { appUrl } = road.world.stack;
    const owner = await startVisit(browser);
    onTestFailed(() => showFailure({ owner }));
    const { page } = owner;
    await signIn(page, appUrl, HUB_LOG_IN);
    await foundHub(page, appUrl, SECOND_HUB);
    await page.context().clearCookies();
    await signIn(page, appUrl, SECOND_HUB);
    await page.getByText(SECOND_HUB.name).first().waitFor();
    const flaws = await flawsOf(page, { path: '/hub', address: `${appUrl}/hub` }, 'phone');
    await page.goto(`${appUrl}/hub/catalogue/import`);
    await uploadCatalogue(page, largeCatalogue(24));
    await page.getByRole('heading', { name: 'large.csv' }).waitFor();
    await page.getByText('Finished').first().waitFor();
    expect(flaws).toEqual([]);
    expect(owner.errors).toEqual([]);
  },
  PATIENCE_MS,
);
