/**
 * Blob: a file received or made (feed, catalogue, document), kept once under the SHA-256 of its content, in
 * PostgreSQL. Written and read as a stream, so that its size never stands in memory. It uses the bare pool:
 * through Prisma bytes travel as base64 (measured: reading 12 MB/s at 600 MB of memory, against 70 MB/s at 120 MB).
 */
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { z } from 'zod';
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

export type Blobs = {
  /** Keeps the content; the same content again keeps nothing more. A fault of the source is thrown on. */
  put(
    content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    mediaType: string,
  ): Promise<Result<BlobReference, BlobTooLarge>>;
  /** Undefined when there is no such blob. `from` skips that many bytes, to resume. */
  open(sha256: string, from?: number): Promise<OpenedBlob | undefined>;
};

export type BlobOptions = {
  readonly pool: pg.Pool;
  readonly clock: Clock;
  readonly maxBytes: number;
};

// One statement each. Every chunk but the last has exactly this size, also those that are kept already: it cannot change.
const CHUNK_BYTES = 256 * 1024;

export function createPostgresBlobs(options: BlobOptions): Blobs {
  return {
    put: (content, mediaType) => put(options, content, mediaType),
    open: (sha256, from = 0) => open(options.pool, sha256, from),
  };
}

async function put(
  { pool, clock, maxBytes }: BlobOptions,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  mediaType: string,
): Promise<Result<BlobReference, BlobTooLarge>> {
  const contentId = newId<'BlobContent'>();
  const hash = createHash('sha256');
  let size = 0;
  let position = 0;
  try {
    for await (const bytes of inChunks(content)) {
      size += bytes.length;
      if (size > maxBytes) {
        await forget(pool, contentId);
        return err({ kind: 'too-large', maxBytes });
      }
      hash.update(bytes);
      await pool.query(ADD_CHUNK_SQL, [contentId, position, bytes]);
      position += 1;
    }
  } catch (fault) {
    await forget(pool, contentId);
    throw fault;
  }
  const sha256 = hash.digest('hex');
  await keepOnce(pool, { sha256, contentId, size, mediaType, createdAt: clock.now() });
  return ok({ sha256, size, mediaType });
}

async function keepOnce(
  pool: pg.Pool,
  blob: BlobReference & { readonly contentId: string; readonly createdAt: Instant },
): Promise<void> {
  const { rowCount } = await pool.query(
    `insert into blob (sha256, content_id, size, media_type, created_at)
     values ($1, $2, $3, $4, $5) on conflict (sha256) do nothing`,
    [blob.sha256, blob.contentId, blob.size, blob.mediaType, blob.createdAt],
  );
  if (rowCount === 0) await forget(pool, blob.contentId);
}

async function forget(pool: pg.Pool, contentId: string): Promise<void> {
  await pool.query('delete from blob_chunk where content_id = $1', [contentId]);
}

async function open(pool: pg.Pool, sha256: string, from: number): Promise<OpenedBlob | undefined> {
  const { rows } = await pool.query<KeptBlob>(
    'select content_id, size, media_type from blob where sha256 = $1',
    [sha256],
  );
  const blob = rows[0];
  if (!blob) return undefined;
  const size = Number(blob.size);
  const body = readChunks(pool, blob.content_id, size, from);
  return { sha256, size, mediaType: blob.media_type, body };
}

type KeptBlob = { content_id: string; size: string; media_type: string };

const ADD_CHUNK_SQL = 'insert into blob_chunk (content_id, position, bytes) values ($1, $2, $3)';
const READ_CHUNK_SQL = 'select bytes from blob_chunk where content_id = $1 and position = $2';
const Chunk = z.object({ bytes: z.instanceof(Uint8Array) });

async function* readChunks(
  pool: pg.Pool,
  contentId: string,
  size: number,
  from: number,
): AsyncGenerator<Uint8Array> {
  const first = Math.floor(from / CHUNK_BYTES);
  for (let position = first; position * CHUNK_BYTES < size; position += 1) {
    const { rows } = await pool.query(READ_CHUNK_SQL, [contentId, position]);
    const { bytes } = Chunk.parse(rows[0]);
    yield position === first ? bytes.subarray(from % CHUNK_BYTES) : bytes;
  }
}

async function* inChunks(
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Buffer<ArrayBuffer>> {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of content) {
    for (let start = 0; start < part.length; ) {
      const taken = part.subarray(start, start + CHUNK_BYTES - bytes);
      waiting.push(taken);
      bytes += taken.length;
      start += taken.length;
      if (bytes < CHUNK_BYTES) continue;
      yield Buffer.concat(waiting);
      waiting = [];
      bytes = 0;
    }
  }
  if (bytes > 0) yield Buffer.concat(waiting);
}

/** Removes what interrupted writes left behind, by the time in their ids. Returns the number of pieces. */
export async function sweepUnfinishedBlobs(pool: pg.Pool, olderThan: Instant): Promise<number> {
  const { rowCount } = await pool.query(
    `delete from blob_chunk as chunk
     where chunk.content_id < $1 and not exists (select from blob where blob.content_id = chunk.content_id)`,
    [firstIdOf(olderThan)],
  );
  return rowCount ?? 0;
}

/** The smallest UUIDv7 of a moment: its first 48 bits are the milliseconds since 1970 (RFC 9562 §5.7). */
function firstIdOf(moment: Instant): string {
  const hex = moment.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
