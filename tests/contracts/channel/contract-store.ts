import { describe, expect, it } from 'vitest';
import { expectOk } from '../../../app/platform/result.ts';
import type { ChannelHarness } from './channel-harness.ts';

export function describeStoreSetup(harness: () => ChannelHarness): void {
  describe('setting up a store', () => {
    it('tells who the store is', async () => {
      const description = expectOk(await harness().channel.describeStore());
      expect(description.currency).toBe('CHF');
      expect(description.country).toMatch(/^[A-Z]{2}$/);
      expect(description.name).not.toBe('');
      expect(description.outsideShopId).not.toBe('');
    });

    it('finds its places again instead of making them twice', async () => {
      const first = expectOk(await harness().channel.prepareStore());
      const second = expectOk(await harness().channel.prepareStore());
      expect(second).toEqual(first);
    });
  });
}
