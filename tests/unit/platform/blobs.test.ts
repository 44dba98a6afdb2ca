import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createPostgresBlobs, sweepUnfinishedBlobs } from '../../../app/platform/blobs.server.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { cloneDatabase } from '../../setup/database.ts';

const { db, pool } = await cloneDatabase();
const MIB = 1024 * 1024;
const CHUNK = 256 * 1024;
const clock = { now: () => new Date('2030-01-01T00:00:00Z') };
const blobs = createPostgresBlobs({ pool, clock, maxBytes: 4 * MIB });

async function* parts(content: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

async function readAll(body: AsyncIterable<Uint8Array> | undefined): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  if (body) for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

test.each([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * MIB + 17])(
  '%i bytes come back as they were',
  async (size) => {
    const content = randomBytes(size);
    const kept = expectOk(await blobs.put(parts(content, 70_001), 'text/csv'));
    expect(kept).toEqual({
      sha256: createHash('sha256').update(content).digest('hex'),
      size,
      mediaType: 'text/csv',
    });
    const opened = await blobs.open(kept.sha256);
    expect((await readAll(opened?.body)).equals(content)).toBe(true);
  },
);

test('the same content, also put at the same time, is kept once', async () => {
  const content = randomBytes(2 * MIB);
  const chunksBefore = await db.blobChunk.count();
  await Promise.all([1, 2, 3].map(() => blobs.put([content], 'text/csv')));
  expect((await db.blobChunk.count()) - chunksBefore).toBe(8);
});

test('reading can begin anywhere', async () => {
  const content = randomBytes(2 * MIB + 5);
  const { sha256 } = expectOk(await blobs.put([content], 'text/csv'));
  for (const from of [1, CHUNK, CHUNK + 3, 2 * MIB + 4]) {
    const opened = await blobs.open(sha256, from);
    expect((await readAll(opened?.body)).equals(content.subarray(from))).toBe(true);
  }
});

test('too large a content is refused and leaves nothing', async () => {
  const before = await db.blobChunk.count();
  const result = await blobs.put(parts(randomBytes(4 * MIB + 1), MIB), 'text/csv');
  expect(result).toEqual({ ok: false, error: { kind: 'too-large', maxBytes: 4 * MIB } });
  expect(await db.blobChunk.count()).toBe(before);
});

test('a source that breaks leaves nothing and its fault is thrown on', async () => {
  const before = await db.blobChunk.count();
  async function* breaking() {
    yield randomBytes(2 * MIB);
    throw new Error('line cut');
  }
  await expect(blobs.put(breaking(), 'text/csv')).rejects.toThrow('line cut');
  expect(await db.blobChunk.count()).toBe(before);
});

test('what a killed process left behind is swept, and nothing else', async () => {
  const contentId = '019a0000-0000-7000-8000-000000000000';
  await db.blobChunk.create({ data: { contentId, position: 0, bytes: Buffer.from('left') } });
  const { sha256 } = expectOk(await blobs.put([Buffer.from('kept')], 'text/plain'));
  expect(await sweepUnfinishedBlobs(pool, new Date('2025-01-01T00:00:00Z'))).toBe(0);
  expect(await sweepUnfinishedBlobs(pool, new Date('2100-01-01T00:00:00Z'))).toBe(1);
  expect((await readAll((await blobs.open(sha256))?.body)).toString()).toBe('kept');
});

test('an unknown hash opens nothing', async () => {
  expect(await blobs.open('0'.repeat(64))).toBeUndefined();
});
