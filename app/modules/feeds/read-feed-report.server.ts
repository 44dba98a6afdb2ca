import type { Tx } from '../../platform/database.server.ts';
import { toPage } from '../../platform/page.ts';
import type { Page, PageRequest } from '../../platform/page.ts';
import type { FeedKey } from './feed.ts';

export type FeedRemark = {
  readonly row: number;
  readonly line: number;
  readonly outcome: 'warned' | 'refused';
  readonly code: string | null;
  readonly column: string | null;
  readonly value: string | null;
  readonly message: string | null;
};

/** The rows of a feed with a warning or a refusal, in order of the delivery, page by page. */
export async function readFeedReport(
  tx: Tx,
  key: FeedKey,
  { after, size }: PageRequest,
): Promise<Page<FeedRemark>> {
  const rows = await tx.$queryRaw<FeedRemark[]>`
    select row_number as row, line, outcome, code, "column", value, message from feed_row
    where distributor_id = ${key.distributorId}::uuid and feed_id = ${key.feedId}::uuid
      and outcome <> 'accepted' and row_number > ${Number(after ?? 0)}::integer
    order by row_number limit ${size + 1}::integer`;
  return toPage(rows, size, ({ row }) => String(row));
}
