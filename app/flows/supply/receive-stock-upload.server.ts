import { momentInName } from '../../modules/feeds/cell-values.ts';
import { feedFormatOf } from '../../modules/feeds/feed-format.ts';
import { insertFeed } from '../../modules/feeds/feeds.repository.server.ts';
import type { FeedId, FeedKind } from '../../modules/feeds/feed.ts';
import type { SourceKey } from '../../modules/stock/confirm-source.server.ts';
import { readFeedTerms } from '../../modules/suppliers/feed-collection.server.ts';
import type { BlobTooLarge } from '../../platform/blobs.server.ts';
import type { Instant } from '../../platform/clock.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { Tx } from '../../platform/database.server.ts';
import { ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';

/** Takes a file of stock figures that a person or the supplier sends: kept whole, then applied as any delivery. */
export async function receiveStockUpload(
  context: FlowContext,
  key: SourceKey,
  upload: {
    readonly body: AsyncIterable<Uint8Array>;
    readonly name: string;
    readonly mediaType: string;
    readonly kind: FeedKind;
    readonly source: 'push' | 'upload';
    /** The moment that the sender states for the whole file. */
    readonly asOf: Instant | undefined;
  },
): Promise<Result<FeedId, BlobTooLarge>> {
  const { body, ...delivery } = upload;
  const kept = await context.blobs.put(body, upload.mediaType);
  if (!kept.ok) return kept;
  const feedId = await inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    const feed = {
      ...key,
      ...delivery,
      asOf: upload.asOf ?? (await momentOfName(tx, key, upload.name)),
      blobSha256: kept.value.sha256,
      status: 'received' as const,
    };
    const id = await insertFeed(verb, feed);
    await enqueue(tx, {
      name: 'apply-feed',
      payload: { distributorId: key.distributorId, feedId: id },
    });
    return id;
  });
  return ok(feedId);
}

/** A file whose name bears a moment speaks of that moment, unless the supplier's format says otherwise. */
async function momentOfName(tx: Tx, key: SourceKey, name: string): Promise<Instant | undefined> {
  const { momentOf, timeZone } = feedFormatOf((await readFeedTerms(tx, key))?.settings);
  return momentOf === 'file' ? momentInName(name, timeZone) : undefined;
}
