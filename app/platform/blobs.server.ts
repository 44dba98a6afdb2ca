/**
 * Blob: a file received or made (feed, catalogue, document), kept once under the SHA-256 of its content, in
 * PostgreSQL. Written and read as a stream, so that its size never stands in memory.
 */
import { createHash } from 'node:crypto';
import type { Clock, Instant } from './clock.ts';
import type { Database } from './database.server.ts';
import { newId } from './ids.ts';
import { Prisma } from './prisma/generated/client.ts';
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
  readonly db: Database;
  readonly clock: Clock;
  readonly maxBytes: number;
};

const CHUNK_BYTES = 1024 * 1024; // one statement each; every chunk but the last has exactly this size

export function createPostgresBlobs(options: BlobOptions): Blobs {
  return {
    put: (content, mediaType) => put(options, content, mediaType),
    open: (sha256, from = 0) => open(options.db, sha256, from),
  };
}

async function put(
  { db, clock, maxBytes }: BlobOptions,
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
        await forget(db, contentId);
        return err({ kind: 'too-large', maxBytes });
      }
      hash.update(bytes);
      await db.$executeRaw`insert into blob_chunk (content_id, position, bytes) values (${contentId}::uuid, ${position}, ${bytes})`;
      position += 1;
    }
  } catch (fault) {
    await forget(db, contentId);
    throw fault;
  }
  const sha256 = hash.digest('hex');
  await keepOnce(db, { sha256, contentId, size, mediaType, createdAt: clock.now() });
  return ok({ sha256, size, mediaType });
}

async function keepOnce(
  db: Database,
  blob: BlobReference & { readonly contentId: string; readonly createdAt: Instant },
): Promise<void> {
  const kept = await db.$executeRaw`
    insert into blob (sha256, content_id, size, media_type, created_at)
    values (${blob.sha256}, ${blob.contentId}::uuid, ${blob.size}, ${blob.mediaType}, ${blob.createdAt})
    on conflict (sha256) do nothing`;
  if (kept === 0) await forget(db, blob.contentId);
}

async function forget(db: Database, contentId: string): Promise<void> {
  await db.$executeRaw`delete from blob_chunk where content_id = ${contentId}::uuid`;
}

async function open(db: Database, sha256: string, from: number): Promise<OpenedBlob | undefined> {
  const blob = await db.blob.findUnique({ where: { sha256 } });
  if (!blob) return undefined;
  const size = Number(blob.size);
  return {
    sha256,
    size,
    mediaType: blob.mediaType,
    body: readChunks(db, blob.contentId, size, from),
  };
}

async function* readChunks(
  db: Database,
  contentId: string,
  size: number,
  from: number,
): AsyncGenerator<Uint8Array> {
  const first = Math.floor(from / CHUNK_BYTES);
  for (let position = first; position * CHUNK_BYTES < size; position += 1) {
    const rows = await db.$queryRaw<{ bytes: Uint8Array }[]>(
      Prisma.sql`select bytes from blob_chunk where content_id = ${contentId}::uuid and position = ${position}`,
    );
    const bytes = rows[0]?.bytes;
    if (!bytes) throw new Error(`Chunk ${position} of a blob is missing`);
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
export async function sweepUnfinishedBlobs(db: Database, olderThan: Instant): Promise<number> {
  return db.$executeRaw`
    delete from blob_chunk as chunk
    where chunk.content_id < ${firstIdOf(olderThan)}::uuid
      and not exists (select from blob where blob.content_id = chunk.content_id)`;
}

/** The smallest UUIDv7 of a moment: its first 48 bits are the milliseconds since 1970 (RFC 9562 §5.7). */
function firstIdOf(moment: Instant): string {
  const hex = moment.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
