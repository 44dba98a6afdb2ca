/** Reads kept stock of the supplier API: NDJSON bytes in, lines in our words out. */
import { StringDecoder } from 'node:string_decoder';
import type { z } from 'zod';
import type { FeedLine } from '../../../modules/suppliers/supplier-connector.ts';
import { currencyCode, parseMoney } from '../../../platform/money.ts';
import { NamedRow, StockRow } from './api-schemas.ts';

const LONGEST_LINE = 1 << 16;

/** A line that does not fit is refused alone. */
export async function* readApiStock(body: AsyncIterable<Uint8Array>): AsyncGenerator<FeedLine> {
  let line = 0;
  for await (const text of linesOf(body)) {
    line += 1;
    if (text !== '') yield* readRow(line, text);
  }
}

async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of body) {
    const pieces = (rest + decoder.write(chunk)).split('\n');
    rest = pieces.pop() ?? '';
    if (rest.length > LONGEST_LINE) throw new Error('A row of the delivery is too long.');
    yield* pieces;
  }
  yield rest + decoder.end();
}

function* readRow(line: number, text: string): Generator<FeedLine> {
  const value = parseJson(text);
  const row = StockRow.safeParse(value);
  if (!row.success) {
    yield refused(line, value, row.error);
    return;
  }
  const { sku, location, quantity, as_of: asOf, cost } = row.data;
  const money = cost ? parseMoney(cost.amount, currencyCode(cost.currency)) : undefined;
  yield {
    kind: 'level',
    line,
    supplierSku: sku,
    locationCode: location ?? undefined,
    quantity,
    cost: money,
    asOf: asOf ?? undefined,
  };
  if (!cost || money) return;
  const why = 'The cost is not an amount of its currency; the quantity was taken.';
  yield { kind: 'refused', line, supplierSku: sku, column: 'cost', value: cost.amount, why };
}

function refused(line: number, value: unknown, { issues }: z.ZodError): FeedLine {
  const [issue] = issues;
  const column = issue?.path[0];
  return {
    kind: 'refused',
    line,
    supplierSku: NamedRow.safeParse(value).data?.sku,
    column: column === undefined ? undefined : String(column),
    value: JSON.stringify(value).slice(0, 200),
    why: issue?.message ?? 'The row does not have the form of a stock figure.',
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
