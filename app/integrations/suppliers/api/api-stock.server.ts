/** Stock by the supplier API, collected page by page into one NDJSON text, one row a line. */
import { z } from 'zod';
import { DeliveryInterrupted } from '../../../modules/suppliers/supplier-connector.ts';
import type {
  StockDelivery,
  UnchangedStock,
} from '../../../modules/suppliers/supplier-connector.ts';
import type { AdapterFailure } from '../../../platform/adapter-failure.ts';
import type { Instant } from '../../../platform/clock.ts';
import type { HttpAnswer } from '../../../platform/http-client.server.ts';
import { err, ok } from '../../../platform/result.ts';
import type { Result } from '../../../platform/result.ts';
import { readJson } from '../../../platform/http-client.server.ts';
import type { ApiClient } from './api-client.server.ts';
import { StockPage } from './api-schemas.ts';
import type { ApiSettings } from './api-schemas.ts';

const ROWS_A_PAGE = 5_000;
const MOST_PAGES = 10_000;

/** What we know of the last collection; the text that the hub keeps for us. */
const Cursor = z.object({
  since: z.coerce.date().optional(),
  fullAt: z.coerce.date().optional(),
  etag: z.string().optional(),
});
type Cursor = z.infer<typeof Cursor>;

type Page = z.infer<typeof StockPage>;
type Asked = { readonly since: Instant | undefined; readonly etag: string | undefined };
type Collected = Result<StockDelivery | UnchangedStock | 'unchanged', AdapterFailure>;

/**
 * Asks for what changed since the cursor, or for everything. The first page is read at once, the others as the
 * delivery is; its moment is that of its first page, the oldest.
 */
export async function collectApiStock(
  client: ApiClient,
  settings: ApiSettings,
  cursorText: string | undefined,
  now: Instant,
): Promise<Collected> {
  const cursor = readCursor(cursorText);
  const asked = toAsk(settings, cursor, now);
  const answer = await askForPage(client, asked, 1);
  if (!answer.ok) return answer;
  if (answer.value.status === 304) return ok(standing(answer.value));
  const first = readJson(answer.value, StockPage);
  if (!first.ok) return first;
  const { as_of: asOf, rows } = first.value;
  if (asked.since && rows.length === 0) return ok({ unchangedAsOf: asOf });
  return ok({
    body: inLines(client, asked, first.value),
    mediaType: 'application/x-ndjson',
    name: `stock ${asOf.toISOString()}`,
    scope: asked.since ? 'delta' : 'full',
    asOf,
    cursor: nextCursor(settings, { cursor, asked, asOf, now, etag: answer.value.headers.etag }),
  });
}

function toAsk({ stock, fullEveryHours }: ApiSettings, cursor: Cursor, now: Instant): Asked {
  if (stock === 'full') return { since: undefined, etag: cursor.etag };
  const fullDue =
    !cursor.fullAt || now.getTime() - cursor.fullAt.getTime() >= fullEveryHours * 3_600_000;
  return { since: fullDue ? undefined : cursor.since, etag: undefined };
}

/** A cursor that cannot be read costs one full collection. */
function readCursor(text: string | undefined): Cursor {
  try {
    return Cursor.safeParse(JSON.parse(text ?? '{}')).data ?? {};
  } catch {
    return {};
  }
}

type Collection = {
  readonly cursor: Cursor;
  readonly asked: Asked;
  readonly asOf: Instant;
  readonly now: Instant;
  readonly etag: string | undefined;
};

/** The API's ETag stands for the whole feed, not for one page. A feed that goes back in time moves no cursor. */
function nextCursor(
  { stock }: ApiSettings,
  { cursor, asked, asOf, now, etag }: Collection,
): string {
  if (stock === 'full') return JSON.stringify({ etag });
  const since = cursor.since && cursor.since > asOf ? cursor.since : asOf;
  return JSON.stringify({ since, fullAt: asked.since ? cursor.fullAt : now });
}

/** 304 has no body; a header tells the moment. */
function standing({ headers }: HttpAnswer): UnchangedStock | 'unchanged' {
  const moment = Date.parse(headers['stock-as-of'] ?? '');
  return Number.isNaN(moment) ? 'unchanged' : { unchangedAsOf: new Date(moment) };
}

function askForPage(client: ApiClient, { since, etag }: Asked, page: number) {
  return client.send({
    path: '/stock',
    query: { updated_since: since?.toISOString(), page, per_page: ROWS_A_PAGE },
    ...(etag && page === 1 ? { headers: { 'if-none-match': etag } } : {}),
    accept: [304],
  });
}

async function* inLines(client: ApiClient, asked: Asked, first: Page): AsyncGenerator<Uint8Array> {
  let page = first;
  for (let number = 1; ; number += 1) {
    if (page.rows.length > 0)
      yield Buffer.from(`${page.rows.map((row) => JSON.stringify(row)).join('\n')}\n`);
    if (page.next_page === null) return;
    if (page.next_page !== number + 1 || number >= MOST_PAGES) {
      throw new DeliveryInterrupted({
        kind: 'unreadable',
        why: `after page ${number} comes page ${page.next_page}`,
      });
    }
    page = await readPage(client, asked, page.next_page);
  }
}

async function readPage(client: ApiClient, asked: Asked, number: number): Promise<Page> {
  const answer = await askForPage(client, { ...asked, etag: undefined }, number);
  const page = answer.ok ? readJson(answer.value, StockPage) : err(answer.error);
  if (!page.ok) throw new DeliveryInterrupted(page.error);
  return page.value;
}
