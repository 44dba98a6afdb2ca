/** Feed desk: where a supplier's feeds arrive; its sample file, and the token of its own door (kept as a hash). */
import { createHash } from 'node:crypto';
import type { Id } from '../../platform/ids.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { FeedsContext } from './feed.ts';

type DeskKey = { readonly distributorId: Id<'Distributor'>; readonly supplierId: Id<'Supplier'> };

export type FeedSample = {
  readonly name: string;
  readonly mediaType: string;
  readonly sha256: string;
};

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

export async function keepSample(
  { tx }: FeedsContext,
  { distributorId, supplierId }: DeskKey,
  sample: FeedSample,
): Promise<void> {
  await tx.$executeRaw`
    insert into feed_desk (distributor_id, supplier_id, sample_name, sample_media_type, blob_sha256)
    values (${distributorId}::uuid, ${supplierId}::uuid, ${sample.name}, ${sample.mediaType}, ${sample.sha256})
    on conflict (distributor_id, supplier_id) do update set sample_name = excluded.sample_name,
      sample_media_type = excluded.sample_media_type, blob_sha256 = excluded.blob_sha256`;
}

export async function keepPushToken(
  { tx, clock }: FeedsContext,
  { distributorId, supplierId }: DeskKey,
  token: string,
): Promise<void> {
  await tx.$executeRaw`
    insert into feed_desk (distributor_id, supplier_id, token_sha256, token_made_at)
    values (${distributorId}::uuid, ${supplierId}::uuid, ${hashOf(token)}, ${clock.now()})
    on conflict (distributor_id, supplier_id) do update set token_sha256 = excluded.token_sha256, token_made_at = excluded.token_made_at`;
}

/** Whose door the token opens; a token is as long as a key, so looking its hash up tells nobody anything. */
export async function findDeskByToken(tx: Tx, token: string): Promise<DeskKey | undefined> {
  const [row] = await tx.$queryRaw<DeskKey[]>`
    select distributor_id as "distributorId", supplier_id as "supplierId" from feed_desk where token_sha256 = ${hashOf(token)}`;
  return row;
}

/** The file that was uploaded to try the mapping on, else the last delivery that is still kept. */
export async function findSample(
  tx: Tx,
  { distributorId, supplierId }: DeskKey,
): Promise<(FeedSample & { readonly isUpload: boolean }) | undefined> {
  const [row] = await tx.$queryRaw<(FeedSample & { isUpload: boolean })[]>`
    (select sample_name as name, sample_media_type as "mediaType", blob_sha256 as sha256, true as "isUpload" from feed_desk
      where distributor_id = ${distributorId}::uuid and supplier_id = ${supplierId}::uuid and blob_sha256 is not null)
    union all
    (select name, media_type, blob_sha256, false from feed
      where distributor_id = ${distributorId}::uuid and supplier_id = ${supplierId}::uuid and blob_sha256 is not null
      order by received_at desc limit 1)
    limit 1`;
  return row;
}

export async function findTokenDate(
  tx: Tx,
  { distributorId, supplierId }: DeskKey,
): Promise<Date | undefined> {
  const row = await tx.feedDesk.findUnique({
    where: { distributorId_supplierId: { distributorId, supplierId } },
    select: { tokenMadeAt: true },
  });
  return row?.tokenMadeAt ?? undefined;
}
