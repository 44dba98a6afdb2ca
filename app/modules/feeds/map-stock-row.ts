/** Mapper: a row of a stock file in our words; what cannot be read is refused, with the column and the reason. */
import type { FeedLine } from '../suppliers/supplier-connector.ts';
import type { Instant } from '../../platform/clock.ts';
import type { Money } from '../../platform/money.ts';
import { costOfUnit, isGtin, readAmount, readMoment, readQuantity } from './cell-values.ts';
import type { FeedFormat, StockField } from './feed-format.ts';
import type { StockColumns } from './stock-columns.ts';

export type StockFile = {
  readonly format: FeedFormat;
  /** ISO 4217, of amounts without a currency of their own. */
  readonly currency: string;
  /** What the file states for all its rows. */
  readonly asOf: Instant | undefined;
};

type Row = { readonly line: number; readonly cells: readonly string[] };
type LevelLine = Extract<FeedLine, { kind: 'level' }>;

/** Why a row or a cell is not taken. */
class Refused extends Error {
  readonly column: string | undefined;
  readonly value: string;

  constructor(column: string | undefined, value: string, why: string) {
    super(why);
    this.column = column;
    this.value = value;
  }
}

const MOST_DAYS = 3_650;

/** One line for each figure of the row, and one for each cell beside it that cannot be read. */
export function mapStockRow(file: StockFile, columns: StockColumns, row: Row): readonly FeedLine[] {
  const { line, cells } = row;
  const text = (field: StockField) => cells[columns.index.get(field) ?? -1]?.trim() ?? '';
  const supplierSku = text('sku');
  const refusal = (fault: unknown): FeedLine => {
    if (!(fault instanceof Refused)) throw fault;
    const { column, value, message: why } = fault;
    return { kind: 'refused', line, supplierSku, column, value, why };
  };
  try {
    if (cells.length < columns.names.length) throw tooShort(row, columns);
    const gtin = identityOf(supplierSku, text('gtin'));
    const asOf = readAsOf(text('as_of'), file) ?? file.asOf;
    const beside: FeedLine[] = [];
    const optional = <Value>(read: () => Value): Value | undefined => {
      try {
        return read();
      } catch (fault) {
        beside.push(refusal(fault));
        return undefined;
      }
    };
    const units = readUnits(text('units_per_case'), file.format);
    const cost = optional(() => readCost(text('cost'), text('currency'), units, file));
    const leadTimeDays = optional(() => readDays(text('lead_time')));
    const level = { line, supplierSku, gtin, cost, leadTimeDays, asOf };
    return [...levelsOf(file, columns, row, level, units, refusal), ...beside];
  } catch (fault) {
    return [refusal(fault)];
  }
}

type Shared = Pick<LevelLine, 'line' | 'supplierSku' | 'gtin' | 'cost' | 'leadTimeDays' | 'asOf'>;

function levelsOf(
  { format }: StockFile,
  { index, places }: StockColumns,
  { cells }: Row,
  shared: Shared,
  units: number,
  refusal: (fault: unknown) => FeedLine,
): FeedLine[] {
  const read = (column: string, at: number, location: string | undefined): FeedLine => {
    const cell = cells[at]?.trim() ?? '';
    const count = readQuantity(cell, format);
    if (count === undefined) return refusal(new Refused(column, cell, NO_QUANTITY));
    const isText = format.quantityTexts.some(
      ({ text }) => text.toLowerCase() === cell.toLowerCase(),
    );
    const quantity = isText ? count : Math.round(count * units * 1e6) / 1e6;
    return { kind: 'level', ...shared, locationCode: location, quantity };
  };
  if (places.length === 0) {
    const location = cells[index.get('location') ?? -1]?.trim() || undefined;
    return [read('quantity', index.get('quantity') ?? -1, location)];
  }
  return places
    .filter(({ at }) => (cells[at]?.trim() ?? '') !== '') // nothing is said of that location
    .map(({ at, column, location }) => read(column, at, location));
}

const NO_QUANTITY =
  'The quantity is no number in the form that the feed settings say, and no word that they know.';

function identityOf(sku: string, gtin: string): string | undefined {
  if (gtin === '' && sku === '') throw new Refused('sku', '', 'The row names no article.');
  if (gtin === '') return undefined;
  const digits = gtin.replaceAll(/[\s-]/g, '');
  if (isGtin(digits)) return digits;
  if (sku !== '') return undefined; // the SKU says it all
  throw new Refused('gtin', gtin, 'The GTIN does not check: a digit is wrong or missing.');
}

function readAsOf(text: string, { format }: StockFile): Instant | undefined {
  if (text === '') return undefined;
  const moment = readMoment(text, format);
  if (moment) return moment;
  throw new Refused(
    'as_of',
    text,
    `The time is not in the form that the feed settings say (${EXAMPLES[format.dates]}).`,
  );
}

const EXAMPLES: Readonly<Record<FeedFormat['dates'], string>> = {
  iso: '2026-03-02T12:00:00Z',
  ymd: '2026/03/02 12:00',
  dmy: '02.03.2026 12:00',
  mdy: '03/02/2026 12:00',
  epoch: '1772452800',
};

function readUnits(text: string, format: FeedFormat): number {
  if (text === '') return format.unitsPerCase;
  const units = readQuantity(text, { ...format, quantityTexts: [], openEnded: 'refuse' });
  if (units !== undefined && Number.isInteger(units) && units >= 1) return units;
  throw new Refused('units_per_case', text, 'The units of a case are no whole number from one on.');
}

function readCost(
  text: string,
  currency: string,
  units: number,
  { format, currency: own }: StockFile,
): Money | undefined {
  if (text === '') return undefined;
  const amount = readAmount(text, (currency || own).toUpperCase(), format);
  if (!amount || amount.minor < 0)
    throw new Refused(
      'cost',
      text,
      'The cost is not an amount of its currency; the quantity was taken.',
    );
  return format.costPer === 'case' ? costOfUnit(amount, units) : amount;
}

function readDays(text: string): number | undefined {
  if (text === '') return undefined;
  const days = Number(/^\d+$/.exec(text)?.[0]);
  if (days <= MOST_DAYS) return days;
  throw new Refused(
    'lead_time',
    text,
    'The lead time is no number of days; the quantity was taken.',
  );
}

/** A broken transfer ends in such a row. */
function tooShort({ cells }: Row, { names }: StockColumns): Refused {
  return new Refused(
    undefined,
    cells.join(' | ').slice(0, 200),
    `The row has ${cells.length} cells and the header ${names.length}.`,
  );
}
