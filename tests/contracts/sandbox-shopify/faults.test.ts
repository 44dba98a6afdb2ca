import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connectAppCaller } from '../../sandbox/shopify/app-caller.ts';
import type { AppCaller } from '../../sandbox/shopify/app-caller.ts';
import { startShopifySandbox } from '../../sandbox/shopify/sandbox.ts';
import type { ShopifySandbox } from '../../sandbox/shopify/sandbox.ts';

const shop = 'faults.myshopify.com';
let sandbox: ShopifySandbox;
let app: AppCaller;
beforeAll(async () => {
  sandbox = await startShopifySandbox({ webhooks: 'manual', unlimited: true });
  app = await connectAppCaller(sandbox, shop);
});
afterAll(() => sandbox.close());
afterEach(() => sandbox.control.clearFaults());

const CREATE = 'mutation { productCreate(product: { title: "Fault" }) { product { id } } }';
const products = async () => (await sandbox.control.counts({ shop })).products;
/** How many products a call made, and whether it was answered. */
async function tryCreate(): Promise<{ made: number; answered: boolean; status?: number }> {
  const before = await products();
  const answer = await app.call(CREATE).catch(() => undefined);
  const made = (await products()) - before;
  return answer ? { made, answered: true, status: answer.status } : { made, answered: false };
}

describe('a fault', () => {
  it('of kind timeout-after-effect does the work and drops the connection', async () => {
    await sandbox.control.setFault({
      operation: 'productCreate',
      kind: 'timeout-after-effect',
      times: 1,
    });
    expect(await tryCreate()).toEqual({ made: 1, answered: false });
  });

  it('of kind timeout-before-effect drops the connection without doing the work', async () => {
    await sandbox.control.setFault({
      operation: 'productCreate',
      kind: 'timeout-before-effect',
      times: 1,
    });
    expect(await tryCreate()).toEqual({ made: 0, answered: false });
  });

  it('of kind http500 answers no JSON and does nothing', async () => {
    await sandbox.control.setFault({ operation: 'productCreate', kind: 'http500', times: 1 });
    expect(await tryCreate()).toEqual({ made: 0, answered: false });
  });

  it('of kind http500-after-effect does the work first', async () => {
    await sandbox.control.setFault({
      operation: 'productCreate',
      kind: 'http500-after-effect',
      times: 1,
    });
    expect(await tryCreate()).toEqual({ made: 1, answered: false });
  });

  it('of kind throttled answers THROTTLED with status 200', async () => {
    await sandbox.control.setFault({ operation: 'productCreate', kind: 'throttled', times: 1 });
    expect(await tryCreate()).toEqual({ made: 0, answered: true, status: 200 });
  });

  it('strikes as often as it is told, after as many as it is told to let pass, and only its own operation', async () => {
    await sandbox.control.setFault({
      operation: 'productCreate',
      kind: 'http500',
      times: 2,
      skip: 1,
    });
    expect((await app.call('{ shop { id } }')).status).toBe(200);
    const answered = [];
    for (let attempt = 0; attempt < 4; attempt += 1) answered.push((await tryCreate()).answered);
    expect(answered).toEqual([true, false, false, true]);
  });

  it('can strike the token address', async () => {
    await sandbox.control.setFault({ operation: 'oauth.token', kind: 'http500', times: 1 });
    const ask = () =>
      fetch(`${sandbox.origin}/admin/oauth/access_token`, {
        method: 'POST',
        headers: { 'x-emulated-host': shop },
        body: '{}',
      });
    expect([(await ask()).status, (await ask()).status]).toEqual([500, 400]);
  });
});

describe('the record of requests', () => {
  it('names operation, cost and refusals, so that a test can count what was asked', async () => {
    await sandbox.control.requests({ clear: true });
    await app.call(
      'mutation { productDelete(input: { id: "gid://shopify/Product/1" }) { userErrors { field message } } }',
    );
    expect(await sandbox.control.requests({ shop, operation: 'productDelete' })).toMatchObject([
      { status: 200, cost: 10, userErrors: [{ message: 'Product does not exist' }] },
    ]);
  });
});
