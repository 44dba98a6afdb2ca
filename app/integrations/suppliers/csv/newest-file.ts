/** Which file of a folder is to be fetched: the newest by the moment that it speaks of, if it was not fetched already. */
import { z } from 'zod';
import { momentInName } from '../../../modules/feeds/cell-values.ts';
import { mediaTypeOf } from '../../../modules/feeds/media-type.ts';
import type { FeedFormat } from '../../../modules/feeds/feed-format.ts';
import type { StockDelivery } from '../../../modules/suppliers/supplier-connector.ts';
import type { Instant } from '../../../platform/clock.ts';
import type { CsvSettings, FolderFile } from './csv-schemas.ts';

/** The file that was fetched last. */
const Cursor = z.object({ name: z.string(), modifiedAt: z.coerce.date(), moment: z.coerce.date() });

export type FolderRules = Pick<CsvSettings, 'prefix' | 'trustsFileTime'> &
  Pick<FeedFormat, 'timeZone' | 'scope' | 'momentOf'>;

const DATA_FILE = /\.(csv|tsv|tab|txt|json|jsonl|ndjson|xml|xlsx|zip|gz)$/i;

export function isStock(name: string, { prefix }: FolderRules): boolean {
  return name.startsWith(prefix) && DATA_FILE.test(name);
}

/** A full file says everything, so only the newest counts; deltas follow one another, the oldest new one first. */
export function nextFile(
  files: readonly FolderFile[],
  cursorText: string | undefined,
  rules: FolderRules,
): FolderFile | undefined {
  const moment = (file: FolderFile) => momentOf(file, rules).getTime();
  const order = (a: FolderFile, b: FolderFile) =>
    moment(a) - moment(b) || a.modified_at.getTime() - b.modified_at.getTime();
  const fresh = files
    .filter((file) => isStock(file.name, rules) && isNews(file, cursorText, rules))
    .toSorted(order);
  return rules.scope === 'delta' ? fresh[0] : fresh.at(-1);
}

/** A file that was written late may hold older figures: the time in its name comes first. */
function momentOf(file: FolderFile, { timeZone }: FolderRules): Instant {
  return momentInName(file.name, timeZone) ?? file.modified_at;
}

function isNews(file: FolderFile, cursorText: string | undefined, rules: FolderRules): boolean {
  const last = readCursor(cursorText);
  if (!last) return true;
  const sameFile = file.name === last.name && file.modified_at <= last.modifiedAt;
  return !sameFile && momentOf(file, rules) >= last.moment;
}

function readCursor(text: string | undefined) {
  try {
    return Cursor.safeParse(JSON.parse(text ?? 'null')).data;
  } catch {
    return undefined;
  }
}

export function deliveryOf(
  file: FolderFile,
  body: AsyncIterable<Uint8Array>,
  rules: FolderRules,
  stated: Instant | undefined,
): StockDelivery {
  const cursor = { name: file.name, modifiedAt: file.modified_at, moment: momentOf(file, rules) };
  const told =
    momentInName(file.name, rules.timeZone) ??
    stated ??
    (rules.trustsFileTime ? file.modified_at : undefined);
  return {
    body,
    mediaType: mediaTypeOf(file.name),
    name: file.name,
    scope: rules.scope,
    asOf: rules.momentOf === 'file' ? told : undefined,
    cursor: JSON.stringify(cursor),
  };
}
