import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Tx } from '../../platform/database.server.ts';
import type { FeedKey, StagedRow } from './feed.ts';

const ROWS_PER_WRITE = 500;

const COPY_SQL = `
  copy feed_row (distributor_id, feed_id, row_number, line, supplier_sku, gtin, location_code, quantity, cost_minor, currency,
    lead_time_days, as_of, outcome, code, "column", value, message) from stdin`;

/**
 * Stages the rows of a delivery by COPY, all or none, in place of what an interrupted attempt left; memory stays
 * flat whatever the length. This is one of the two places that use the bare pool.
 */
export async function stageFeed(
  pool: pg.Pool,
  key: FeedKey,
  rows: AsyncIterable<StagedRow>,
): Promise<void> {
  const client = await pool.connect();
  client.on('error', ignoreLoss); // a connection that breaks rejects the copy too; unheard, it would end the process
  try {
    await client.query('begin');
    await client.query('delete from feed_row where distributor_id = $1 and feed_id = $2', [
      key.distributorId,
      key.feedId,
    ]);
    await pipeline(Readable.from(inWrites(key, rows)), client.query(copyFrom(COPY_SQL)));
    await client.query('commit');
    client.off('error', ignoreLoss);
    client.release();
  } catch (fault) {
    client.release(true); // the connection may be in the middle of the copy: end it, which rolls back
    throw fault;
  }
}

const ignoreLoss = (): void => undefined;

async function* inWrites(key: FeedKey, rows: AsyncIterable<StagedRow>): AsyncGenerator<string> {
  let waiting = '';
  let count = 0;
  for await (const row of rows) {
    waiting += copyLine(key, row);
    count += 1;
    if (count % ROWS_PER_WRITE > 0) continue;
    yield waiting;
    waiting = '';
  }
  if (waiting) yield waiting;
}

function copyLine(key: FeedKey, row: StagedRow): string {
  const cells = [
    key.distributorId,
    key.feedId,
    row.row,
    row.line,
    row.supplierSku,
    row.gtin,
    row.locationCode,
    row.quantity,
    row.costMinor,
    row.currency,
    row.leadTimeDays,
    row.asOf?.toISOString(),
    row.outcome,
    row.code,
    row.column,
    row.value,
    row.message,
  ];
  return `${cells.map(copyCell).join('\t')}\n`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\0': '', // PostgreSQL's text has no such character
};

function copyCell(value: string | number | undefined): string {
  if (value === undefined) return '\\N';
  return String(value).replace(/[\\\t\n\r\0]/g, (character) => ESCAPES[character] ?? '');
}

/** Stages a few rows in the caller's transaction, for deliveries that are applied at once. */
export async function stageRows(tx: Tx, key: FeedKey, rows: readonly StagedRow[]): Promise<void> {
  const records = rows.map((row) => ({ ...row, asOf: row.asOf?.toISOString() }));
  await tx.$executeRaw`
    insert into feed_row (distributor_id, feed_id, row_number, line, supplier_sku, gtin, location_code, quantity, cost_minor, currency,
      lead_time_days, as_of, outcome, code, "column", value, message)
    select ${key.distributorId}::uuid, ${key.feedId}::uuid, r.row, r.line, r."supplierSku", r.gtin, r."locationCode", r.quantity,
      r."costMinor", r.currency, r."leadTimeDays", r."asOf", r.outcome, r.code, r."column", r.value, r.message
    from jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as r(row integer, line integer, "supplierSku" text, gtin text,
      "locationCode" text, quantity integer, "costMinor" bigint, currency text, "leadTimeDays" integer, "asOf" timestamptz, outcome text, code text,
      "column" text, value text, message text)`;
}
