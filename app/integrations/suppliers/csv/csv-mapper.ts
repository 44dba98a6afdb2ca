/** Mapper: a row of a stock file in our words; what cannot be read is refused, with the column and the reason. */
import type { FeedLine } from '../../../modules/suppliers/supplier-connector.ts';
import { currencyCode, parseMoney } from '../../../platform/money.ts';
import type { StockColumns } from './csv-columns.ts';
import type { StockField, StockFormat } from './csv-schemas.ts';

export type StockFile = {
  readonly columns: StockColumns;
  readonly format: StockFormat;
  /** ISO 4217, of amounts without a currency of their own. */
  readonly currency: string;
};

type Row = { readonly line: number; readonly cells: readonly string[] };

/** One line, or two where the figure is good and only the cost cannot be read. */
export function readStockRow(file: StockFile, row: Row): readonly FeedLine[] {
  const { columns, format } = file;
  const { line, cells } = row;
  const text = (field: StockField) => cells[columns.index.get(field) ?? -1]?.trim() ?? '';
  const supplierSku = text('sku');
  const refuse = (column: StockField, why: string): FeedLine => ({
    kind: 'refused',
    line,
    supplierSku,
    column,
    value: text(column),
    why,
  });
  if (cells.length < columns.count) return [tooShort(row, supplierSku, columns)];
  if (supplierSku === '') return [refuse('sku', 'The row names no article.')];
  const quantity = readQuantity(text('quantity'));
  if (quantity === undefined)
    return [refuse('quantity', 'The quantity is not a plain number without separators.')];
  const asOf = text('as_of') === '' ? undefined : readMoment(text('as_of'), format);
  if (asOf === 'unreadable')
    return [refuse('as_of', 'The time is not in ISO form, for example 2026-03-02T12:00:00Z.')];
  const cost = text('cost') === '' ? undefined : readCost(text('cost'), text('currency'), file);
  const level: FeedLine = {
    kind: 'level',
    line,
    supplierSku,
    locationCode: text('location') || undefined,
    quantity,
    cost: cost === 'unreadable' ? undefined : cost,
    asOf,
  };
  if (cost !== 'unreadable') return [level];
  return [
    level,
    refuse('cost', 'The cost is not an amount of its currency; the quantity was taken.'),
  ];
}

/** A broken transfer ends in such a row. */
function tooShort(row: Row, supplierSku: string, { count }: StockColumns): FeedLine {
  return {
    kind: 'refused',
    line: row.line,
    supplierSku,
    column: undefined,
    value: row.cells.join(' | ').slice(0, 200),
    why: `The row has ${row.cells.length} cells and the header ${count}.`,
  };
}

function readQuantity(text: string): number | undefined {
  return /^[+-]?\d{1,12}(\.\d{1,6})?$/.test(text) ? Number(text) : undefined;
}

function readCost(text: string, currency: string, file: StockFile) {
  const code = (currency || file.currency).toUpperCase();
  if (!/^[A-Z]{3}$/.test(code)) return 'unreadable';
  const amount = file.format.decimalComma ? text.replace(',', '.') : text;
  return parseMoney(amount, currencyCode(code)) ?? 'unreadable';
}

/** A time without an offset is one of the supplier's; a day alone is its first moment, which claims the least. */
function readMoment(text: string, { utcOffset }: StockFormat): Date | 'unreadable' {
  const match =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(Z|[+-]\d{2}:?\d{2})?)?$/i.exec(
      text,
    );
  if (!match) return 'unreadable';
  const [, day, time = '00:00', offset = utcOffset] = match;
  const moment = new Date(
    `${day}T${time}${offset.toUpperCase().replace(/^([+-]\d{2})(\d{2})$/, '$1:$2')}`,
  );
  return Number.isNaN(moment.getTime()) ? 'unreadable' : moment;
}
