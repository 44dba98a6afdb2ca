import { describe, expect, test } from 'vitest';
import { readShopifyCsv } from '../../../app/modules/catalog/shopify-csv/read-shopify-csv.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { catalogueOf } from '../../factories/catalogue-csv.ts';
import { USD } from './reading.ts';

describe('a long file', () => {
  test('is read no further ahead than its consumer has come, apart from a piece or two', async () => {
    const { source, given } = measured(catalogueOf({ products: 30_000 }).stream());
    const reading = expectOk(await readShopifyCsv(source, { currency: USD }));
    let consumed = 0;
    let furthest = 0;
    for await (const step of reading.steps) {
      consumed += step.product?.details?.descriptionHtml.length ?? 0;
      const rows = reading.counts().rows;
      furthest = Math.max(furthest, given() - rows * BYTES_PER_ROW_AT_LEAST);
      if (rows > 3_000) break;
    }
    expect(consumed).toBeGreaterThan(0);
    expect(given()).toBeLessThan(2_000_000);
    expect(furthest).toBeLessThan(2_000_000);
  });

  test('leaves its source closed when the consumer stops early', async () => {
    let closed = false;
    const source = (async function* () {
      try {
        for await (const chunk of catalogueOf({ products: 5_000 }).stream())
          yield chunk as Uint8Array;
      } finally {
        closed = true;
      }
    })();
    const reading = expectOk(await readShopifyCsv(source, { currency: USD }));
    for await (const step of reading.steps) if (step.product) break;
    expect(closed).toBe(true);
  });

  test('of 10 MB is accounted for to the last row', async () => {
    const catalogue = catalogueOf({ products: 13_000, variantsPerProduct: 4 });
    const { source, given } = measured(catalogue.stream());
    const reading = expectOk(await readShopifyCsv(source, { currency: USD }));
    let last: string | undefined;
    for await (const { product } of reading.steps) last = product?.variants.at(-1)?.sku ?? last;
    expect(given()).toBeGreaterThan(10_000_000);
    expect(last).toBe(catalogue.skuFor(catalogue.variantCount - 1));
    expect(reading.counts()).toEqual({
      rows: 52_000,
      products: 13_000,
      variants: 52_000,
      warned: 0,
      refused: 0,
    });
  });

  test('whose source breaks off with an error throws that error on', async () => {
    const source = (async function* () {
      yield Buffer.from('Handle,Title\na,A\n');
      throw new Error('connection lost');
    })();
    await expect(readShopifyCsv(source, { currency: USD })).rejects.toThrow('connection lost');
  });
});

const BYTES_PER_ROW_AT_LEAST = 60;

function measured(stream: AsyncIterable<unknown>) {
  let bytes = 0;
  async function* source(): AsyncGenerator<Uint8Array> {
    for await (const chunk of stream) {
      if (!(chunk instanceof Uint8Array)) throw new Error('The catalogue streams bytes');
      bytes += chunk.length;
      yield chunk;
    }
  }
  return { source: source(), given: () => bytes };
}
