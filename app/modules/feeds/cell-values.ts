/** Cells of a stock file in our words: numbers, amounts and moments as the supplier writes them. */
import { currencyCode, money, parseMoney } from '../../platform/money.ts';
import type { Money } from '../../platform/money.ts';
import type { Instant } from '../../platform/clock.ts';
import { momentInZone } from '../../platform/zoned-moment.ts';
import type { FeedFormat } from './feed-format.ts';

type NumberStyle = Pick<FeedFormat, 'decimalSign' | 'thousands'>;

/** "1.234,5" as "1234.5"; undefined where it does not follow the style. */
export function plainDecimal(text: string, style: NumberStyle): string | undefined {
  const { decimalSign, thousands } = style;
  let plain = text
    .replace(/[\u00A0\u202F\u2009]/g, ' ')
    .replace(/\u2212/g, '-')
    .trim();
  if (thousands !== '' && plain.includes(thousands)) {
    const groups = new RegExp(
      `^[+-]?\\d{1,3}(${escaped(thousands)}\\d{3})+(${escaped(decimalSign)}\\d+)?$`,
    );
    if (!groups.test(plain)) return undefined;
    plain = plain.replaceAll(thousands, '');
  }
  if (decimalSign === ',') plain = plain.replace(',', '.');
  return /^[+-]?\d{1,12}(\.\d{1,6})?$/.test(plain) ? plain : undefined;
}

const escaped = (character: string): string => character.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

type QuantityStyle = NumberStyle & Pick<FeedFormat, 'quantityTexts' | 'openEnded'>;

/** Units or cases as written; words by the supplier's rule. */
export function readQuantity(text: string, style: QuantityStyle): number | undefined {
  const plain = plainDecimal(text, style);
  if (plain !== undefined) return Number(plain);
  const word = text.trim().toLowerCase();
  const rule = style.quantityTexts.find((each) => each.text.toLowerCase() === word);
  if (rule) return rule.units;
  return style.openEnded === 'bound' ? readBound(text, style) : undefined;
}

/** More than ten is surely ten; fewer than five may be none. */
function readBound(text: string, style: NumberStyle): number | undefined {
  const [, sign = '', digits = '', plus = ''] =
    /^\s*(>=?|≥|<=?|≤)?\s*([\d.,' ]+?)\s*(\+)?\s*$/.exec(text) ?? [];
  const bound = plainDecimal(digits, style);
  if (bound === undefined || (sign === '') === (plus === '')) return undefined;
  return /[<≤]/.test(sign) ? 0 : Math.floor(Number(bound));
}

/** An amount of the currency (ISO 4217), with no more digits than it has; nothing is rounded silently. */
export function readAmount(text: string, code: string, style: NumberStyle): Money | undefined {
  const plain = plainDecimal(text, style);
  if (plain === undefined || !/^[A-Z]{3}$/.test(code)) return undefined;
  return parseMoney(plain.replace(/^\+/, ''), currencyCode(code));
}

/** What one unit costs of a case, rounded half up to the minor unit. */
export function costOfUnit(perCase: Money, units: number): Money {
  return money(Math.round(perCase.minor / units), perCase.currency);
}

type MomentStyle = Pick<FeedFormat, 'dates' | 'timeZone'>;

const TIME = String.raw`(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?`;
const YEAR_FIRST = new RegExp(`^(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})${TIME}$`, 'i');
const YEAR_LAST = new RegExp(`^(\\d{1,2})[-/.](\\d{1,2})[-/.](\\d{4})${TIME}$`, 'i');

/** A time without an offset is one of the supplier's zone; a day alone is its first moment, which claims the least. */
export function readMoment(text: string, style: MomentStyle): Instant | undefined {
  if (style.dates === 'epoch') return fromEpoch(text);
  const first = YEAR_FIRST.exec(text.trim());
  if (first) return compose(first, [1, 2, 3], style);
  if (style.dates !== 'dmy' && style.dates !== 'mdy') return undefined;
  const last = YEAR_LAST.exec(text.trim());
  return last ? compose(last, style.dates === 'dmy' ? [3, 2, 1] : [3, 1, 2], style) : undefined;
}

function compose(
  match: RegExpExecArray,
  [year, month, day]: readonly [number, number, number],
  { timeZone }: MomentStyle,
): Instant | undefined {
  const part = (at: number) => Number(match[at] ?? 0);
  const offset = match[7]?.toUpperCase().replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  const wall = {
    year: part(year),
    month: part(month),
    day: part(day),
    hour: part(4),
    minute: part(5),
    second: part(6),
  };
  return momentInZone(wall, offset === 'Z' ? 'UTC' : (offset ?? timeZone));
}

const FIRST_MS = 100_000_000_000; // seconds until the year 5138, milliseconds from 1973 on

function fromEpoch(text: string): Instant | undefined {
  if (!/^\d{9,13}(\.\d+)?$/.test(text.trim())) return undefined;
  const number = Number(text);
  return new Date(Math.floor(number < FIRST_MS ? number * 1_000 : number));
}

/** Whether the last digit of a GTIN checks the others (GS1 General Specifications §7.9). */
export function isGtin(text: string): boolean {
  if (!/^(\d{8}|\d{12,14})$/.test(text)) return false;
  const sum = Array.from(text.padStart(14, '0')).reduce(
    (total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 3 : 1),
    0,
  );
  return sum % 10 === 0;
}

/** As in stock-20260302T120000Z.csv, also with dashes and colons; without Z in the supplier's zone. */
export function momentInName(name: string, timeZone: string): Instant | undefined {
  const match = /(\d{4})-?(\d{2})-?(\d{2})[T_-](\d{2})[:-]?(\d{2})(?:[:-]?(\d{2}))?(Z)?/.exec(name);
  if (!match) return undefined;
  const part = (at: number) => Number(match[at] ?? 0);
  const wall = {
    year: part(1),
    month: part(2),
    day: part(3),
    hour: part(4),
    minute: part(5),
    second: part(6),
  };
  return momentInZone(wall, match[7] ? 'UTC' : timeZone);
}
