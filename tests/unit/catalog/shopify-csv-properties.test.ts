import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gtinOf } from '../../../app/modules/catalog/gtin.ts';
import { readShopifyCsv } from '../../../app/modules/catalog/shopify-csv/read-shopify-csv.ts';
import type {
  ParsedProduct,
  ParsedVariant,
} from '../../../app/modules/catalog/shopify-csv/shopify-csv.ts';
import { money } from '../../../app/platform/money.ts';
import { csvOf, headerLine, type CsvStyle } from '../../factories/catalogue-csv.ts';
import { chunked, readWhole, USD } from './reading.ts';

const character = fc.constantFrom(...Array.from('aZ09 ,;\t"\'\n.<>/&é€日'), '😀', '""', '\r\n');
const text = fc.array(character, { maxLength: 12 }).map((parts) => parts.join(''));
const trimmed = text.map((value) => value.trim());
const word = text.map((value) => `w${value}w`);
const url = fc.nat(999).map((number) => `https://images.example/${number}.jpg`);
const amount = fc.nat(10_000_000).map((minor) => money(minor, USD));
const maybe = <Value>(values: fc.Arbitrary<Value>) => fc.option(values, { nil: undefined });

const variant = (optionValues: readonly string[]): fc.Arbitrary<ParsedVariant> =>
  fc
    .record({
      line: fc.constant(0),
      optionValues: fc.constant(optionValues),
      sku: maybe(word),
      price: amount,
      compareAtPrice: maybe(amount),
      cost: maybe(amount),
      barcode: maybe(fc.constantFrom('4006381333931', 'ABC-1', '123')),
      gtin: fc.constant(undefined),
      mpn: maybe(word),
      weightGrams: maybe(fc.nat(100_000)),
      weightUnit: maybe(fc.constantFrom('g', 'kg', 'oz', 'lb')),
      quantity: maybe(fc.nat(100_000)),
      tracked: fc.boolean(),
      sellsWhenOutOfStock: fc.boolean(),
      requiresShipping: fc.boolean(),
      taxable: fc.boolean(),
      imageUrl: maybe(url),
      lengthMm: maybe(fc.integer({ min: 1, max: 100_000 })),
      widthMm: maybe(fc.integer({ min: 1, max: 100_000 })),
      heightMm: maybe(fc.integer({ min: 1, max: 100_000 })),
      originCountry: maybe(fc.constantFrom('CH', 'PT', 'US')),
      hsCode: maybe(fc.constantFrom('630140', '6109100010')),
    })
    .map((made) => ({ ...made, gtin: made.barcode && gtinOf(made.barcode) }));

const options = fc.uniqueArray(word, { minLength: 0, maxLength: 3 }).chain((names) =>
  fc
    .uniqueArray(fc.tuple(word, word, word), {
      minLength: 1,
      maxLength: 6,
      selector: (values) => JSON.stringify(values.slice(0, names.length)),
    })
    .map((rows) => ({
      names,
      values: names.length === 0 ? [[]] : rows.map((row) => row.slice(0, names.length)),
    })),
);

const product = options.chain(({ names, values }) =>
  fc.record({
    line: fc.constant(0),
    continued: fc.constant(false),
    optionNames: fc.constant(names),
    details: fc.record({
      title: word,
      descriptionHtml: text,
      vendor: trimmed,
      productType: trimmed,
      category: fc.constantFrom('', 'Furniture', 'Home & Garden > Decor > Rugs', 'Ours > Own'),
      tags: fc.uniqueArray(
        word.map((value) => value.replaceAll(',', ' ')),
        { maxLength: 4 },
      ),
      published: fc.boolean(),
      status: maybe(fc.constantFrom('active', 'draft', 'archived', 'unlisted')),
      giftCard: fc.boolean(),
      seoTitle: trimmed,
      seoDescription: trimmed,
      attributes: fc.record(
        { Fabric: word, Care: word },
        { requiredKeys: [], noNullPrototype: true },
      ),
    }),
    variants: fc.tuple(...values.map(variant)),
    images: fc
      .uniqueArray(fc.record({ url, altText: trimmed }), {
        maxLength: 8,
        selector: (image) => image.url,
      })
      .map((images) => images.map((image, at) => ({ ...image, position: at + 1 }))),
  }),
);

const products: fc.Arbitrary<ParsedProduct[]> = fc
  .array(product, { maxLength: 6 })
  .map((made) => made.map((one, at) => ({ ...one, handle: `p-${at}` })));
const style: fc.Arbitrary<CsvStyle> = fc.record({
  headers: fc.constantFrom('older', 'newer'),
  separator: fc.constantFrom(',', ';', '\t'),
  lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
});

/** Line numbers are the one thing that the writer does not choose. */
const withoutLines = (read: readonly ParsedProduct[]) =>
  read.map((one) => ({
    ...one,
    line: 0,
    variants: one.variants.map((made) => ({ ...made, line: 0 })),
  }));

describe('any table', () => {
  test('reads back as the products it was written from, in every style and however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        products,
        style,
        fc.integer({ min: 1, max: 400 }),
        async (made, how, chunk) => {
          const whole = await readWhole(csvOf(made, how), { chunk });
          expect(withoutLines(whole.products)).toEqual(made);
          expect(whole.counts).toMatchObject({
            products: made.length,
            variants: made.flatMap(({ variants }) => variants).length,
            refused: 0,
          });
        },
      ),
      { seed: 11, numRuns: 300 },
    );
  });

  test('of rubbish accounts for each row once and never throws', async () => {
    const rubbish = fc.array(fc.oneof(character, fc.constantFrom('\n', '"', ',', 'p-1,T,')), {
      maxLength: 200,
    });
    await fc.assert(
      fc.asyncProperty(rubbish, fc.integer({ min: 1, max: 50 }), async (parts, chunk) => {
        const body = parts.join('');
        const text = `Handle,Title\n${body}`;
        const { rows, counts } = await readWhole(text, { chunk, maxRowLength: 60 });
        const lines = rows.map(({ line }) => line);
        expect(lines).toEqual([...new Set(lines)].sort((a, b) => a - b));
        expect(Math.max(1, ...lines)).toBeLessThanOrEqual(text.split(/\r\n|\n|\r/).length);
        expect(counts.rows).toBe(rows.length);
        expect(counts.refused).toBe(rows.filter(({ outcome }) => outcome === 'refused').length);
      }),
      { seed: 12, numRuns: 500 },
    );
  });

  test('of random bytes after a header is read to its end, the same however it is cut', async () => {
    const bytes = fc.uint8Array({ maxLength: 600 });
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 1, max: 40 }), async (noise, chunk) => {
        const table = Buffer.concat([Buffer.from(headerLine()), noise]);
        const cut = await readWhole(table, { chunk });
        expect(cut).toEqual(await readWhole(table));
      }),
      { seed: 13, numRuns: 300 },
    );
  });

  test('of random bytes alone is refused with words, or read', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (noise) => {
        const result = await readShopifyCsv(chunked(noise, 7), { currency: USD });
        expect(!result.ok && result.error.message.length).toBeGreaterThan(10);
      }),
      { seed: 14, numRuns: 300 },
    );
  });
});
