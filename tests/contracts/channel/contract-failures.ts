import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StockWrite } from '../../../app/modules/stores/channel.ts';
import { newId } from '../../../app/platform/ids.ts';
import { expectOk } from '../../../app/platform/result.ts';
import type { ChannelHarness, Trouble } from './channel-harness.ts';
import { availableOf, importSizes } from './contract-stock.ts';

export function describeFailures(connect: () => Promise<ChannelHarness>): void {
  describe('when something goes wrong', () => {
    let harness: ChannelHarness;
    let write: StockWrite;
    let product = 0;
    beforeAll(async () => {
      harness = await connect();
    });
    beforeEach(async () => {
      product += 1;
      const { variants } = await importSizes(harness, `failing-${product}`, 1);
      const [variant] = variants;
      if (!variant) throw new Error('no variant');
      write = { outsideStockId: variant.outsideStockId, quantity: 2, expected: 7 };
    });

    const failing: [Trouble, object][] = [
      ['throttled', { kind: 'throttled' }],
      ['server-error', { kind: 'unavailable', outcome: 'unknown' }],
      ['server-error-after-effect', { kind: 'unavailable', outcome: 'unknown' }],
      ['lost-before-effect', { kind: 'unavailable', outcome: 'unknown' }],
      ['lost-after-effect', { kind: 'unavailable', outcome: 'unknown' }],
      ['unreadable', { kind: 'unreadable' }],
    ];

    it.each(failing)('%s is told as %o', async (trouble, failure) => {
      await harness.strike(trouble);
      const answer = await harness.channel.setStock([write], newId());
      expect(answer).toMatchObject({ ok: false, error: failure });
    });

    it.each(failing)('after %s the same attempt again sets it once', async (trouble) => {
      const attempt = newId();
      await harness.strike(trouble);
      await harness.channel.setStock([write], attempt);
      await harness.people.passTime(60_000);
      const outcomes = expectOk(await harness.channel.setStock([write], attempt));
      expect(outcomes).toMatchObject([{ kind: 'set' }]);
      expect(await availableOf(harness, [write.outsideStockId])).toEqual([2]);
    });

    it('tells until when it is throttled', async () => {
      await harness.strike('throttled');
      const answer = await harness.channel.setStock([write], newId());
      expect(!answer.ok && answer.error.kind === 'throttled' && answer.error.until).toBeInstanceOf(
        Date,
      );
    });

    it('goes on by itself when only the access token was refused', async () => {
      await harness.strike('token-refused');
      expect(expectOk(await harness.channel.setStock([write], newId()))).toMatchObject([
        { kind: 'set' },
      ]);
    });

    it('asks for a person when the store has ended our access', async () => {
      const other = await connect();
      await other.strike('access-ended');
      expect(await other.channel.describeStore()).toMatchObject({
        ok: false,
        error: { kind: 'unauthorised' },
      });
    });
  });
}
