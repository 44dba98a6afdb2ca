/** What every place for the contents of blobs must do; run over each of them. */
import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createBlobs } from '../../../app/platform/blobs.server.ts';
import type { BlobContents } from '../../../app/platform/blob-contents.ts';
import { expectOk } from '../../../app/platform/result.ts';
import type { TestDatabase } from '../../setup/database.ts';

export const MIB = 1024 * 1024;
const CHUNK = 256 * 1024;
const PART = 8 * MIB;
const NOW = new Date('2030-01-01T00:00:00Z');
const LATER = new Date('2030-01-02T00:00:00Z');

export async function readAll(body: AsyncIterable<Uint8Array> | undefined): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  if (body) for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* parts(content: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

export type Place = {
  readonly contents: BlobContents;
  /** How many contents lie there, finished or not. */
  readonly count: () => Promise<number>;
};

export function blobContract(name: string, { db, pool }: TestDatabase, place: Place): void {
  const clock = { now: () => NOW };
  const blobs = createBlobs({ pool, clock, maxBytes: 20 * MIB }, [place.contents]);

  describe(`blobs in ${name}`, () => {
    test.each([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * MIB + 17, PART, PART + 1, 2 * PART + 5])(
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
      const before = await place.count();
      await Promise.all([1, 2, 3].map(() => blobs.put([content], 'text/csv')));
      expect((await place.count()) - before).toBe(1);
    });

    test('reading can begin anywhere', async () => {
      const content = randomBytes(PART + 2 * MIB + 5);
      const { sha256 } = expectOk(await blobs.put([content], 'text/csv'));
      for (const from of [
        1,
        CHUNK,
        CHUNK + 3,
        PART,
        PART + 1,
        content.length - 1,
        content.length,
      ]) {
        const opened = await blobs.open(sha256, from);
        expect((await readAll(opened?.body)).equals(content.subarray(from))).toBe(true);
      }
    });

    test('too large a content is refused and leaves nothing', async () => {
      const before = await place.count();
      const result = await blobs.put(parts(randomBytes(20 * MIB + 1), MIB), 'text/csv');
      expect(result).toEqual({ ok: false, error: { kind: 'too-large', maxBytes: 20 * MIB } });
      expect(await place.count()).toBe(before);
    });

    test('a source that breaks leaves nothing and its fault is thrown on', async () => {
      const before = await place.count();
      async function* breaking() {
        yield randomBytes(2 * PART + 1);
        throw new Error('line cut');
      }
      await expect(blobs.put(breaking(), 'text/csv')).rejects.toThrow('line cut');
      expect(await place.count()).toBe(before);
    });

    test('an unknown hash opens nothing', async () => {
      expect(await blobs.open('0'.repeat(64))).toBeUndefined();
    });

    test('what nobody refers to is swept once it is old, and what is put again is young', async () => {
      const content = Buffer.from(`old ${name}`);
      const { sha256 } = expectOk(await blobs.put([content], 'text/csv'));
      await db.blob.updateMany({ data: { createdAt: new Date('2029-01-01T00:00:00Z') } });
      await blobs.put([content], 'text/csv');
      await blobs.sweep(new Date('2029-06-01T00:00:00Z'));
      expect((await readAll((await blobs.open(sha256))?.body)).equals(content)).toBe(true);
      expect(await blobs.sweep(LATER)).toBe(1);
      expect(await blobs.open(sha256)).toBeUndefined();
      expect(await place.count()).toBe(0);
    });
  });
}
