import { describe, expect, it } from 'vitest';
import type { ChannelProduct, ImportedProduct } from '../../../app/modules/stores/channel.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { aProduct, aSizedProduct, aVariant, chf } from './channel-products.ts';
import type { ChannelHarness } from './channel-harness.ts';

export async function importOne(
  { channel }: ChannelHarness,
  product: ChannelProduct,
): Promise<ImportedProduct> {
  const outcome = expectOk(await channel.importProduct(product));
  if (outcome.kind !== 'imported') throw new Error(outcome.why);
  return outcome.product;
}

export function describeProducts(harness: () => ChannelHarness): void {
  describe('importing products', () => {
    it('puts a product with options, price, quantity and image into the shop', async () => {
      const product = aSizedProduct('jersey', ['S', 'M']);
      const imported = await importOne(harness(), product);
      expect(imported.variants.map(({ key }) => key)).toEqual(
        product.variants.map(({ key }) => key),
      );
      const shown = await harness().people.product(imported.outsideProductId);
      expect(shown).toMatchObject({ title: 'The jersey', published: true, images: 1 });
      expect(shown?.variants).toMatchObject([
        { sku: 'SKU-jersey-S', price: 1_990, available: 7, optionValues: ['S'] },
        { sku: 'SKU-jersey-M', price: 1_990, available: 7, optionValues: ['M'] },
      ]);
    });

    it('takes a product without options', async () => {
      const imported = await importOne(harness(), aProduct('bell'));
      const shown = await harness().people.product(imported.outsideProductId);
      expect(shown?.variants).toHaveLength(1);
    });

    it('takes a product with three options', async () => {
      const variants = ['S', 'M'].flatMap((size) =>
        ['red', 'blue'].map((colour) =>
          aVariant(`gloves-${size}-${colour}`, { optionValues: [size, colour, 'wool'] }),
        ),
      );
      const optionNames = ['Size', 'Colour', 'Cloth'];
      const imported = await importOne(harness(), aProduct('gloves', { optionNames, variants }));
      expect(imported.variants).toHaveLength(4);
    });

    it('takes a product with more than a hundred variants', async () => {
      const sizes = Array.from({ length: 130 }, (_each, index) => `N${index}`);
      const imported = await importOne(harness(), aSizedProduct('chain', sizes));
      expect(imported.variants).toHaveLength(130);
      const keys = new Set(imported.variants.map(({ key }) => key));
      expect(keys.size).toBe(130);
    });

    it('takes variants without a SKU and with the same SKU', async () => {
      const product = aProduct('twins', {
        optionNames: ['Side'],
        variants: [
          aVariant('twin-left', { optionValues: ['left'], sku: 'SAME' }),
          aVariant('twin-right', { optionValues: ['right'], sku: 'SAME' }),
          aVariant('twin-none', { optionValues: ['none'], sku: undefined }),
        ],
      });
      expect((await importOne(harness(), product)).variants).toHaveLength(3);
    });

    it('updates instead of doubling when the same product comes again', async () => {
      const first = await importOne(harness(), aSizedProduct('saddle', ['S', 'M']));
      const before = await harness().people.countProducts();
      const second = await importOne(harness(), aSizedProduct('saddle', ['S', 'M']));
      expect(second).toEqual(first);
      expect(await harness().people.countProducts()).toBe(before);
    });

    it('leaves what the merchant has changed, and updates what is ours', async () => {
      const product = aProduct('pump');
      const { outsideProductId } = await importOne(harness(), product);
      await harness().people.editTitle(outsideProductId, 'Best pump in town');
      await importOne(harness(), {
        ...product,
        variants: [{ ...aVariant('pump'), price: chf(2_490) }],
      });
      const shown = await harness().people.product(outsideProductId);
      expect(shown).toMatchObject({ title: 'Best pump in town', images: 1 });
      expect(shown?.variants[0]?.price).toBe(2_490);
    });

    it('finds a variant again whose SKU the merchant has changed', async () => {
      const first = await importOne(harness(), aSizedProduct('helmet', ['S', 'M']));
      const [variant] = first.variants;
      if (!variant) throw new Error('no variant');
      await harness().people.editSku(variant.outsideVariantId, 'MERCHANT-1');
      expect(await importOne(harness(), aSizedProduct('helmet', ['S', 'M']))).toEqual(first);
    });

    it('takes out what the catalogue has dropped and adds what is new', async () => {
      const first = await importOne(harness(), aSizedProduct('tyre', ['28', '29']));
      const second = await importOne(harness(), aSizedProduct('tyre', ['29', '30']));
      const kept = first.variants[1];
      expect(second.variants).toContainEqual(kept);
      const shown = await harness().people.product(second.outsideProductId);
      expect(shown?.variants.map(({ optionValues }) => optionValues[0])).toEqual(['29', '30']);
    });

    it('says why a product is refused, and for which', async () => {
      const product = aSizedProduct('broken', ['S', 'S']);
      const outcome = expectOk(await harness().channel.importProduct(product));
      expect(outcome).toMatchObject({ kind: 'refused', key: product.key });
      expect(outcome.kind === 'refused' && outcome.why).toBeTruthy();
    });

    it('hides a product and shows it again', async () => {
      const { outsideProductId } = await importOne(harness(), aProduct('lamp'));
      const published = async () => (await harness().people.product(outsideProductId))?.published;
      expect(await harness().channel.setPublished(outsideProductId, false)).toMatchObject({
        value: 'done',
      });
      expect(await published()).toBe(false);
      await harness().channel.setPublished(outsideProductId, true);
      expect(await published()).toBe(true);
    });

    it('puts a product that is not to be seen into the shop without showing it', async () => {
      const product = aProduct('secret', { published: false });
      const { outsideProductId } = await importOne(harness(), product);
      expect((await harness().people.product(outsideProductId))?.published).toBe(false);
    });

    it('says that a product is gone which the merchant has deleted', async () => {
      const { outsideProductId } = await importOne(harness(), aProduct('shortlived'));
      await harness().people.deleteProduct(outsideProductId);
      const answer = await harness().channel.setPublished(outsideProductId, false);
      expect(answer).toEqual({ ok: true, value: 'gone' });
    });

    it('overwrites the words and pictures that are given, and nothing else', async () => {
      const { outsideProductId } = await importOne(harness(), aProduct('bag'));
      await harness().people.editTitle(outsideProductId, 'Best bag in town');
      const images = ['front', 'back'].map((side) => ({
        url: `https://cdn.example/bag-${side}.jpg`,
        altText: undefined,
      }));
      const told = await harness().channel.setContent(outsideProductId, { images, tags: ['new'] });
      expect(told).toEqual({ ok: true, value: 'done' });
      const shown = await harness().people.product(outsideProductId);
      expect(shown).toMatchObject({ title: 'Best bag in town', images: 2, published: true });
      expect(shown?.variants).toMatchObject([{ price: 1_990, available: 7 }]);
      await harness().channel.setContent(outsideProductId, { title: 'The bag, again' });
      expect(await harness().people.product(outsideProductId)).toMatchObject({
        title: 'The bag, again',
        images: 2,
      });
    });

    it('says that the product whose words it should overwrite is gone', async () => {
      const { outsideProductId } = await importOne(harness(), aProduct('shortlived-bag'));
      await harness().people.deleteProduct(outsideProductId);
      const answer = await harness().channel.setContent(outsideProductId, { title: 'Too late' });
      expect(answer).toEqual({ ok: true, value: 'gone' });
    });

    it('imports many products as one run, each with its outcome', async () => {
      const products = [
        aProduct('bulk-a'),
        aSizedProduct('bulk-bad', ['S', 'S']),
        aSizedProduct('bulk-b', ['S', 'M']),
        aProduct('bulk-hidden', { published: false }),
      ];
      const outcomes = await runBulk(harness(), products);
      expect(outcomes.map(({ kind }) => kind)).toEqual([
        'imported',
        'refused',
        'imported',
        'imported',
      ]);
      const shown = await Promise.all(
        outcomes.map(async (outcome) =>
          outcome.kind === 'imported'
            ? (await harness().people.product(outcome.product.outsideProductId))?.published
            : outcome.key === products[1]?.key,
        ),
      );
      expect(shown).toEqual([true, true, true, false]);
    });

    it('does not double products that a run brings again', async () => {
      const products = [aProduct('again-a'), aSizedProduct('again-b', ['S', 'M'])];
      const first = await runBulk(harness(), products);
      const before = await harness().people.countProducts();
      expect(await runBulk(harness(), products)).toEqual(first);
      expect(await harness().people.countProducts()).toBe(before);
    });
  });
}

export const MOST_QUESTIONS = 50;

export async function runBulk(
  { channel, people }: ChannelHarness,
  products: readonly ChannelProduct[],
) {
  const { runId } = expectOk(await channel.startBulkImport(products));
  for (let question = 0; question < MOST_QUESTIONS; question += 1) {
    await people.passTime(1_000);
    const run = expectOk(await channel.readBulkImport(runId));
    if (run.state === 'failed') throw new Error(run.why);
    if (run.state === 'finished') return run.outcomes;
  }
  throw new Error('The bulk import does not end');
}
