/** The adapter against a real bucket: as fast as it allows, and never refused by it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../app/platform/ids.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { importSizes } from './contract-stock.ts';
import { startShopifyHarness } from './shopify-harness.ts';
import type { ConnectedStore, ShopifyHarness } from './shopify-harness.ts';
import { toChannelHarness } from './shopify-people.ts';

const database = await cloneDatabase();
let harness: ShopifyHarness;
beforeAll(async () => {
  harness = await startShopifyHarness(database);
});
afterAll(() => harness.close());

/** Empties the shop's bucket behind our back; the next answers tell us. */
async function drain({ shop, channel }: ConnectedStore): Promise<void> {
  const { app, buckets } = harness.sandbox.core;
  buckets.drain(`${app.clientId}|${shop}`, 'basic');
  for (;;) {
    const answer = await channel.describeStore();
    if (answer.ok) return;
    if (answer.error.kind !== 'throttled') throw new Error(answer.error.kind);
    await harness.clock.waitUntil(answer.error.until);
  }
}

describe('the pace of calls to a small shop', () => {
  it('stays just below the limit and is never throttled', async () => {
    const connected = await harness.connect('pace', 'basic');
    const { variants } = await importSizes(toChannelHarness(harness, connected), 'paced', 20);
    await drain(connected);
    await harness.sandbox.control.requests({ clear: true });
    const startedAt = harness.clock.now().getTime();
    let calls = 0;
    let refused = 0;
    while (calls < 160) {
      const batch = variants.slice(0, 8).map(({ outsideStockId }) => {
        const write = { outsideStockId, quantity: calls % 50, expected: undefined };
        return connected.channel.setStock([write], newId());
      });
      for (const answer of await Promise.all(batch)) {
        calls += 1;
        if (answer.ok) continue;
        refused += 1;
        if (answer.error.kind === 'throttled') await harness.clock.waitUntil(answer.error.until);
        else throw new Error(answer.error.kind);
      }
    }
    const requests = await harness.sandbox.control.requests({ shop: connected.shop });
    const throttled = requests.filter(({ errors }) =>
      errors.some((each) => /throttled/i.test(each)),
    );
    expect(throttled).toEqual([]);
    expect(refused).toBeLessThan(calls / 2);
    const spent = requests.reduce((sum, { cost }) => sum + (cost ?? 0), 0);
    const seconds = (harness.clock.now().getTime() - startedAt) / 1_000;
    expect(seconds).toBeGreaterThan(10);
    expect(spent / seconds).toBeGreaterThan(90);
    expect(spent / seconds).toBeLessThan(110);
  });
});
