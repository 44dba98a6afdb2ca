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

const MILLIMETRES: Readonly<Record<string, number>> = {
  mm: 1,
  cm: 10,
  m: 1_000,
  in: 25.4,
  ft: 304.8,
};
const LONGEST_MM = 100_000;

/** Whole millimetres from "12.5 cm", "5 in" or Shopify's `{"value":25.0,"unit":"mm"}`; a bare number is centimetres. */
export function millimetresOf(text: string): number | undefined {
  const stated = /^\{"value":\s*"?([\d.]+)"?,\s*"unit":\s*"(\w+)"\}$/.exec(text);
  const plain = stated ?? /^(\d+(?:[.,]\d+)?)\s*(mm|cm|m|in|ft)?$/i.exec(text);
  const factor = MILLIMETRES[(plain?.[2] ?? 'cm').toLowerCase()];
  if (!plain?.[1] || factor === undefined) return undefined;
  const millimetres = Math.round(Number(plain[1].replace(',', '.')) * factor);
  return millimetres > 0 && millimetres <= LONGEST_MM ? millimetres : undefined;
}

/** A web address that an image can be fetched from. */
export function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^\s/?#]+\S*$/i.test(text) && text.length <= 2_048 && URL.canParse(text);
}

/** As long as Shopify lets a tag be. */
const LONGEST_TAG = 255;

export function tagsOf(text: string): readonly string[] {
  const tags = text.split(',').map((tag) => tag.trim().slice(0, LONGEST_TAG));
  return [...new Set(tags.filter((tag) => tag !== ''))];
}
