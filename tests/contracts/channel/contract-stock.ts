import { describe, expect, it } from 'vitest';
import type {
  PriceWrite,
  PriceWriteOutcome,
  StockWrite,
} from '../../../app/modules/stores/channel.ts';
import { newId } from '../../../app/platform/ids.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { aProduct, aSizedProduct, chf } from './channel-products.ts';
import type { ChannelHarness } from './channel-harness.ts';
import { importOne, MOST_QUESTIONS } from './contract-products.ts';

export async function importSizes(harness: ChannelHarness, name: string, count: number) {
  const sizes = Array.from({ length: count }, (_each, index) => `N${index}`);
  return importOne(harness, aSizedProduct(name, sizes));
}

export async function availableOf(
  { channel }: ChannelHarness,
  ids: readonly StockWrite['outsideStockId'][],
) {
  const readings = expectOk(await channel.readStock(ids));
  const shown = new Map(readings.map((each) => [each.outsideStockId, each.available]));
  return ids.map((id) => shown.get(id));
}

export function describeStock(harness: () => ChannelHarness): void {
  describe('stock and prices', () => {
    it('sets what still shows what we believe', async () => {
      const { variants } = await importSizes(harness(), 'stock-set', 2);
      const ids = variants.map(({ outsideStockId }) => outsideStockId);
      const writes = ids.map((outsideStockId, index) => ({
        outsideStockId,
        quantity: index,
        expected: 7,
      }));
      const outcomes = expectOk(await harness().channel.setStock(writes, newId()));
      expect(outcomes.map(({ kind }) => kind)).toEqual(['set', 'set']);
      expect(await availableOf(harness(), ids)).toEqual([0, 1]);
    });

    it('does not overwrite what somebody else has changed, and sets the rest', async () => {
      const { variants } = await importSizes(harness(), 'stock-stale', 3);
      const ids = variants.map(({ outsideStockId }) => outsideStockId);
      const [, changed] = ids;
      if (!changed) throw new Error('no second variant');
      await harness().people.setAvailable(changed, 3);
      const writes = ids.map((id) => ({ outsideStockId: id, quantity: 5, expected: 7 }));
      const outcomes = expectOk(await harness().channel.setStock(writes, newId()));
      const kinds = new Map(outcomes.map(({ outsideStockId, kind }) => [outsideStockId, kind]));
      expect(ids.map((id) => kinds.get(id))).toEqual(['set', 'stale', 'set']);
      expect(await availableOf(harness(), ids)).toEqual([5, 3, 5]);
    });

    it('sets without comparing where nothing is expected', async () => {
      const { variants } = await importSizes(harness(), 'stock-blind', 1);
      const ids = variants.map(({ outsideStockId }) => outsideStockId);
      const writes = ids.map((id) => ({ outsideStockId: id, quantity: 4, expected: undefined }));
      expect(expectOk(await harness().channel.setStock(writes, newId()))).toMatchObject([
        { kind: 'set' },
      ]);
      expect(await availableOf(harness(), ids)).toEqual([4]);
    });

    it('tells what is gone apart from what is set', async () => {
      const kept = await importOne(harness(), aProduct('stock-kept'));
      const gone = await importOne(harness(), aProduct('stock-gone'));
      await harness().people.deleteProduct(gone.outsideProductId);
      const ids = [...kept.variants, ...gone.variants].map((each) => each.outsideStockId);
      for (const expected of [7, undefined]) {
        const quantity = expected === undefined ? 2 : 1;
        const writes = ids.map((id) => ({ outsideStockId: id, quantity, expected }));
        const outcomes = expectOk(await harness().channel.setStock(writes, newId()));
        const kinds = new Map(outcomes.map(({ outsideStockId, kind }) => [outsideStockId, kind]));
        expect(ids.map((id) => kinds.get(id))).toEqual(['set', 'gone']);
      }
      expect(await availableOf(harness(), ids)).toEqual([2, undefined]);
    });

    it('has no second effect when an attempt is repeated', async () => {
      const { variants } = await importSizes(harness(), 'stock-again', 1);
      const [variant] = variants;
      if (!variant) throw new Error('no variant');
      const { outsideStockId, outsideVariantId } = variant;
      const attempt = newId();
      const writes = [{ outsideStockId, quantity: 5, expected: 7 }];
      await harness().channel.setStock(writes, attempt);
      await harness().people.order([{ id: outsideVariantId, quantity: 2 }]);
      await harness().channel.setStock(writes, attempt);
      expect(await availableOf(harness(), [outsideStockId])).toEqual([3]);
    });

    it('writes as many rows at once as it says it can', async () => {
      const { stockBatch } = harness().channel.capabilities;
      const { variants } = await importSizes(harness(), 'stock-many', stockBatch);
      const ids = variants.map(({ outsideStockId }) => outsideStockId);
      const writes = ids.map((id) => ({ outsideStockId: id, quantity: 9, expected: 7 }));
      const outcomes = expectOk(await harness().channel.setStock(writes, newId()));
      expect(outcomes.filter(({ kind }) => kind === 'set')).toHaveLength(stockBatch);
      expect(new Set(await availableOf(harness(), ids))).toEqual(new Set([9]));
    });

    it('shows a sale as less available and more committed', async () => {
      const { variants } = await importSizes(harness(), 'stock-sold', 1);
      const [variant] = variants;
      if (!variant) throw new Error('no variant');
      await harness().people.order([{ id: variant.outsideVariantId, quantity: 3 }]);
      const [reading] = expectOk(await harness().channel.readStock([variant.outsideStockId]));
      expect(reading).toMatchObject({ available: 4, active: true });
      expect(reading?.committed ?? 3).toBe(3);
    });

    it('sets prices, and tells which variant is gone', async () => {
      const kept = await importOne(harness(), aProduct('price-kept'));
      const gone = await importOne(harness(), aProduct('price-gone'));
      await harness().people.deleteProduct(gone.outsideProductId);
      const writes = [kept, gone].flatMap(({ outsideProductId, variants }) =>
        variants.map(({ outsideVariantId }) => ({
          outsideProductId,
          outsideVariantId,
          price: chf(3_300),
          compareAt: chf(3_900),
        })),
      );
      const outcomes = expectOk(await harness().channel.setPrices(writes));
      expect(outcomes.map(({ kind }) => kind)).toEqual(['set', 'gone']);
      const shown = await harness().people.product(kept.outsideProductId);
      expect(shown?.variants[0]?.price).toBe(3_300);
    });

    it('sets many prices as one run, where the channel has such a thing', async () => {
      const { channel, people } = harness();
      if (channel.capabilities.bulkPricesFrom === Number.POSITIVE_INFINITY) {
        expect(await channel.startBulkPrices([])).toMatchObject({ ok: false });
        return;
      }
      const kept = await importOne(harness(), aSizedProduct('bulk-price-kept', ['S', 'M']));
      const gone = await importOne(harness(), aProduct('bulk-price-gone'));
      await people.deleteProduct(gone.outsideProductId);
      const writes = [kept, gone].flatMap(({ outsideProductId, variants }) =>
        variants.map(({ outsideVariantId }) => ({
          outsideProductId,
          outsideVariantId,
          price: chf(4_400),
          compareAt: undefined,
        })),
      );
      const { runId } = expectOk(await channel.startBulkPrices(writes));
      expect(await pricesOf(harness(), runId, writes)).toMatchObject([
        { kind: 'set' },
        { kind: 'set' },
        { kind: 'gone' },
      ]);
      const shown = await people.product(kept.outsideProductId);
      expect(shown?.variants.map(({ price }) => price)).toEqual([4_400, 4_400]);
    });

    it('reads everything at our place page by page, each thing once', async () => {
      const { variants } = await importSizes(harness(), 'audited', 120);
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const page = expectOk(await harness().channel.auditListings(after));
        seen.push(...page.rows.map(({ outsideVariantId }) => outsideVariantId));
        after = page.next;
      } while (after !== undefined);
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen).toEqual(expect.arrayContaining(variants.map((each) => each.outsideVariantId)));
    });
  });
}

async function pricesOf(
  { channel, people }: ChannelHarness,
  runId: string,
  writes: readonly PriceWrite[],
): Promise<readonly PriceWriteOutcome[]> {
  for (let question = 0; question < MOST_QUESTIONS; question += 1) {
    await people.passTime(1_000);
    const run = expectOk(await channel.readBulkPrices(runId, writes));
    if (run.state === 'failed') throw new Error(run.why);
    if (run.state === 'finished') return run.outcomes;
  }
  throw new Error('The run of prices does not end');
}
