/**
 * Catalogue CSV: valid Shopify product tables made to order. `csvOf` writes products as Shopify would export
 * them; `catalogueOf` makes a seeded catalogue of any size as a stream, the same for the same seed.
 */
import { Readable } from 'node:stream';
import { currencyCode, formatDecimal, money, type Money } from '../../app/platform/money.ts';
import type {
  ParsedProduct,
  ParsedVariant,
} from '../../app/modules/catalog/shopify-csv/shopify-csv.ts';

export type CsvStyle = {
  /** Column names of the older or the newer export. */
  readonly headers: 'older' | 'newer';
  readonly separator: ',' | ';' | '\t';
  readonly lineEnd: '\n' | '\r\n' | '\r';
};
const PLAIN_STYLE: CsvStyle = { headers: 'older', separator: ',', lineEnd: '\n' };

const HEADERS: Readonly<Record<CsvStyle['headers'], readonly string[]>> = {
  older: [
    'Handle', 'Title', 'Body (HTML)', 'Vendor', 'Product Category', 'Type', 'Tags', 'Published', 'Status', 'Gift Card',
    'SEO Title', 'SEO Description', 'Option1 Name', 'Option1 Value', 'Option2 Name', 'Option2 Value', 'Option3 Name',
    'Option3 Value', 'Variant SKU', 'Variant Barcode', 'Google Shopping / MPN', 'Variant Price', 'Variant Compare At Price',
    'Cost per item', 'Variant Grams', 'Variant Weight Unit', 'Variant Inventory Qty', 'Variant Inventory Tracker',
    'Variant Inventory Policy', 'Variant Requires Shipping', 'Variant Taxable', 'Variant Image', 'Image Src',
    'Image Position', 'Image Alt Text', 'Variant Length', 'Variant Width', 'Variant Height', 'Variant Country of Origin',
    'Variant HS Code', 'Fabric (product.metafields.shopify.fabric)', 'Care (product.metafields.custom.care)',
  ],
  newer: [
    'URL handle', 'Title', 'Description', 'Vendor', 'Product category', 'Type', 'Tags', 'Published on online store',
    'Status', 'Gift card', 'SEO title', 'SEO description', 'Option1 name', 'Option1 value', 'Option2 name',
    'Option2 value', 'Option3 name', 'Option3 value', 'SKU', 'Barcode', 'Google Shopping / Manufacturer part number (MPN)',
    'Price', 'Compare-at price', 'Cost per item', 'Weight value (grams)', 'Weight unit for display',
    'Inventory quantity', 'Inventory tracker', 'Continue selling when out of stock', 'Requires shipping', 'Charge tax',
    'Variant image URL', 'Product image URL', 'Image position', 'Image alt text', 'Length (variant.metafields.custom.length)',
    'Width (variant.metafields.custom.width)', 'Height', 'COO', 'HS Code', 'Fabric (product.metafields.shopify.fabric)',
    'Care (product.metafields.custom.care)',
  ],
}; // prettier-ignore

export function headerLine(style: CsvStyle = PLAIN_STYLE): string {
  return lineOf(HEADERS[style.headers], style);
}

/** The products as CSV text with its header. */
export function csvOf(products: readonly ParsedProduct[], style: CsvStyle = PLAIN_STYLE): string {
  return headerLine(style) + products.map((product) => productLines(product, style)).join('');
}

/** The lines of one product: variants and images side by side, the shorter list padded with blanks. */
function productLines(product: ParsedProduct, style: CsvStyle = PLAIN_STYLE): string {
  const count = Math.max(product.variants.length, product.images.length, 1);
  return Array.from({ length: count }, (_, row) =>
    lineOf(
      [
        ...detailCells(product, row),
        ...variantCells(product, row),
        ...imageCells(product, row),
        ...customsCells(product, row),
        ...attributeCells(product, row),
      ],
      style,
    ),
  ).join('');
}

function detailCells({ handle, details }: ParsedProduct, row: number): string[] {
  if (row > 0 || !details) return [handle, ...Array<string>(11).fill('')];
  return [
    handle, details.title, details.descriptionHtml, details.vendor, details.category, details.productType,
    details.tags.join(', '), String(details.published), details.status ?? '', String(details.giftCard),
    details.seoTitle, details.seoDescription,
  ]; // prettier-ignore
}

function variantCells({ optionNames, variants }: ParsedProduct, row: number): string[] {
  const variant = variants[row];
  if (!variant) return Array<string>(20).fill('');
  const names = optionNames.length > 0 ? optionNames : ['Title'];
  const values = optionNames.length > 0 ? variant.optionValues : ['Default Title'];
  const options = [0, 1, 2].flatMap((place) => [
    row === 0 ? (names[place] ?? '') : '',
    values[place] ?? '',
  ]);
  return [
    ...options, variant.sku ?? '', variant.barcode ?? '', variant.mpn ?? '', decimal(variant.price),
    decimal(variant.compareAtPrice), decimal(variant.cost), number(variant.weightGrams), variant.weightUnit ?? '',
    number(variant.quantity), variant.tracked ? 'shopify' : '', variant.sellsWhenOutOfStock ? 'continue' : 'deny',
    String(variant.requiresShipping), String(variant.taxable), variant.imageUrl ?? '',
  ]; // prettier-ignore
}

function imageCells({ images }: ParsedProduct, row: number): string[] {
  const image = images[row];
  return image ? [image.url, String(image.position), image.altText] : ['', '', ''];
}

function customsCells({ variants }: ParsedProduct, row: number): string[] {
  const variant = variants[row];
  if (!variant) return Array<string>(5).fill('');
  const sizes = [variant.lengthMm, variant.widthMm, variant.heightMm];
  const written = sizes.map((size) => (size === undefined ? '' : `${size} mm`));
  return [...written, variant.originCountry ?? '', variant.hsCode ?? ''];
}

function attributeCells({ details }: ParsedProduct, row: number): string[] {
  return ['Fabric', 'Care'].map((name) => (row === 0 ? (details?.attributes[name] ?? '') : ''));
}

function decimal(amount: Money | undefined): string {
  return amount ? formatDecimal(amount) : '';
}

function number(value: number | undefined): string {
  return value === undefined ? '' : String(value);
}

function lineOf(cells: readonly string[], { separator, lineEnd }: CsvStyle): string {
  return (
    cells.map((cell) => (/[",;\t\r\n]/.test(cell) ? quoted(cell) : cell)).join(separator) + lineEnd
  );
}

function quoted(cell: string): string {
  return `"${cell.replaceAll('"', '""')}"`;
}

type CatalogueShape = {
  readonly seed?: number;
  readonly products: number;
  /** The same for every product (default 4), so that variant i belongs to product ⌊i ÷ variants⌋. */
  readonly variantsPerProduct?: number;
  readonly imagesPerProduct?: number;
  readonly currency?: string;
};

type Catalogue = {
  readonly variantCount: number;
  productAt(index: number): ParsedProduct;
  /** The SKU of variant i, counted through the whole catalogue from 0. */
  skuFor(index: number): string;
  /** The whole table; made while it is read. */
  stream(style?: CsvStyle): Readable;
};

const KINDS = ['Lamp', 'Kettle', 'Rug', 'Jacket', 'Bottle', 'Chair', 'Satchel', 'Blanket'] as const;
const MAKERS = ['Norrsken', 'Alba & Co', 'Tidewater', 'Kessel', 'Marlow'] as const;
const COLOURS = ['Moss', 'Sand', 'Ink', 'Rust', 'Chalk', 'Plum', 'Slate', 'Fern'] as const;

/** A catalogue without faults: distinct SKUs, prices above zero, valid GTINs, options Colour and Size. */
export function catalogueOf(shape: CatalogueShape): Catalogue {
  const seed = shape.seed ?? 1;
  const perProduct = shape.variantsPerProduct ?? 4;
  const skuFor = (index: number) => `SB${seed}-${String(index).padStart(7, '0')}`;
  const productAt = (index: number) => makeProduct(shape, seed, perProduct, index, skuFor);
  return {
    variantCount: shape.products * perProduct,
    productAt,
    skuFor,
    stream: (style = PLAIN_STYLE) => Readable.from(piecesOf(shape.products, productAt, style)),
  };
}

function* piecesOf(count: number, productAt: (index: number) => ParsedProduct, style: CsvStyle) {
  let text = headerLine(style);
  for (let index = 0; index < count; index++) {
    text += productLines(productAt(index), style);
    if (text.length < 1 << 16) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text !== '') yield Buffer.from(text);
}

function makeProduct(
  shape: CatalogueShape,
  seed: number,
  perProduct: number,
  index: number,
  skuFor: (index: number) => string,
): ParsedProduct {
  const random = randomOf(seed * 1_000_003 + index);
  const kind = pick(KINDS, random);
  const vendor = pick(MAKERS, random);
  const handle = `${kind.toLowerCase()}-${seed}-${index}`;
  const images = Array.from({ length: shape.imagesPerProduct ?? 2 }, (_, place) => ({
    url: `https://images.example/${handle}/${place + 1}.jpg`,
    altText: `${kind}, view ${place + 1}`,
    position: place + 1,
  }));
  const currency = currencyCode(shape.currency ?? 'USD');
  const variants = Array.from({ length: perProduct }, (_, place): ParsedVariant => {
    const number = index * perProduct + place;
    const cost = 200 + Math.floor(random() * 20_000);
    const barcode = gtin13(seed, number);
    return {
      line: 0,
      optionValues:
        perProduct === 1 ? [] : [COLOURS[place % 8] ?? 'Moss', `Size ${Math.floor(place / 8) + 1}`],
      sku: skuFor(number),
      price: money(cost * 2, currency),
      compareAtPrice: undefined,
      cost: money(cost, currency),
      barcode,
      gtin: barcode,
      mpn: undefined,
      weightGrams: 50 + Math.floor(random() * 5_000),
      weightUnit: 'g',
      quantity: Math.floor(random() * 200),
      tracked: true,
      sellsWhenOutOfStock: false,
      requiresShipping: true,
      taxable: true,
      imageUrl: images[place % Math.max(1, images.length)]?.url,
      lengthMm: 100 + (number % 400),
      widthMm: undefined,
      heightMm: undefined,
      originCountry: number % 2 === 0 ? 'PT' : 'CH',
      hsCode: '630140',
    };
  });
  return {
    handle,
    line: 0,
    continued: false,
    details: {
      title: `${vendor} ${kind} ${index}`,
      descriptionHtml: `<p>A ${kind.toLowerCase()} by "${vendor}", made to last.</p>\n<ul><li>No. ${index}</li></ul>`,
      vendor,
      productType: kind,
      category: '',
      tags: [kind.toLowerCase(), random() < 0.3 ? 'new' : 'classic'],
      published: true,
      status: 'active',
      giftCard: false,
      seoTitle: '',
      seoDescription: '',
      attributes: { Fabric: 'Wool' },
    },
    optionNames: perProduct === 1 ? [] : ['Colour', 'Size'],
    variants,
    images,
  };
}

function pick<Value>(values: readonly [Value, ...Value[]], random: () => number): Value {
  return values[Math.floor(random() * values.length)] ?? values[0];
}

/** A 13-digit GTIN from the range 200–299 that GS1 leaves to each company's own use. */
function gtin13(seed: number, number: number): string {
  const body = `2${String(seed % 1000).padStart(3, '0')}${String(number % 100_000_000).padStart(8, '0')}`;
  const sum = Array.from(body).reduce(
    (total, digit, place) => total + Number(digit) * (place % 2 === 0 ? 1 : 3),
    0,
  );
  return body + String((10 - (sum % 10)) % 10);
}

/** mulberry32: small, seeded, good enough for made-up goods. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
