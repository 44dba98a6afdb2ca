/**
 * Blob: a file received or made (feed, catalogue, document), kept once under the SHA-256 of its content. The table
 * `blob` says which there are; their bytes lie in PostgreSQL, or in S3 where that is set. Written and read as a
 * stream, so that its size never stands in memory.
 *
 * A column named `blob_sha256`, in whichever table, is a reference: what none refers to for a day is removed.
 */
import { createHash } from 'node:crypto';
import pg from 'pg';
import { createPostgresContents } from './blob-chunks.server.ts';
import type { BlobContents } from './blob-contents.ts';
import type { Clock, Instant } from './clock.ts';
import { newId } from './ids.ts';
import { err, ok } from './result.ts';
import type { Result } from './result.ts';

export type BlobReference = {
  /** 64 hexadecimal digits. */
  readonly sha256: string;
  readonly size: number;
  readonly mediaType: string;
};
export type OpenedBlob = BlobReference & { readonly body: AsyncIterable<Uint8Array> };
export type BlobTooLarge = { readonly kind: 'too-large'; readonly maxBytes: number };
export type BlobSource = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export type Blobs = {
  /** Keeps the content; the same content again keeps nothing more. A fault of the source is thrown on. */
  put(content: BlobSource, mediaType: string): Promise<Result<BlobReference, BlobTooLarge>>;
  /** Undefined when there is no such blob. `from` skips that many bytes, to resume. */
  open(sha256: string, from?: number): Promise<OpenedBlob | undefined>;
  /** Removes what nobody refers to and interrupted writes left behind, if older than that. Returns the number of blobs. */
  sweep(olderThan: Instant): Promise<number>;
};

export type BlobOptions = {
  readonly pool: pg.Pool;
  readonly clock: Clock;
  readonly maxBytes: number;
};

/** New contents go to the first place; all are looked into, so that a file stays readable where it was put. */
type Places = readonly [BlobContents, ...BlobContents[]];

export function createPostgresBlobs(options: BlobOptions): Blobs {
  return createBlobs(options, [createPostgresContents(options.pool)]);
}

export function createBlobs(options: BlobOptions, places: Places): Blobs {
  return {
    put: (content, mediaType) => put(options, places[0], content, mediaType),
    open: (sha256, from = 0) => open(options.pool, places, sha256, from),
    sweep: (olderThan) => sweep(options.pool, places, olderThan),
  };
}

class TooLarge extends Error {}

async function put(
  { pool, clock, maxBytes }: BlobOptions,
  contents: BlobContents,
  content: BlobSource,
  mediaType: string,
): Promise<Result<BlobReference, BlobTooLarge>> {
  const contentId = newId<'BlobContent'>();
  const hash = createHash('sha256');
  let size = 0;
  async function* measured(): AsyncGenerator<Uint8Array> {
    for await (const bytes of content) {
      size += bytes.length;
      if (size > maxBytes) throw new TooLarge();
      hash.update(bytes);
      yield bytes;
    }
  }
  try {
    await contents.write(contentId, measured());
  } catch (fault) {
    if (fault instanceof TooLarge) return err({ kind: 'too-large', maxBytes });
    throw fault;
  }
  const blob = { sha256: hash.digest('hex'), size, mediaType };
  const isNew = await keepOnce(pool, { ...blob, contentId, createdAt: clock.now() });
  if (!isNew) await contents.remove([contentId]);
  return ok(blob);
}

/** One that is there already counts as put now, so that the sweep leaves time to refer to it. */
async function keepOnce(
  pool: pg.Pool,
  blob: BlobReference & { readonly contentId: string; readonly createdAt: Instant },
): Promise<boolean> {
  const { rows } = await pool.query<{ content_id: string }>(
    `insert into blob as kept (sha256, content_id, size, media_type, created_at)
     values ($1, $2, $3, $4, $5)
     on conflict (sha256) do update set created_at = greatest(kept.created_at, excluded.created_at)
     returning content_id`,
    [blob.sha256, blob.contentId, blob.size, blob.mediaType, blob.createdAt],
  );
  return rows[0]?.content_id === blob.contentId;
}

type KeptBlob = { content_id: string; size: string; media_type: string };

async function open(
  pool: pg.Pool,
  places: Places,
  sha256: string,
  from: number,
): Promise<OpenedBlob | undefined> {
  const { rows } = await pool.query<KeptBlob>(
    'select content_id, size, media_type from blob where sha256 = $1',
    [sha256],
  );
  const blob = rows[0];
  if (!blob) return undefined;
  const size = Number(blob.size);
  const reference = { sha256, size, mediaType: blob.media_type };
  if (from >= size) return { ...reference, body: nothing() };
  for (const place of places) {
    const body = await place.read(blob.content_id, { size, from });
    if (body) return { ...reference, body };
  }
  throw new Error(`The content of the file ${sha256} lies nowhere that is set up here`);
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function sweep(pool: pg.Pool, places: Places, olderThan: Instant): Promise<number> {
  const { rows: tables } = await pool.query<{ name: string }>(REFERRING_SQL);
  const unreferred = tables.map(
    ({ name }) =>
      `and not exists (select from ${pg.escapeIdentifier(name)} as t where t.blob_sha256 = blob.sha256)`,
  );
  const { rows } = await pool.query<{ content_id: string }>(
    `delete from blob where created_at < $1 ${unreferred.join(' ')} returning content_id`,
    [olderThan],
  );
  for (const place of places) {
    await place.remove(rows.map(({ content_id: id }) => id));
    await place.sweepUnfinished(olderThan);
  }
  return rows.length;
}

const REFERRING_SQL = `
  select table_name as name from information_schema.columns
  where table_schema = current_schema() and column_name = 'blob_sha256' order by 1`;
