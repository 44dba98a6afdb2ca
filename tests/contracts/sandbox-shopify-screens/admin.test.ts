import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startScreens } from '../../factories/shopify-screens.ts';
import type { RunningScreens } from '../../factories/shopify-screens.ts';

const NOW = new Date('2026-10-05T10:00:00Z');
let screens: RunningScreens;

beforeAll(async () => {
  screens = await startScreens('http://127.0.0.1:9', { now: () => NOW });
});
afterAll(() => screens.close());

async function settingsOf(path: string): Promise<{ launch: URL; appOrigin: string }> {
  const page = await (await fetch(screens.origin + path)).text();
  const text = /id="shell-settings">([\s\S]*?)<\/script>/.exec(page)?.[1] ?? 'null';
  const { launch, appOrigin } = JSON.parse(text) as { launch: string; appOrigin: string };
  return { launch: new URL(launch), appOrigin };
}

function claimsOf(token: string): Record<string, unknown> {
  const [head = '', body = '', signature = ''] = token.split('.');
  const expected = createHmac('sha256', 'a-secret-of-the-tests').update(`${head}.${body}`);
  expect(signature).toBe(expected.digest('base64url'));
  return JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Record<string, unknown>;
}

describe('the app in the admin', () => {
  it('opens the application address with what an embedded app is given', async () => {
    const { launch, appOrigin } = await settingsOf('/store/atelier/apps/stockbridge');
    expect(launch.origin).toBe(appOrigin);
    expect(launch.pathname).toBe('/app');
    expect(launch.searchParams.get('shop')).toBe('atelier.myshopify.com');
    expect(launch.searchParams.get('embedded')).toBe('1');
    expect(launch.searchParams.get('locale')).toBe('en');
    const host = Buffer.from(launch.searchParams.get('host') ?? '', 'base64url').toString();
    expect(host).toBe('admin.shopify.com/store/atelier');
  });

  it('opens a page of the app under its path in the admin, by the client id too', async () => {
    const { launch } = await settingsOf(
      '/store/atelier/apps/stockbridge-client-id/app/orders?tab=open',
    );
    expect(launch.pathname).toBe('/app/orders');
    expect(launch.searchParams.get('tab')).toBe('open');
  });

  it('signs a session token for this shop and this app that lives a minute', async () => {
    const { launch } = await settingsOf('/store/atelier/apps/stockbridge');
    const now = NOW.getTime() / 1_000;
    expect(claimsOf(launch.searchParams.get('id_token') ?? '')).toMatchObject({
      iss: 'https://atelier.myshopify.com/admin',
      dest: 'https://atelier.myshopify.com',
      aud: 'stockbridge-client-id',
      nbf: now,
      exp: now + 60,
    });
  });

  it('signs the launch itself', async () => {
    const { launch } = await settingsOf('/store/atelier/apps/stockbridge');
    const given = launch.searchParams.get('hmac');
    launch.searchParams.delete('hmac');
    const message = [...launch.searchParams]
      .map(([name, value]) => `${name}=${value}`)
      .sort()
      .join('&');
    const expected = createHmac('sha256', 'a-secret-of-the-tests').update(message).digest('hex');
    expect(given).toBe(expected);
  });

  it('gives App Bridge another token each time it asks', async () => {
    const ask = async () => {
      const response = await fetch(`${screens.origin}/store/atelier/session-token`, {
        method: 'POST',
      });
      return claimsOf(((await response.json()) as { token: string }).token)['jti'];
    };
    expect(await ask()).not.toBe(await ask());
  });

  it('gives no token to a page of another site', async () => {
    const response = await fetch(`${screens.origin}/store/atelier/session-token`, {
      method: 'POST',
      headers: { 'sec-fetch-site': 'cross-site' },
    });
    expect(response.status).toBe(403);
  });

  it('asks for installation first', async () => {
    const bare = await startScreens('http://127.0.0.1:9', { installed: false });
    const app = await fetch(`${bare.origin}/store/atelier/apps/stockbridge`, {
      redirect: 'manual',
    });
    const token = await fetch(`${bare.origin}/store/atelier/session-token`, { method: 'POST' });
    await bare.close();
    expect(app.headers.get('location')).toBe('/store/atelier/install');
    expect(token.status).toBe(403);
  });
});

describe("the merchant's pages", () => {
  it('list products with their stock', async () => {
    const page = await (await fetch(`${screens.origin}/store/atelier/products`)).text();
    expect(page).toContain('Linen shirt');
    expect(page).toMatch(/<td class="number">16<\/td>/);
  });

  it('escape what a supplier wrote', async () => {
    const products = [
      {
        number: 1,
        title: '<img src=x onerror=alert(1)>',
        handle: 'x',
        options: ['A'],
        variants: [],
      },
    ];
    const other = await startScreens('http://127.0.0.1:9', { products });
    const page = await (await fetch(`${other.origin}/store/atelier/products`)).text();
    await other.close();
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(page).not.toContain('<img');
  });

  it('place a test order for something that is in stock', async () => {
    await fetch(`${screens.origin}/store/atelier/actions/place-order`, {
      method: 'POST',
      body: new URLSearchParams({ paid: '1' }),
      redirect: 'manual',
    });
    expect(screens.placed.at(-1)).toMatchObject({
      shop: 'atelier.myshopify.com',
      paid: true,
      lines: [{ variantId: 'gid://shopify/ProductVariant/501', quantity: 1 }],
    });
  });

  it('know no store that does not exist', async () => {
    expect((await fetch(`${screens.origin}/store/nobody`)).status).toBe(404);
  });
});
