import { findSample } from '../../modules/feeds/feed-desk.repository.server.ts';
import { layoutOf } from '../../modules/feeds/feed-format.ts';
import type { FeedFormat, StockField } from '../../modules/feeds/feed-format.ts';
import { readStockFile } from '../../modules/feeds/read-stock-file.server.ts';
import { toStagedRow } from '../../modules/feeds/stage-rows.ts';
import { findColumns } from '../../modules/feeds/stock-columns.ts';
import type { SourceKey } from '../../modules/stock/confirm-source.server.ts';
import { readFeedTerms } from '../../modules/suppliers/feed-collection.server.ts';
import { findSupplier } from '../../modules/suppliers/suppliers.repository.server.ts';
import { formatDecimal, currencyCode, money } from '../../platform/money.ts';
import { UnreadableFile } from '../../platform/records/file-row.ts';
import type { FileFacts, FileRow } from '../../platform/records/file-row.ts';
import { readRecords } from '../../platform/records/read-records.server.ts';
import type { FlowContext } from '../flow-context.ts';

const ROWS_SHOWN = 8;
const ROWS_JUDGED = 500;

/** A row of the file in our words, as it would be staged. */
export type PreviewLine = {
  readonly line: number;
  readonly sku: string;
  readonly gtin: string | undefined;
  readonly location: string | undefined;
  readonly quantity: number | undefined;
  readonly cost: string | undefined;
  readonly leadTimeDays: number | undefined;
  readonly asOf: string | undefined;
  readonly outcome: 'accepted' | 'warned' | 'refused';
  readonly column: string | undefined;
  readonly value: string | undefined;
  readonly message: string | undefined;
};

export type FeedPreview = {
  readonly name: string;
  readonly isUpload: boolean;
  readonly facts: FileFacts;
  readonly names: readonly string[];
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
  /** Which column each field was found in. */
  readonly found: Partial<Record<StockField, string>>;
  readonly lines: readonly PreviewLine[];
  readonly judged: { readonly rows: number; readonly refused: number };
  /** Why the file as a whole cannot be read so. */
  readonly problem: string | undefined;
};

/** Tries a format on the beginning of the supplier's sample, or of its last delivery; changes nothing. */
export async function previewFeed(
  context: Pick<FlowContext, 'db' | 'blobs' | 'clock'>,
  key: SourceKey,
  format: FeedFormat,
): Promise<FeedPreview | undefined> {
  const sample = await findSample(context.db, key);
  if (!sample) return undefined;
  const facts: FileFacts = {};
  const open = async () => (await context.blobs.open(sample.sha256))?.body ?? nothing();
  let problem: string | undefined;
  const attempt = async <Row>(rows: AsyncIterable<Row>, most: number): Promise<Row[]> => {
    const read: Row[] = [];
    try {
      for await (const row of rows) {
        read.push(row);
        if (read.length >= most) break;
      }
    } catch (fault) {
      if (!(fault instanceof UnreadableFile)) throw fault;
      problem ??= fault.message;
    }
    return read;
  };
  const records = await attempt(readRecords(await open(), layoutOf(format), facts), ROWS_SHOWN);
  const table = tableOf(records);
  const supplier = await findSupplier(context.db, key);
  const terms = await readFeedTerms(context.db, key);
  const read = readStockFile(await open(), format, supplier?.currency ?? 'USD');
  const rules = { defaultLocation: terms?.onlyLocation, receivedAt: context.clock.now() };
  const staged = (await attempt(read, ROWS_JUDGED)).map((line, at) =>
    toStagedRow(line, at + 1, rules),
  );
  const { index } = findColumns(table.names, format);
  const found = [...index].map(([field, at]) => [field, table.names[at] ?? '']);
  return {
    name: sample.name,
    isUpload: sample.isUpload,
    facts,
    ...table,
    found: Object.fromEntries(found) as Partial<Record<StockField, string>>,
    lines: chooseLines(staged).map(toPreview),
    judged: { rows: staged.length, refused: staged.filter(isRefused).length },
    problem,
  };
}

type Staged = ReturnType<typeof toStagedRow>;
const isRefused = ({ outcome }: Staged): boolean => outcome === 'refused';

/** The first rows, and of what is refused further down the first few: they are what the format has to be changed for. */
function chooseLines(staged: readonly Staged[]): readonly Staged[] {
  const first = staged.slice(0, ROWS_SHOWN);
  return [...first, ...staged.slice(ROWS_SHOWN).filter(isRefused).slice(0, 4)];
}

function tableOf(records: readonly FileRow[]) {
  const names = [...new Set(records.flatMap((row) => ('names' in row ? row.names : [])))];
  const rows = records.flatMap((row) => {
    if (!('names' in row)) return [];
    const cells = names.map((name) => (row.cells[row.names.indexOf(name)] ?? '').slice(0, 80));
    return [{ line: row.line, cells }];
  });
  return { names, rows };
}

function toPreview(row: Staged): PreviewLine {
  const { costMinor, currency } = row;
  const cost =
    costMinor === undefined || !currency
      ? undefined
      : `${formatDecimal(money(costMinor, currencyCode(currency)))} ${currency}`;
  return {
    line: row.line,
    sku: row.supplierSku,
    gtin: row.gtin,
    location: row.locationCode,
    quantity: row.quantity,
    cost,
    leadTimeDays: row.leadTimeDays,
    asOf: row.asOf?.toISOString(),
    outcome: row.outcome,
    column: row.column,
    value: row.value,
    message: row.message,
  };
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  // A sample whose content has been let go is an empty file.
}
