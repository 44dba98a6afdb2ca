import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import '@shopify/shopify-api/adapters/web-api';
import { ApiVersion, shopifyApi } from '@shopify/shopify-api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startScreens } from '../../factories/shopify-screens.ts';
import type { RunningScreens } from '../../factories/shopify-screens.ts';
import { listen } from '../../setup/loopback.ts';
import type { Listening } from '../../setup/loopback.ts';
import { proxyQuery, signProxyQuery } from '../../sandbox/shopify/screens/app-proxy.ts';

const seen: IncomingMessage[] = [];
let app: Listening;
let screens: RunningScreens;

beforeAll(async () => {
  app = await listen((request, response) => {
    seen.push(request);
    request.resume();
    response.writeHead(200, { 'set-cookie': 'session=1', 'content-type': 'application/json' });
    response.end('{"stock":{}}');
  });
  screens = await startScreens(app.origin);
});
beforeEach(() => {
  seen.length = 0;
});
afterAll(async () => {
  await screens.close();
  await app.close();
});

function sentQuery(): URLSearchParams {
  return new URL(seen[0]?.url ?? '', app.origin).searchParams;
}

const fromStorefront = () => ({
  referer: `${screens.origin}/storefront/atelier/products/linen-shirt`,
});

describe('the app proxy', () => {
  it('hands a storefront path on to the proxy path of the app', async () => {
    const response = await fetch(`${screens.origin}/apps/stockbridge/stock?variant=501`, {
      headers: fromStorefront(),
    });
    expect(await response.json()).toEqual({ stock: {} });
    expect(seen[0]?.url).toMatch(/^\/proxy\/stock\?/);
    expect(sentQuery().get('shop')).toBe('atelier.myshopify.com');
    expect(sentQuery().get('path_prefix')).toBe('/apps/stockbridge');
    expect(sentQuery().get('logged_in_customer_id')).toBe('');
  });

  it('knows the shop by the emulated host as well as by the path', async () => {
    await fetch(`${screens.origin}/apps/stockbridge/stock`, {
      headers: { 'x-emulated-host': 'atelier.myshopify.com' },
    });
    await fetch(`${screens.origin}/storefront/atelier/apps/stockbridge/stock`);
    expect(seen.map(({ url }) => new URL(url ?? '', app.origin).searchParams.get('shop'))).toEqual([
      'atelier.myshopify.com',
      'atelier.myshopify.com',
    ]);
  });

  it("signs so that Shopify's own library accepts it, several variants included", async () => {
    await fetch(`${screens.origin}/apps/stockbridge/stock?variant=501&variant=502`, {
      headers: fromStorefront(),
    });
    const query: Record<string, string | string[]> = {};
    for (const [name] of sentQuery()) {
      const values = sentQuery().getAll(name);
      query[name] = values.length > 1 ? values : (values[0] ?? '');
    }
    const library = shopifyApi({
      apiKey: 'stockbridge-client-id',
      apiSecretKey: 'a-secret-of-the-tests',
      apiVersion: ApiVersion.October26,
      logger: { log: async () => {} },
      hostName: 'app.example.com',
      isEmbeddedApp: true,
    });
    expect(await library.utils.validateHmac(query as never, { signator: 'appProxy' })).toBe(true);
    query['shop'] = 'other.myshopify.com';
    expect(await library.utils.validateHmac(query as never, { signator: 'appProxy' })).toBe(false);
  });

  it('hands no cookie on, in neither direction', async () => {
    const response = await fetch(`${screens.origin}/apps/stockbridge/stock`, {
      headers: { ...fromStorefront(), cookie: 'cart=secret' },
    });
    expect(seen[0]?.headers.cookie).toBeUndefined();
    expect(response.headers.get('set-cookie')).toBeNull();
  });

  it('drops what a shopper writes under a name of the signature', () => {
    const forged = new URLSearchParams('shop=evil.myshopify.com&signature=00&variant=1');
    const settings = {
      prefix: '/apps/stockbridge',
      target: 'http://app.example.com/proxy',
      clientSecret: 'secret',
      passesCookies: false,
    };
    const sent = proxyQuery(
      forged,
      { shop: 'atelier.myshopify.com', now: new Date(1_760_000_000_500) },
      settings,
    );
    expect(sent.getAll('shop')).toEqual(['atelier.myshopify.com']);
    expect(sent.get('timestamp')).toBe('1760000000');
    const unsigned = new URLSearchParams(sent);
    unsigned.delete('signature');
    expect(sent.getAll('signature')).toEqual([signProxyQuery(unsigned, 'secret')]);
  });

  it('computes the signature over sorted pairs without separator', () => {
    // printf 'extra=1,2path_prefix=/apps/xshop=s.myshopify.com' | openssl dgst -sha256 -hmac hush
    const query = new URLSearchParams('shop=s.myshopify.com&extra=1&path_prefix=/apps/x&extra=2');
    expect(signProxyQuery(query, 'hush')).toBe(
      '902ec27accf8c37980e0bce1b9104d7cee23e5c2782c76bcef556aa9db5a90f5',
    );
  });

  it('answers nobody for a store that has not installed the app', async () => {
    const bare = await startScreens(app.origin, { installed: false });
    const response = await fetch(`${bare.origin}/storefront/atelier/apps/stockbridge/stock`);
    await bare.close();
    expect(response.status).toBe(404);
    expect(seen).toEqual([]);
  });

  it('says 502 when the app is away', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const address = closed.address();
    const port = typeof address === 'object' ? address?.port : 0;
    await new Promise((resolve) => closed.close(resolve));
    const lonely = await startScreens(`http://127.0.0.1:${port}`);
    const response = await fetch(`${lonely.origin}/storefront/atelier/apps/stockbridge/stock`);
    await lonely.close();
    expect(response.status).toBe(502);
  });
});
