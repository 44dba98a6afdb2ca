/**
 * Blob chunks: contents of blobs as rows of PostgreSQL. On the bare pool: through Prisma bytes travel as base64
 * (measured: reading 12 MB/s at 600 MB of memory, against 70 MB/s at 120 MB).
 */
import type pg from 'pg';
import { z } from 'zod';
import type { BlobContents } from './blob-contents.ts';
import type { Instant } from './clock.ts';
import { inPieces } from './pieces.ts';

// One statement each. Every chunk but the last has exactly this size, also those that are kept already: it cannot change.
const CHUNK_BYTES = 256 * 1024;

export function createPostgresContents(pool: pg.Pool): BlobContents {
  return {
    write: (contentId, content) => write(pool, contentId, content),
    async read(contentId, { size, from }) {
      const { rowCount } = await pool.query(READ_CHUNK_SQL, [contentId, 0]);
      return rowCount === 0 ? undefined : readChunks(pool, contentId, size, from);
    },
    remove: (contentIds) => remove(pool, contentIds),
    sweepUnfinished: (olderThan) => sweepUnfinished(pool, olderThan),
  };
}

const ADD_CHUNK_SQL = 'insert into blob_chunk (content_id, position, bytes) values ($1, $2, $3)';
const READ_CHUNK_SQL = 'select bytes from blob_chunk where content_id = $1 and position = $2';
const Chunk = z.object({ bytes: z.instanceof(Uint8Array) });

async function write(
  pool: pg.Pool,
  contentId: string,
  content: AsyncIterable<Uint8Array>,
): Promise<void> {
  let position = 0;
  try {
    for await (const bytes of inPieces(content, CHUNK_BYTES)) {
      await pool.query(ADD_CHUNK_SQL, [contentId, position, bytes]);
      position += 1;
    }
  } catch (fault) {
    await remove(pool, [contentId]);
    throw fault;
  }
}

async function remove(pool: pg.Pool, contentIds: readonly string[]): Promise<void> {
  if (contentIds.length === 0) return;
  await pool.query('delete from blob_chunk where content_id = any($1::uuid[])', [contentIds]);
}

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

/** By the time in their ids. */
async function sweepUnfinished(pool: pg.Pool, olderThan: Instant): Promise<void> {
  await pool.query(
    `delete from blob_chunk as chunk
     where chunk.content_id < $1 and not exists (select from blob where blob.content_id = chunk.content_id)`,
    [firstIdOf(olderThan)],
  );
}

/** The smallest UUIDv7 of a moment: its first 48 bits are the milliseconds since 1970 (RFC 9562 §5.7). */
function firstIdOf(moment: Instant): string {
  const hex = moment.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
