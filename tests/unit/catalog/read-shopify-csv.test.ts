import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readShopifyCsv } from '../../../app/modules/catalog/shopify-csv/read-shopify-csv.ts';
import { money } from '../../../app/platform/money.ts';
import { chunked, outline, readWhole, tableOf, USD } from './reading.ts';

const fixture = (name: string) =>
  readFileSync(new URL(`../../fixtures/catalogue/${name}`, import.meta.url));

describe('a whole file', () => {
  test('in the newer column names is read like one in the older', async () => {
    const { products, counts, rows } = await readWhole(fixture('newer-export.csv'));
    const [lamp, mug] = products;
    expect(counts).toEqual({ rows: 4, products: 2, variants: 3, warned: 0, refused: 0 });
    expect(outline(rows)).toEqual(['2: accepted', '4: accepted', '5: accepted', '6: accepted']);
    expect(lamp).toMatchObject({
      handle: 'harbour-lamp',
      continued: false,
      optionNames: ['Size', 'Finish'],
      details: {
        title: 'Harbour Lamp',
        descriptionHtml: '<p>Brass, with a "fisherman\'s" hook.</p>\n<p>Bulb not included.</p>',
        category: 'Home & Garden > Lighting',
        tags: ['lamp', 'brass', 'new'],
        published: true,
        status: 'active',
        seoTitle: 'Harbour lamp in brass',
      },
    });
    expect(lamp?.variants[0]).toMatchObject({
      line: 2,
      optionValues: ['Small', 'Polished'],
      price: money(8900, USD),
      compareAtPrice: money(9900, USD),
      cost: money(4150, USD),
      gtin: '4006381333931',
      weightGrams: 1250,
      weightUnit: 'kg',
      quantity: 12,
      tracked: true,
      imageUrl: 'https://images.example/lamp-1.jpg',
    });
    expect(lamp?.variants[1]).toMatchObject({ quantity: undefined, sellsWhenOutOfStock: true });
    expect(lamp?.images.map(({ position, altText }) => [position, altText])).toEqual([
      [1, 'Lamp on a table'],
      [2, ''],
      [3, 'Seen from below'],
    ]);
    expect(mug).toMatchObject({ optionNames: [], details: { published: false, status: 'draft' } });
    expect(mug?.variants).toMatchObject([
      { optionValues: [], tracked: false, quantity: undefined },
    ]);
  });

  test('without a needed column is refused, with what is missing and what was found', async () => {
    const bytes = Buffer.from('Name,URL handle,Price\nLamp,lamp,3\n');
    const result = await readShopifyCsv(chunked(bytes), { currency: USD });
    expect(result).toMatchObject({
      ok: false,
      error: {
        code: 'missing-columns',
        missing: ['Title'],
        found: ['Name', 'URL handle', 'Price'],
      },
    });
    expect(!result.ok && result.error.message).toContain('lacks the column Title');
  });

  test.each([
    ['nothing', Buffer.alloc(0), 'empty-file'],
    ['only blank lines', Buffer.from('\r\n \n\n'), 'empty-file'],
    ['a spreadsheet', Buffer.from('PK\x03\x04\x14\x00\x06\x00xl/workbook.xml'), 'not-text'],
    [
      'a picture',
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 73]),
      'missing-columns',
    ],
    ['a page', Buffer.from('<!doctype html>\n<html></html>'), 'missing-columns'],
    ['an unclosed header', Buffer.from('"Handle,Title\nlamp,Lamp\n'), 'not-text'],
  ])('that holds %s is refused', async (_, bytes, code) => {
    const result = await readShopifyCsv(chunked(bytes), { currency: USD });
    expect(result).toMatchObject({ ok: false, error: { code } });
  });

  test('with only a header has no rows', async () => {
    const { counts } = await readWhole(tableOf());
    expect(counts).toEqual({ rows: 0, products: 0, variants: 0, warned: 0, refused: 0 });
  });

  test.each([
    ['semicolons', ';'],
    ['tabs', '\t'],
  ])('separated by %s is read', async (_, separator) => {
    const text = tableOf('lamp,Lamp,Title,Default Title,,,L-1,3.00,4,').replaceAll(',', separator);
    expect((await readWhole(text)).products).toMatchObject([
      { variants: [{ sku: 'L-1', quantity: 4 }] },
    ]);
  });

  test('may name its separator on the first line, as spreadsheets do', async () => {
    const text = tableOf('lamp,Lamp,,,,,L-1,"3,50",4,')
      .replaceAll(',', ';')
      .replace('3;50', '3,50');
    const { products, rows } = await readWhole(`sep=;\r\n${text}`);
    expect(products[0]?.variants[0]?.price).toEqual(money(350, USD));
    expect(outline(rows)).toEqual(['3: warned, reformatted-amount']);
  });
});

describe('quotes and shape', () => {
  test('a malformed quote costs its own line and no other', async () => {
    const { products, rows } = await readWhole(fixture('broken-quotes.csv'));
    expect(products.map(({ handle }) => handle)).toEqual(['first', 'fourth', 'fifth', 'sixth']);
    expect(outline(rows)).toEqual([
      '2: accepted',
      '3: refused, malformed-quotes',
      '4: refused, malformed-quotes',
      '5: accepted',
      '7: warned, stray-quote',
      '8: accepted',
    ]);
  });

  test('a quote that opens on the last line is refused at the end of the file', async () => {
    const { rows } = await readWhole(tableOf('a,A,,,,,S,1,,', 'b,"B,,,,,T,1,,'));
    expect(outline(rows)).toEqual(['2: accepted', '3: refused, malformed-quotes']);
  });

  test('rows with too few or too many cells are refused, empty cells too many are a warning', async () => {
    const { rows } = await readWhole(
      tableOf('a,A,,,,,S,1,,', 'b,B', 'c,C,,,,,T,1,,,more', 'd,D,,,,,U,1,,,,', ',,,,,,,,,', ''),
    );
    expect(outline(rows)).toEqual([
      '2: accepted',
      '3: refused, too-few-cells',
      '4: refused, too-many-cells',
      '5: warned, extra-cells',
      '6: refused, empty-row',
    ]);
  });

  test('a refused row between two rows of a product does not part them', async () => {
    const { products } = await readWhole(tableOf('a,A,Size,S,,,1,1,,', 'broken', 'a,,,M,,,2,1,,'));
    expect(products).toHaveLength(1);
    expect(products[0]?.variants.map(({ sku }) => sku)).toEqual(['1', '2']);
  });

  test.each([
    ['on one line', 'x'.repeat(5_000)],
    ['in quotes', `"${'x'.repeat(5_000)}"`],
  ])('a row longer than the limit is refused %s, and reading goes on', async (_, title) => {
    const text = tableOf('a,A,,,,,S,1,,', `b,${title},,,,,T,1,,`, 'c,C,,,,,U,1,,');
    const { rows } = await readWhole(text, { maxRowLength: 1_000, chunk: 512 });
    expect(outline(rows)).toEqual(['2: accepted', '3: refused, row-too-long', '4: accepted']);
  });

  test('a quote that never closes waits no longer than the limit', async () => {
    const filler = Array.from({ length: 200 }, (_, at) => `p${at},P,,,,,S${at},1,,`);
    const { rows, counts } = await readWhole(tableOf('b,"B,,,,,T,1,,', ...filler), {
      maxRowLength: 1_000,
    });
    expect(rows[0]).toMatchObject({ line: 2, outcome: 'refused' });
    expect(counts).toMatchObject({ rows: 201, refused: 1, products: 200 });
  });
});

describe('identity', () => {
  test('the second row with the same option values is refused, also after other products', async () => {
    const { rows, products } = await readWhole(
      tableOf(
        'a,A,Size,S,,,1,1,,',
        'a,,,S,,,2,1,,',
        'b,B,,,,,3,1,,',
        'a,,,S,,,4,1,,',
        'a,,,M,,,5,1,,',
      ),
    );
    expect(outline(rows)).toEqual([
      '2: accepted',
      '3: refused, duplicate-variant',
      '4: accepted',
      '5: refused, duplicate-variant',
      '6: accepted',
    ]);
    expect(products.map(({ handle, continued }) => [handle, continued])).toEqual([
      ['a', false],
      ['b', false],
      ['a', true],
    ]);
  });

  test('a product that comes back is continued, with a warning that names where it began', async () => {
    const { rows, products, counts } = await readWhole(
      tableOf('a,A,Size,S,,,1,1,,', 'b,B,,,,,3,1,,', 'a,,,M,,,2,1,,https://i.example/2.jpg'),
    );
    expect(outline(rows)[2]).toBe('4: warned, continued-product');
    expect(JSON.stringify(rows[2])).toContain('began on line 2');
    expect(products[2]).toMatchObject({ continued: true, details: undefined, optionNames: [] });
    expect(products[2]?.variants).toMatchObject([{ sku: '2', optionValues: ['M'] }]);
    expect(products[2]?.images).toHaveLength(1);
    expect(counts).toMatchObject({ products: 2, variants: 3 });
  });

  test('a product whose first rows were all refused is not continued by later ones but begins there', async () => {
    const { products } = await readWhole(
      tableOf('a,A,,,,,1,x,,', 'b,B,,,,,3,1,,', 'a,A,,,,,1,2,,'),
    );
    expect(products.map(({ handle, continued }) => [handle, continued])).toEqual([
      ['b', false],
      ['a', false],
    ]);
  });

  test('a repeated SKU and a missing one are accepted with a warning', async () => {
    const { rows, counts } = await readWhole(
      tableOf('a,A,,,,,X,1,,', 'b,B,,,,,X,1,,', 'c,C,,,,,,1,,'),
    );
    expect(outline(rows)).toEqual(['2: accepted', '3: warned, duplicate-sku', '4: warned, no-sku']);
    expect(counts).toMatchObject({ variants: 3, warned: 2, refused: 0 });
  });

  test('a row without a handle takes it from the title, without both it is refused', async () => {
    const { rows, products } = await readWhole(tableOf(',Blue Lamp!,,,,,X,1,,', ',,,,,,Y,1,,'));
    expect(products.map(({ handle }) => handle)).toEqual(['blue-lamp']);
    expect(outline(rows)).toEqual(['2: warned, handle-from-title', '3: refused, no-handle']);
  });
});

describe('variants', () => {
  test('a first row that only introduces the product leaves the variants to its other rows', async () => {
    const { products, counts } = await readWhole(
      tableOf('a,A,Size,,,,,,,', 'a,,,S,,,1,1,,', 'a,,,M,,,2,1,,'),
    );
    expect(products[0]?.variants.map(({ optionValues }) => optionValues)).toEqual([['S'], ['M']]);
    expect(counts).toMatchObject({ rows: 3, warned: 0, refused: 0 });
  });

  test('a product with no word of a variant has one, without SKU and price', async () => {
    const { products, rows } = await readWhole(tableOf('a,A,,,,,,,,'));
    expect(products[0]?.variants).toMatchObject([
      { optionValues: [], sku: undefined, price: undefined },
    ]);
    expect(outline(rows)).toEqual(['2: warned, no-price, no-sku']);
  });

  test('rows with fewer or more options than the product has are refused', async () => {
    const { rows } = await readWhole(
      tableOf('a,A,Size,S,Colour,Red,1,1,,', 'a,,,M,,,2,1,,', 'a,,,,,Red,3,1,,', 'a,,,,,,4,1,,'),
    );
    expect(outline(rows)).toEqual([
      '2: accepted',
      '3: refused, options-differ',
      '4: refused, missing-option-value',
      '5: refused, options-differ',
    ]);
  });

  test('a product holds hundreds of variants', async () => {
    const more = Array.from({ length: 299 }, (_, at) => `a,,,S${at},,,K${at},1,,`);
    const { products, counts } = await readWhole(tableOf('a,A,Size,first,,,K,1,,', ...more));
    expect(products[0]?.variants).toHaveLength(300);
    expect(counts).toMatchObject({ warned: 0, refused: 0 });
  });

  test('thousands of rows of one handle are handed out in parts, nothing lost', async () => {
    const more = Array.from({ length: 12_000 }, (_, at) => `a,,,S${at},,,K${at},1,,`);
    const { products, counts } = await readWhole(tableOf('a,A,Size,first,,,K,1,,', ...more));
    expect(products.map(({ continued }) => continued)).toEqual([false, true, true]);
    expect(counts).toMatchObject({ products: 1, variants: 12_001, refused: 0 });
  });

  test.each([
    ['0', 'warned, zero-price', 0],
    ['0.00', 'warned, zero-price', 0],
    ['', 'warned, no-price', undefined],
    ['"1,234.50"', 'warned, reformatted-amount', 123450],
    ['"1.234,50"', 'warned, reformatted-amount', 123450],
    ['"12,5"', 'warned, reformatted-amount', 1250],
    ['12.500', 'accepted', 1250],
  ])('a price of %s is %s', async (price, outcome, minor) => {
    const { rows, products } = await readWhole(tableOf(`a,A,,,,,X,${price},,`));
    expect(outline(rows)).toEqual([`2: ${outcome}`]);
    expect(products[0]?.variants[0]?.price?.minor).toBe(minor);
  });

  test.each([
    ['"1,000"', 'price-unreadable'],
    ['12.505', 'price-unreadable'],
    ['free', 'price-unreadable'],
    ['-1', 'negative-price'],
  ])('a price of %s is refused', async (price, code) => {
    const { rows } = await readWhole(tableOf(`a,A,,,,,X,${price},,`));
    expect(outline(rows)).toEqual([`2: refused, ${code}`]);
  });

  test.each([
    ['-5', 'warned, negative-quantity', 0],
    ['', 'accepted', undefined],
    ['7.0', 'accepted', 7],
    ['some', 'warned, quantity-unreadable', undefined],
    ['2.5', 'warned, quantity-unreadable', undefined],
    ['99999999999', 'warned, quantity-unreadable', undefined],
  ])('a quantity of "%s" is %s', async (stated, outcome, quantity) => {
    const { rows, products } = await readWhole(tableOf(`a,A,,,,,X,1,${stated},`));
    expect(outline(rows)).toEqual([`2: ${outcome}`]);
    expect(products[0]?.variants[0]?.quantity).toBe(quantity);
  });

  test('a barcode becomes a GTIN only when its check digit holds', async () => {
    const header = 'Handle,Title,Variant SKU,Variant Price,Variant Barcode';
    const codes = ["'4006381333931", '036000291452', '96385074', '4006381333932', '4.00638E+12'];
    const rows = codes.map((code, at) => `p${at},P,S${at},1,${code}`);
    const whole = await readWhole([header, ...rows].join('\n'));
    const variants = whole.products.flatMap((product) => product.variants);
    expect(variants.map(({ gtin }) => gtin)).toEqual([
      '4006381333931',
      '036000291452',
      '96385074',
      undefined,
      undefined,
    ]);
    expect(variants[4]?.barcode).toBe('4.00638E+12');
    expect(whole.counts).toMatchObject({ warned: 2, refused: 0 });
  });

  test('an unreadable cost, weight or flag is left out with a warning', async () => {
    const text =
      'Handle,Title,Variant SKU,Variant Price,Cost per item,Variant Grams,Published\na,A,S,1,cheap,heavy,maybe\n';
    const { rows, products } = await readWhole(text);
    expect(outline(rows)).toEqual([
      '2: warned, unreadable-flag, cost-unreadable, weight-unreadable',
    ]);
    expect(products[0]?.variants[0]).toMatchObject({ cost: undefined, weightGrams: undefined });
  });
});

describe('images and titles', () => {
  test('rows with only an image are accepted, the same image twice is one, an address that is none is left out', async () => {
    const { rows, products } = await readWhole(
      tableOf(
        'a,A,,,,,X,1,,https://i.example/1.jpg',
        'a,,,,,,,,,https://i.example/2.jpg',
        'a,,,,,,,,,https://i.example/1.jpg',
        'a,,,,,,,,,C:\\pictures\\3.jpg',
        'a,,,,,,,,,',
      ),
    );
    expect(products[0]?.images.map(({ position }) => position)).toEqual([1, 2]);
    expect(outline(rows)).toEqual([
      '2: accepted',
      '3: accepted',
      '4: accepted',
      '5: warned, image-not-a-url',
      '6: warned, nothing-new',
    ]);
  });

  test('a handle used for two titles keeps the first and warns', async () => {
    const { rows, products } = await readWhole(tableOf('a,A,Size,S,,,X,1,,', 'a,B,Size,M,,,Y,1,,'));
    expect(products[0]?.details?.title).toBe('A');
    expect(outline(rows)).toEqual(['2: accepted', '3: warned, title-differs']);
  });

  test('a product without a title is called by its handle, with a warning', async () => {
    const { rows, products } = await readWhole(tableOf('a,,,,,,X,1,,'));
    expect(products[0]?.details?.title).toBe('a');
    expect(outline(rows)).toEqual(['2: warned, no-title']);
  });
});
