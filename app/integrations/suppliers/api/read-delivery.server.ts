import type { FeedFormat } from '../../../modules/feeds/feed-format.ts';
import { readStockFile } from '../../../modules/feeds/read-stock-file.server.ts';
import type { FeedLine, StockReading } from '../../../modules/suppliers/supplier-connector.ts';
import { peek } from '../../../platform/records/byte-stream.ts';
import { readApiStock } from './api-stock-lines.ts';

const COLLECTED = 'application/x-ndjson';
const HEAD_BYTES = 64;

/** Reads what was collected by the API, or a file that a person uploaded instead. */
export async function* readDelivery(
  body: AsyncIterable<Uint8Array>,
  format: FeedFormat,
  currency: string,
  { mediaType, facts }: StockReading,
): AsyncGenerator<FeedLine> {
  const { head, whole } = await peek(body, HEAD_BYTES);
  const start = head.toString('latin1').trimStart();
  const isOurs =
    mediaType === COLLECTED || (mediaType === undefined && (start === '' || start.startsWith('{')));
  yield* isOurs ? readApiStock(whole) : readStockFile(whole, format, currency, facts);
}
