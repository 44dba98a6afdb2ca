import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectAppCaller } from '../../sandbox/shopify/app-caller.ts';
import { createShopifyControl } from '../../sandbox/shopify/control.ts';
import type { ShopifyControl } from '../../sandbox/shopify/control.ts';

const file = (name: string) =>
  fileURLToPath(new URL(`../../sandbox/shopify/${name}`, import.meta.url));
const shop = 'process.myshopify.com';
let child: ChildProcess;
let origin: string;
let control: ShopifyControl;

async function start(): Promise<{ child: ChildProcess; origin: string }> {
  const started = spawn(process.execPath, [file('main.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(started.stdout), 'line')) as [string];
  return { child: started, origin: (JSON.parse(line) as { origin: string }).origin };
}

beforeAll(async () => {
  ({ child, origin } = await start());
  control = createShopifyControl(origin);
  await control.createStore({ shop });
});
afterAll(() => child.kill());

/** Runs a script in another process under the preload; answers what it printed. */
async function runRedirected(script: string): Promise<string> {
  const runner = spawn(
    process.execPath,
    ['--import', file('redirect.mjs'), '--input-type=module', '-e', script],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, SHOPIFY_SANDBOX_ORIGIN: origin },
    },
  );
  let printed = '';
  runner.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString('utf8');
  });
  await once(runner, 'exit');
  return printed.trim();
}

describe('the sandbox as its own process', () => {
  it('answers the same control verbs over HTTP', async () => {
    expect(await control.stores()).toContain(shop);
    await expect(control.order({ shop: 'nobody.myshopify.com', id: 'x' })).rejects.toThrow(
      'no store nobody',
    );
  });

  it('gives its memory to another one by a snapshot', async () => {
    const app = await connectAppCaller({ origin, control }, shop);
    await control.seedProducts({
      shop,
      products: [{ title: 'Kept', variants: [{ sku: 'KEPT', price: '1', available: 3 }] }],
    });
    const order = await control.placeOrder({ shop, lines: [{ sku: 'KEPT', quantity: 1 }] });
    const second = await start();
    try {
      const other = createShopifyControl(second.origin);
      await other.restore({ snapshot: await control.snapshot() });
      expect(await other.order({ shop, id: order.id })).toEqual(
        await control.order({ shop, id: order.id }),
      );
      const answer = await fetch(`${second.origin}/admin/api/2026-10/graphql.json`, {
        method: 'POST',
        headers: { 'x-emulated-host': shop, 'x-shopify-access-token': app.accessToken },
        body: JSON.stringify({ query: '{ productsCount { count } }' }),
      });
      expect(await answer.json()).toMatchObject({ data: { productsCount: { count: 1 } } });
    } finally {
      second.child.kill();
    }
  });

  it('ends by itself on SIGTERM', async () => {
    const second = await start();
    second.child.kill('SIGTERM');
    const [code] = (await once(second.child, 'exit')) as [number | null];
    expect(code).toBe(0);
  });
});

describe('the preload redirect', () => {
  const url = `https://${shop}/admin/oauth/access_token`;

  it('takes in the built-in fetch', async () => {
    const script = `const answer = await fetch('${url}', { method: 'POST', body: '{}' }); console.log(answer.status, await answer.text());`;
    expect(await runRedirected(script)).toContain('400 {"error":"invalid_request"');
  });

  it('takes in fetch with a Request object and headers', async () => {
    const script = `const answer = await fetch(new Request('${url}', { method: 'POST', body: '{}', headers: new Headers({ accept: 'x/y' }) })); console.log(answer.status);`;
    expect(await runRedirected(script)).toBe('400');
  });

  it('takes in undici.request', async () => {
    const script = `import { request } from 'undici'; const answer = await request('${url}', { method: 'POST', body: '{}', headers: { accept: 'x/y' } }); console.log(answer.statusCode);`;
    expect(await runRedirected(script)).toBe('400');
  });

  it('leaves every other address alone', async () => {
    const script = `const answer = await fetch('${origin}/__control', { method: 'POST', body: JSON.stringify({ method: 'stores' }) }); console.log(await answer.text());`;
    expect((JSON.parse(await runRedirected(script)) as { result: string[] }).result).toContain(
      shop,
    );
  });
});
