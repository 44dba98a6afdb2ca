/** The sandbox's admin with a small app on the real app-bridge-react in its frame. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AxeBuilder } from '@axe-core/playwright';
import { build } from 'vite';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startScreens } from '../factories/shopify-screens.ts';
import type { RunningScreens } from '../factories/shopify-screens.ts';
import { listen } from '../setup/loopback.ts';
import type { Listening } from '../setup/loopback.ts';
import { readSessionToken } from '../sandbox/shopify/session-token.ts';
import { startBrowser, takePicture } from '../setup/browser.ts';

const SECRET = 'a-secret-of-the-tests';
const POLICY = 'frame-ancestors https://atelier.myshopify.com https://admin.shopify.com;';
const ENTRY = new URL('../fixtures/embedded-app/app.js', import.meta.url);

let script = '';
let policy = POLICY;
/** Bearer tokens of the data requests; the first `refuse` of them are refused as too old. */
let bearers: string[] = [];
let refuse = 0;

async function bundle(): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      minify: false,
      lib: { entry: ENTRY.pathname, formats: ['es'], fileName: 'app' },
    },
  });
  const [built] = [output].flat();
  const chunk = built && 'output' in built ? built.output[0] : undefined;
  if (!chunk) throw new Error('nothing was built');
  return chunk.code;
}

function answerData(request: IncomingMessage, response: ServerResponse): void {
  bearers.push(request.headers.authorization?.replace('Bearer ', '') ?? '');
  if (bearers.length <= refuse)
    response.writeHead(401, { 'x-shopify-retry-invalid-session-request': '1' }).end();
  else response.end('answered');
}

/** What the app's server does: bounce without a session token, else the page. */
function answerApp(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://app');
  if (url.pathname === '/data') return answerData(request, response);
  if (url.pathname === '/app.js') {
    response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
    return;
  }
  response.setHeader('content-security-policy', policy);
  response.setHeader('content-type', 'text/html; charset=utf-8');
  const bridge =
    '<script src="https://cdn.shopify.com/shopifycloud/app-bridge.js" data-api-key="key"></script>';
  if (url.pathname === '/auth/session-token') {
    response.end(bridge);
    return;
  }
  if (url.pathname === '/app/lost') {
    const back = encodeURIComponent('https://app.example.com/app/found?shop=atelier.myshopify.com');
    url.searchParams.delete('id_token');
    response.writeHead(302, {
      location: `/auth/session-token?${url.searchParams}&shopify-reload=${back}`,
    });
    response.end();
    return;
  }
  response.end(
    `<!doctype html><html lang="en"><title>App</title><body>${bridge}<div id="root"></div><script type="module" src="/app.js"></script>`,
  );
}

let browser: Browser;
let app: Listening;
let screens: RunningScreens;
let page: Page;
let frame: FrameLocator;

beforeAll(async () => {
  script = await bundle();
  browser = await startBrowser();
  app = await listen(answerApp);
  screens = await startScreens(app.origin);
});
afterAll(async () => {
  await browser.close();
  await screens.close();
  await app.close();
});
beforeEach(async () => {
  policy = POLICY;
  bearers = [];
  refuse = 0;
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 } });
  context.setDefaultTimeout(10_000);
  page = await context.newPage();
  frame = page.frameLocator('#app-frame');
});
afterEach(() => page.context().close());

const open = (path = '') => page.goto(`${screens.origin}/store/atelier/apps/stockbridge${path}`);
const heading = (text: string) => frame.getByRole('heading', { name: text });

it('shows the app in its frame, with its title and its navigation in the admin', async () => {
  await open();
  await heading('Page /app').waitFor();
  await page.locator('#app-title', { hasText: 'At /app' }).waitFor();
  const links = page.locator('#app-nav a');
  await links.first().waitFor();
  expect(await links.allInnerTexts()).toEqual(['Catalogue', 'Orders']);
  await takePicture(page, 'sandbox-admin-app');
  expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);
});

it("moves within the app from the admin's navigation, and keeps the address", async () => {
  await open();
  await page.getByRole('link', { name: 'Catalogue' }).click();
  await heading('Page /app/catalogue').waitFor();
  await page.waitForURL('**/store/atelier/apps/stockbridge/app/catalogue');
  await page.reload();
  await heading('Page /app/catalogue').waitFor();
});

it('puts a session token on requests to the app', async () => {
  await open();
  await frame.getByRole('button', { name: 'Ask the app' }).click();
  await frame.getByText('answered').waitFor();
  expect(readSessionToken(bearers[0] ?? '', SECRET)).toMatchObject({
    dest: 'https://atelier.myshopify.com',
    aud: 'stockbridge-client-id',
  });
});

it('tries again with a fresh token when the app finds it too old', async () => {
  refuse = 1;
  await open();
  await frame.getByRole('button', { name: 'Ask the app' }).click();
  await frame.getByText('answered').waitFor();
  expect(bearers).toHaveLength(2);
  expect(bearers[1]).not.toBe(bearers[0]);
});

it('bounces through the session token page back to where the merchant wanted to go', async () => {
  await open('/app/lost');
  await heading('Page /app/found').waitFor();
});

it('shows toasts in the admin', async () => {
  await open();
  await frame.getByRole('button', { name: 'Toast' }).click();
  await page.getByText('Saved 3 products').waitFor();
});

it('opens a dialogue from a button of the title bar and closes it', async () => {
  await open();
  await page.getByRole('button', { name: 'Open dialogue' }).click();
  await frame.getByText('Inside the dialogue').waitFor();
  await takePicture(page, 'sandbox-admin-dialogue');
  await frame.getByRole('button', { name: 'Yes' }).click();
  await frame.getByText('Inside the dialogue').waitFor({ state: 'hidden' });
});

it('shows the save bar while something is unsaved, and saves', async () => {
  await open();
  await frame.getByLabel('Name').fill('x');
  await page.getByText('Unsaved changes').waitFor();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Kept').waitFor();
  await page.getByText('Unsaved changes').waitFor({ state: 'hidden' });
});

it('leads links into the admin to its pages', async () => {
  await open();
  await frame.getByText('Products in the admin').click();
  await page.getByRole('heading', { name: 'Products' }).waitFor();
  expect(page.url()).toBe(`${screens.origin}/store/atelier/products`);
});

it('brings an app that was opened by its own address into the admin', async () => {
  await open();
  await heading('Page /app').waitFor();
  const address = await page.locator('#app-frame').getAttribute('src');
  await page.goto(address ?? '');
  await page.waitForURL(/\/store\/atelier\/apps\//);
});

it('does not show an app that Shopify could not frame', async () => {
  policy = "frame-ancestors 'none'";
  await open();
  await expect
    .poll(() => page.frames().map((each) => each.url()))
    .toContain('chrome-error://chromewebdata/');
});

it('has pages for the merchant that are clean for axe', async () => {
  for (const path of ['', '/products', '/orders', '/install']) {
    await page.goto(`${screens.origin}/store/atelier${path}`);
    const found = await new AxeBuilder({ page }).analyze();
    expect(found.violations.map(({ id }) => `${path} ${id}`)).toEqual([]);
  }
  await page.goto(`${screens.origin}/store/atelier`);
  await takePicture(page, 'sandbox-admin-home');
});
