import type { FeedLine } from '../../../modules/suppliers/supplier-connector.ts';
import { StockFormat } from '../csv/csv-schemas.ts';
import { readStockFile } from '../csv/csv-stock.server.ts';
import { readApiStock } from './api-stock-lines.ts';

/**
 * Reads what was collected by the API, or a table that a person uploaded instead: the first bytes tell, since a
 * row of ours begins with a brace.
 */
export async function* readDelivery(
  body: AsyncIterable<Uint8Array>,
  currency: string,
): AsyncGenerator<FeedLine> {
  const chunks = body[Symbol.asyncIterator]();
  try {
    const head: Uint8Array[] = [];
    let start = '';
    while (start === '') {
      const next = await chunks.next();
      if (next.done) break;
      head.push(next.value);
      start = Buffer.concat(head).toString('latin1').trimStart();
    }
    const all = { [Symbol.asyncIterator]: () => joined(head, chunks) };
    yield* start === '' || start.startsWith('{')
      ? readApiStock(all)
      : readStockFile(all, StockFormat.parse({}), currency);
  } finally {
    await chunks.return?.();
  }
}

async function* joined(
  head: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* head;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}
