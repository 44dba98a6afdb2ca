/** Reads what one row says about a variant: its amounts, counts and codes, with a warning for each doubt. */
import type { CurrencyCode, Money } from '../../../platform/money.ts';
import { countryOf, hsCodeOf } from '../customs.ts';
import { gtinOf } from '../gtin.ts';
import {
  amountOf,
  countOf,
  flagOf,
  gramsOf,
  isWebAddress,
  millimetresOf,
  weightUnitOf,
} from './cell-values.ts';
import type { Field, RowCells } from './shopify-columns.ts';
import type { ParsedVariant, RowRefusal, RowWarning, RowWarningCode } from './shopify-csv.ts';

/** Collects the doubts about one row. */
export class RowDoubts {
  readonly warnings: RowWarning[];

  constructor(warnings: readonly RowWarning[] = []) {
    this.warnings = [...warnings];
  }

  warn(code: RowWarningCode, message: string): void {
    this.warnings.push({ code, message });
  }
}

/** Blank cells fall back silently; an unreadable flag falls back with a warning. */
export function flagFrom(
  cells: RowCells,
  field: Field,
  fallback: boolean,
  doubts: RowDoubts,
): boolean {
  const text = cells.text(field);
  if (text === '') return fallback;
  const flag = flagOf(text);
  if (flag === undefined) {
    doubts.warn('unreadable-flag', `"${text}" is neither true nor false; read as ${fallback}.`);
  }
  return flag ?? fallback;
}

/** An image address, or undefined (with a warning when something else stands there). */
export function imageUrlFrom(cells: RowCells, field: Field, doubts: RowDoubts): string | undefined {
  const url = cells.optional(field);
  if (url === undefined || isWebAddress(url)) return url;
  doubts.warn(
    'image-not-a-url',
    `"${url.slice(0, 80)}" is not a web address; the image was left out.`,
  );
  return undefined;
}

/**
 * The variant of a row. Refused only when its price cannot be trusted (unreadable or negative); an absent price
 * is a variant that cannot be sold yet, a zero price is taken as meant.
 */
export function readVariant(
  cells: RowCells,
  optionValues: readonly string[],
  line: number,
  currency: CurrencyCode,
  doubts: RowDoubts,
): ParsedVariant | RowRefusal {
  const price = readPrice(cells, currency, doubts);
  if (price && 'code' in price) return price;
  const sku = cells.optional('sku');
  if (sku === undefined) {
    doubts.warn('no-sku', 'No SKU; the variant is known by its handle and option values.');
  }
  return {
    line,
    optionValues,
    sku,
    price,
    compareAtPrice: sideAmount(cells, 'compareAtPrice', currency, doubts),
    cost: sideAmount(cells, 'cost', currency, doubts),
    ...barcodes(cells, doubts),
    mpn: cells.optional('mpn'),
    weightGrams: weight(cells, doubts),
    weightUnit: weightUnitOf(cells.text('weightUnit')),
    lengthMm: size(cells, 'length', doubts),
    widthMm: size(cells, 'width', doubts),
    heightMm: size(cells, 'height', doubts),
    ...customs(cells, doubts),
    quantity: quantity(cells, doubts),
    tracked: cells.text('tracker') !== '',
    sellsWhenOutOfStock: flagFrom(cells, 'policy', false, doubts),
    requiresShipping: flagFrom(cells, 'requiresShipping', true, doubts),
    taxable: flagFrom(cells, 'taxable', true, doubts),
    imageUrl: imageUrlFrom(cells, 'variantImageUrl', doubts),
  };
}

function readPrice(
  cells: RowCells,
  currency: CurrencyCode,
  doubts: RowDoubts,
): Money | RowRefusal | undefined {
  const text = cells.text('price');
  if (text === '') {
    doubts.warn('no-price', 'No price; the variant cannot be sold until it has one.');
    return undefined;
  }
  const amount = amountOf(text, currency);
  if (!amount) {
    return {
      code: 'price-unreadable',
      message: `The price "${text}" is not an amount in ${currency}.`,
    };
  }
  if (amount.money.minor < 0) {
    return { code: 'negative-price', message: `The price ${text} is below zero.` };
  }
  if (amount.reformatted) warnReformatted(text, doubts);
  if (amount.money.minor === 0) doubts.warn('zero-price', 'The price is zero.');
  return amount.money;
}

function sideAmount(
  cells: RowCells,
  field: 'compareAtPrice' | 'cost',
  currency: CurrencyCode,
  doubts: RowDoubts,
): Money | undefined {
  const text = cells.text(field);
  if (text === '') return undefined;
  const amount = amountOf(text, currency);
  if (amount && amount.money.minor >= 0) {
    if (amount.reformatted) warnReformatted(text, doubts);
    return amount.money;
  }
  const code = field === 'cost' ? 'cost-unreadable' : 'compare-at-unreadable';
  doubts.warn(code, `"${text}" is not an amount in ${currency}; it was left out.`);
  return undefined;
}

function warnReformatted(text: string, doubts: RowDoubts): void {
  doubts.warn('reformatted-amount', `"${text}" was read with its separators turned round.`);
}

/** Exports put an apostrophe before digits so that spreadsheets keep them as text. */
function barcodes(cells: RowCells, doubts: RowDoubts): Pick<ParsedVariant, 'barcode' | 'gtin'> {
  const barcode = cells.text('barcode').replace(/^'/, '') || undefined;
  const gtin = barcode && gtinOf(barcode);
  if (barcode && !gtin) {
    doubts.warn(
      'barcode-not-gtin',
      `The barcode "${barcode}" is no GTIN: length or check digit is wrong.`,
    );
  }
  return { barcode, gtin: gtin || undefined };
}

function weight(cells: RowCells, doubts: RowDoubts): number | undefined {
  const text = cells.text('weightGrams');
  if (text === '') return undefined;
  const grams = gramsOf(text);
  if (grams === undefined) doubts.warn('weight-unreadable', `"${text}" is not a weight in grams.`);
  return grams;
}

function size(
  cells: RowCells,
  field: 'length' | 'width' | 'height',
  doubts: RowDoubts,
): number | undefined {
  const text = cells.text(field);
  if (text === '') return undefined;
  const millimetres = millimetresOf(text);
  if (millimetres === undefined)
    doubts.warn('size-unreadable', `The ${field} "${text}" is not a size such as 12.5 cm.`);
  return millimetres;
}

function customs(
  cells: RowCells,
  doubts: RowDoubts,
): Pick<ParsedVariant, 'originCountry' | 'hsCode'> {
  const [country, code] = [cells.text('originCountry'), cells.text('hsCode')];
  const originCountry = country === '' ? undefined : countryOf(country);
  const hsCode = code === '' ? undefined : hsCodeOf(code);
  if (country !== '' && !originCountry) {
    doubts.warn('country-unknown', `"${country}" is no country code (ISO 3166-1, two letters).`);
  }
  if (code !== '' && !hsCode) {
    doubts.warn('hs-code-unreadable', `"${code}" is no HS code: 6 to 13 digits.`);
  }
  return { originCountry, hsCode };
}

function quantity(cells: RowCells, doubts: RowDoubts): number | undefined {
  const text = cells.text('quantity');
  if (text === '') return undefined;
  const count = countOf(text);
  if (count === undefined) {
    doubts.warn(
      'quantity-unreadable',
      `"${text}" is not a whole quantity; stock counts as unknown.`,
    );
    return undefined;
  }
  if (count >= 0) return count;
  doubts.warn('negative-quantity', `The quantity ${count} is below zero and was read as 0.`);
  return 0;
}
