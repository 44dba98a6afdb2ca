/**
 * Reads the European Central Bank's files of euro reference rates (eurofxref): the XML with its nested Cube elements, one
 * day or many, and the CSV, whose first line names the currencies and whose days are written 2026-11-20 or 20 November 2026.
 */
import { FX_BASE, parseRate } from './fx-rates.ts';
import type { DayRate } from './fx-rates.ts';

/** Rates of a file; empty when it is no file of this kind. `N/A` and what is no rate is left out. */
export function parseEcbRates(text: string): readonly DayRate[] {
  return text.includes('<Cube') ? readXml(text) : readCsv(text);
}

const CUBE = /<Cube\b([^>]*)>/g;

function readXml(text: string): DayRate[] {
  let day = '';
  return [...text.matchAll(CUBE)].flatMap(([, attributes = '']) => {
    const read = (name: string) =>
      new RegExp(`\\b${name}\\s*=\\s*['"]([^'"]*)['"]`).exec(attributes)?.[1];
    day = read('time') ?? day;
    return toRate(read('currency') ?? '', day, read('rate') ?? '');
  });
}

function readCsv(text: string): DayRate[] {
  const [header = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const [first = '', ...currencies] = header.split(',').map((cell) => cell.trim());
  if (first.toLowerCase() !== 'date') return [];
  return lines.flatMap((line) => {
    const [date = '', ...cells] = line.split(',').map((cell) => cell.trim());
    const day = readDay(date);
    return day ? cells.flatMap((cell, place) => toRate(currencies[place] ?? '', day, cell)) : [];
  });
}

const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december']; // prettier-ignore

function readDay(text: string): string | undefined {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return text;
  const [, day = '', name = '', year = ''] = /^(\d{1,2}) (\p{L}+) (\d{4})$/u.exec(text) ?? [];
  const month = MONTHS.indexOf(name.toLowerCase()) + 1;
  return month > 0
    ? `${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`
    : undefined;
}

function toRate(currency: string, day: string, text: string): DayRate[] {
  const perEuro = parseRate(text);
  const isKnown = /^[A-Z]{3}$/.test(currency) && currency !== FX_BASE;
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day));
  return isKnown && isDay && perEuro ? [{ currency, day, perEuro }] : [];
}
