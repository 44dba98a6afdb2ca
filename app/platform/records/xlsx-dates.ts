/** Days of a workbook: numbers since 1900 (or 1904), shown as dates by the format of their cell. */
const DAY_MS = 86_400_000;
/** Day 0 of the 1900 system, with its invented 29 February 1900 taken out (ECMA-376 part 1 §18.17.4). */
const ORIGIN_1900 = Date.UTC(1899, 11, 30);
const ORIGIN_1904 = Date.UTC(1904, 0, 1);

/** The serial as "2026-03-02T13:00:00", without a zone: the workbook knows none. */
export function momentOfSerial(serial: number, since1904: boolean): string {
  if (!Number.isFinite(serial)) return '';
  const ms = Math.round((serial * DAY_MS) / 1_000) * 1_000;
  const moment = new Date((since1904 ? ORIGIN_1904 : ORIGIN_1900) + ms);
  return Number.isNaN(moment.getTime()) ? '' : moment.toISOString().slice(0, 19);
}

/** Built-in formats of dates and times (§18.8.30). */
export function isBuiltInDate(formatId: number): boolean {
  return (formatId >= 14 && formatId <= 22) || (formatId >= 45 && formatId <= 47);
}

/** Whether a format of its own shows days or hours: its letters, what stands in quotes or brackets aside. */
export function showsDate(code: string): boolean {
  return /[dmyhs]/i.test(code.replace(/"[^"]*"|\[[^\]]*\]|\\./g, '')) && !/general/i.test(code);
}
