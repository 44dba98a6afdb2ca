/** Cell values: how amounts, quantities, weights, flags and barcodes are read from text, without guessing. */
import { parseMoney, type CurrencyCode, type Money } from '../../../platform/money.ts';
import type { ParsedStatus, WeightUnit } from './shopify-csv.ts';

/** Far above any stock, below what 32-bit columns hold. */
const MAX_COUNT = 1_000_000_000;

type Amount = { readonly money: Money; readonly reformatted: boolean };

/**
 * An amount as a decimal. Also read, as `reformatted`: "1,234.50", "1.234,50", "12,50". Not read: "1,000"
 * (a thousand or one?), signs of currencies, more digits than the currency has.
 */
export function amountOf(text: string, currency: CurrencyCode): Amount | undefined {
  const plain = parseMoney(text, currency);
  if (plain) return { money: plain, reformatted: false };
  const decimal = plainDecimal(text.trim());
  const money = decimal === undefined ? undefined : parseMoney(decimal, currency);
  return money && { money, reformatted: true };
}

function plainDecimal(text: string): string | undefined {
  if (/^\.\d+$/.test(text)) return `0${text}`;
  if (/^-?\d{1,3}(,\d{3})+\.\d+$/.test(text)) return text.replaceAll(',', '');
  if (/^-?\d{1,3}(\.\d{3})+,\d+$/.test(text)) return text.replaceAll('.', '').replace(',', '.');
  return /^-?\d+,\d{1,2}$/.test(text) ? text.replace(',', '.') : undefined;
}

/** A whole count, negative ones too; undefined for anything else. */
export function countOf(text: string): number | undefined {
  if (!/^[+-]?\d+(\.0*)?$/.test(text)) return undefined;
  const count = Number(text);
  if (Math.abs(count) > MAX_COUNT) return undefined;
  return count === 0 ? 0 : count;
}

/** Whole grams from a decimal of grams, rounded to the nearest. */
export function gramsOf(text: string): number | undefined {
  if (!/^\d+([.,]\d+)?$/.test(text)) return undefined;
  const grams = Math.round(Number(text.replace(',', '.')));
  return grams <= MAX_COUNT ? grams : undefined;
}

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['true', true], ['yes', true], ['y', true], ['1', true], ['continue', true],
  ['false', false], ['no', false], ['n', false], ['0', false], ['deny', false],
]); // prettier-ignore

/** TRUE/FALSE in any case, yes/no, 1/0, and the words of an inventory policy. */
export function flagOf(text: string): boolean | undefined {
  return FLAGS.get(text.toLowerCase());
}

const WEIGHT_UNITS: ReadonlySet<string> = new Set(['g', 'kg', 'oz', 'lb']);
const STATUSES: ReadonlySet<string> = new Set(['active', 'draft', 'archived', 'unlisted']);

export function weightUnitOf(text: string): WeightUnit | undefined {
  const unit = text.toLowerCase();
  return WEIGHT_UNITS.has(unit) ? (unit as WeightUnit) : undefined;
}

export function statusOf(text: string): ParsedStatus | undefined {
  const status = text.toLowerCase();
  return STATUSES.has(status) ? (status as ParsedStatus) : undefined;
}

/**
 * The GTIN that a barcode is: 8, 12, 13 or 14 digits whose check digit holds (GS1 General Specifications 7.9:
 * from the right, weights 3 and 1 in turn, rounded up to a ten). Blanks and hyphens between digits do not count.
 */
export function gtinOf(barcode: string): string | undefined {
  const digits = barcode.replace(/[\s-]/g, '');
  if (!/^(\d{8}|\d{12,14})$/.test(digits)) return undefined;
  let sum = 0;
  for (let place = 0; place < digits.length - 1; place++) {
    const fromRight = digits.length - 2 - place;
    sum += Number(digits[place]) * (fromRight % 2 === 0 ? 3 : 1);
  }
  return (10 - (sum % 10)) % 10 === Number(digits.at(-1)) ? digits : undefined;
}

/** A web address that an image can be fetched from. */
export function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^\s/?#]+\S*$/i.test(text) && text.length <= 2_048 && URL.canParse(text);
}

export function tagsOf(text: string): readonly string[] {
  const tags = text.split(',').map((tag) => tag.trim());
  return [...new Set(tags.filter((tag) => tag !== ''))];
}
