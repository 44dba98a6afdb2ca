import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startScreens } from '../../factories/shopify-screens.ts';
import type { RunningScreens } from '../../factories/shopify-screens.ts';
import { listen } from '../../setup/loopback.ts';
import type { Listening } from '../../setup/loopback.ts';
import { openAppFront } from '../../sandbox/shopify/screens/index.ts';
import {
  rewriteAddress,
  rewriteContentSecurityPolicy,
} from '../../sandbox/shopify/screens/rewriting.ts';

const origins = {
  admin: 'http://laptop:4010',
  front: 'http://laptop:4011',
  app: ['http://127.0.0.1:3000'],
};

describe('rewriting', () => {
  it("lets the sandbox's admin frame whatever lets Shopify's admin frame it", () => {
    const policy =
      "default-src 'self'; frame-ancestors https://a.myshopify.com https://admin.shopify.com;";
    expect(rewriteContentSecurityPolicy(policy, origins)).toBe(
      "default-src 'self'; frame-ancestors https://a.myshopify.com https://admin.shopify.com http://laptop:4010;",
    );
  });

  it("keeps a policy that Shopify's admin would fail on", () => {
    const policy = "frame-ancestors 'none'";
    expect(rewriteContentSecurityPolicy(policy, origins)).toBe(policy);
  });

  it.each([
    ['https://admin.shopify.com/store/a/apps/k?x=1', 'http://laptop:4010/store/a/apps/k?x=1'],
    ['http://127.0.0.1:3000/app?y=2', 'http://laptop:4011/app?y=2'],
    [
      'https://a.myshopify.com/admin/oauth/install?client_id=k',
      'http://laptop:4010/store/a/install?client_id=k',
    ],
    ['https://a.myshopify.com/admin/products', 'http://laptop:4010/store/a/products'],
    ['https://a.myshopify.com/products/x', 'http://laptop:4010/storefront/a/products/x'],
    ['/auth/session-token?shop=a', '/auth/session-token?shop=a'],
    ['https://carrier.example.com/track', 'https://carrier.example.com/track'],
    ['https://admin.shopify.com.evil.example/x', 'https://admin.shopify.com.evil.example/x'],
  ])('turns %s into %s', (address, reachable) => {
    expect(rewriteAddress(address, origins)).toBe(reachable);
  });
});

describe('the app front', () => {
  const seen: IncomingMessage[] = [];
  let app: Listening;
  let screens: RunningScreens;
  let front: string;

  beforeAll(async () => {
    app = await listen((request, response) => {
      seen.push(request);
      request.resume();
      if (request.url === '/leave')
        return response
          .writeHead(302, { location: 'https://admin.shopify.com/store/atelier/apps/key' })
          .end();
      if (request.url === '/file')
        return response
          .writeHead(200, { 'content-type': 'text/csv' })
          .end('https://cdn.shopify.com/shopifycloud/app-bridge.js');
      response.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': 'frame-ancestors https://admin.shopify.com;',
        link: '<https://cdn.shopify.com/shopifycloud/app-bridge.js>; rel="preload"; as="script"',
      });
      response.end('<script src="https://cdn.shopify.com/shopifycloud/app-bridge.js"></script>ü');
    });
    screens = await startScreens(app.origin);
    front = `http://127.0.0.1:${(await openAppFront(screens.sandbox)).port}`;
  });
  afterAll(async () => {
    await screens.close();
    await app.close();
  });

  it('loads App Bridge from the sandbox, at the name that the browser used', async () => {
    const response = await fetch(`${front}/app`);
    const bridge = `${screens.origin}/app-bridge.js`;
    expect(await response.text()).toBe(`<script src="${bridge}"></script>ü`);
    expect(response.headers.get('link')).toContain(`<${bridge}>`);
    expect(response.headers.get('content-security-policy')).toContain(screens.origin);
    expect((await fetch(bridge)).headers.get('content-type')).toContain('javascript');
  });

  it('sends a redirect into the admin to the sandbox’s admin', async () => {
    const response = await fetch(`${front}/leave`, { redirect: 'manual' });
    expect(response.headers.get('location')).toBe(`${screens.origin}/store/atelier/apps/key`);
  });

  it('leaves files as they are', async () => {
    const response = await fetch(`${front}/file`);
    expect(await response.text()).toBe('https://cdn.shopify.com/shopifycloud/app-bridge.js');
  });

  it('lets the app believe that it was asked at its own address', async () => {
    seen.length = 0;
    await fetch(`${front}/app/save`, {
      method: 'POST',
      body: 'a=1',
      headers: { origin: front, referer: `${front}/app` },
    });
    expect(seen[0]?.headers.origin).toBe(app.origin);
    expect(seen[0]?.headers.referer).toBe(`${app.origin}/app`);
    expect(seen[0]?.headers.host).toBe(new URL(app.origin).host);
  });

  it('reaches nothing but the app, whatever the path says', async () => {
    seen.length = 0;
    await fetch(`${front}//elsewhere.example/x`);
    expect(seen[0]?.url).toBe('//elsewhere.example/x');
  });
});
