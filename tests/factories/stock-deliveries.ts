/** A connector whose deliveries a test writes by hand: one JSON object a line. Stands in for a supplier's link. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Instant } from '../../app/platform/clock.ts';
import { err, ok } from '../../app/platform/result.ts';
import type { AdapterFailure } from '../../app/platform/adapter-failure.ts';
import type {
  FeedLine,
  StockDelivery,
  SupplierConnector,
} from '../../app/modules/suppliers/supplier-connector.ts';

export type DeliveredRow = {
  readonly sku: string;
  readonly quantity: number;
  readonly location?: string;
  readonly asOf?: Instant;
};

export type DeliveryDesk = {
  readonly connector: SupplierConnector;
  /** What the supplier will answer next. */
  next: StockDelivery | 'unchanged' | AdapterFailure;
  /** The cursors that it was asked with. */
  readonly askedWith: (string | undefined)[];
  /** Runs before each line is read, for faults in the middle. */
  onLine: (line: number) => Promise<void>;
};

export function makeDelivery(
  rows: readonly (DeliveredRow | string)[],
  overrides: Partial<StockDelivery> = {},
): StockDelivery {
  const text = rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n');
  return {
    body: inPieces(Buffer.from(text)),
    mediaType: 'application/x-ndjson',
    name: 'stock.jsonl',
    scope: 'full',
    asOf: undefined,
    cursor: undefined,
    ...overrides,
  };
}

async function* inPieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += 1_000)
    yield bytes.subarray(start, start + 1_000);
}

export function makeDeliveryDesk(): DeliveryDesk {
  const unused = () => Promise.reject(new Error('Not part of this test'));
  const desk: DeliveryDesk = {
    next: 'unchanged',
    askedWith: [],
    onLine: () => delay(0),
    connector: {
      capabilities: {
        pullsStock: true,
        pushes: false,
        findPurchaseOrder: false,
        readsEvents: false,
        requestsCancellation: false,
      },
      collectStock: (cursor) => {
        desk.askedWith.push(cursor);
        const { next } = desk;
        return Promise.resolve(next !== 'unchanged' && 'kind' in next ? err(next) : ok(next));
      },
      readStock: (body) => readLines(desk, body),
      placePurchaseOrder: unused,
      findPurchaseOrder: unused,
      readEvents: unused,
      requestCancellation: unused,
      readPush: () => err('bad-signature'),
    },
  };
  return desk;
}

async function* readLines(
  desk: DeliveryDesk,
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<FeedLine> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  const lines = Buffer.concat(pieces).toString('utf8').split('\n').filter(Boolean);
  for (const [index, text] of lines.entries()) {
    if (index % 1_000 === 0) await desk.onLine(index + 1);
    yield toLine(text, index + 1);
  }
}

function toLine(text: string, line: number): FeedLine {
  if (!text.startsWith('{')) {
    if (text === 'broken file') throw new Error('The file ends in the middle of a line.');
    return { kind: 'refused', line, column: 'sku', value: text, why: 'Not a row of stock.' };
  }
  const row = JSON.parse(text) as {
    sku: string;
    quantity: number;
    location?: string;
    asOf?: string;
  };
  return {
    kind: 'level',
    line,
    supplierSku: row.sku,
    locationCode: row.location,
    quantity: row.quantity,
    cost: undefined,
    asOf: row.asOf === undefined ? undefined : new Date(row.asOf),
  };
}
