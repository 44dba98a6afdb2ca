/**
 * Sample catalogue: a small outdoor range as a Shopify product CSV, the same at every start, for the demo when no
 * file is given. Pictures are drawn by the sandbox, so that they show without any network.
 */
import { writeFile } from 'node:fs/promises';
import type { ParsedProduct } from '../../app/modules/catalog/shopify-csv/shopify-csv.ts';
import { currencyCode, money } from '../../app/platform/money.ts';
import { csvOf } from '../factories/catalogue-csv.ts';

const CHF = currencyCode('CHF');

type Kind = {
  readonly type: string;
  readonly words: readonly string[];
  readonly price: number;
  readonly grams: number;
  readonly options: Readonly<Record<string, readonly string[]>>;
  readonly text: string;
};

const COLOURS = ['Moss', 'Slate', 'Ember'];
const KINDS: readonly Kind[] = [
  { type: 'Backpacks', words: ['Ridge Daypack', 'Col Touring Pack', 'Summit Roll-Top'], price: 12_900, grams: 1_150, options: { Colour: COLOURS }, text: 'Carries close to the back, opens wide, shrugs off rain.' },
  { type: 'Jackets', words: ['Föhn Shell', 'Bise Windbreaker', 'Nebel Insulated Jacket'], price: 21_900, grams: 540, options: { Colour: ['Moss', 'Slate'], Size: ['S', 'M', 'L', 'XL'] }, text: 'Cut for movement, seams where they do not rub.' },
  { type: 'Base layers', words: ['Merino Crew', 'Merino Leggings'], price: 8_900, grams: 190, options: { Size: ['S', 'M', 'L', 'XL'] }, text: 'Fine merino that stays fresh for days.' },
  { type: 'Cookware', words: ['Trail Kettle', 'Nesting Pot Set', 'Titanium Mug'], price: 4_500, grams: 310, options: {}, text: 'Light, stackable, and quick on a small flame.' },
  { type: 'Lamps', words: ['Glow Headlamp', 'Hut Lantern'], price: 5_900, grams: 120, options: { Colour: ['Slate', 'Ember'] }, text: 'Warm light, honest run time, charges by USB-C.' },
  { type: 'Bottles', words: ['Spring Bottle', 'Thermo Flask'], price: 3_200, grams: 260, options: { Volume: ['0.5 l', '0.75 l', '1 l'] }, text: 'Double-walled steel that keeps tea hot until the summit.' },
  { type: 'Sleeping', words: ['Lark Sleeping Bag', 'Moor Sleeping Mat'], price: 18_900, grams: 980, options: { Size: ['Regular', 'Long'] }, text: 'Packs small, lofts fast, warm where it matters.' },
  { type: 'Tools', words: ['Pocket Saw', 'Field Knife', 'Repair Kit'], price: 3_900, grams: 180, options: {}, text: 'The small things that turn a bad hour into a good story.' },
]; // prettier-ignore

const PLAIN_VARIANT = {
  line: 0,
  compareAtPrice: undefined,
  cost: undefined,
  barcode: undefined,
  gtin: undefined,
  mpn: undefined,
  weightUnit: 'g',
  tracked: true,
  sellsWhenOutOfStock: false,
  requiresShipping: true,
  taxable: true,
  imageUrl: undefined,
  lengthMm: undefined,
  widthMm: undefined,
  heightMm: undefined,
  originCountry: undefined,
  hsCode: undefined,
} as const;

const VENDORS = ['Nordlicht', 'Berg & Tal', 'Kleinwerk'];

/** Writes the file; `pictures` is the address under which the sandbox draws. */
export async function writeSampleCatalogue(file: string, pictures: string): Promise<void> {
  const products = KINDS.flatMap((kind, group) =>
    kind.words.map((title, index) => productOf(kind, title, group * 10 + index, pictures)),
  );
  await writeFile(file, csvOf(products));
}

function productOf(kind: Kind, title: string, number: number, pictures: string): ParsedProduct {
  const handle = title
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/[^a-z0-9]+/g, '-');
  return {
    handle,
    line: 0,
    continued: false,
    details: {
      title,
      descriptionHtml: `<p>${kind.text}</p>`,
      vendor: VENDORS[number % VENDORS.length] ?? 'Nordlicht',
      productType: kind.type,
      category: '',
      tags: [kind.type.toLowerCase(), 'outdoor'],
      published: true,
      status: 'active',
      giftCard: false,
      seoTitle: '',
      seoDescription: '',
      attributes: {},
    },
    optionNames: Object.keys(kind.options),
    images: [{ url: `${pictures}/${handle}.svg`, altText: title, position: 1 }],
    variants: combinations(Object.values(kind.options)).map((optionValues, index) => ({
      ...PLAIN_VARIANT,
      optionValues,
      sku: `NL-${String(1_000 + number)}-${String(index + 1).padStart(2, '0')}`,
      price: money(kind.price + (number % 3) * 1_000, CHF),
      weightGrams: kind.grams,
      quantity: (number * 7 + index * 5) % 37,
    })),
  };
}

function combinations(lists: readonly (readonly string[])[]): string[][] {
  return lists.reduce<string[][]>(
    (all, values) => all.flatMap((one) => values.map((value) => [...one, value])),
    [[]],
  );
}
