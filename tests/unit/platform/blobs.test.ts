import { afterAll, expect, test } from 'vitest';
import { createPostgresContents } from '../../../app/platform/blob-chunks.server.ts';
import { createObjectContents } from '../../../app/platform/blob-objects.server.ts';
import { createBlobs, createPostgresBlobs } from '../../../app/platform/blobs.server.ts';
import { newId } from '../../../app/platform/ids.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { startObjectStore } from '../../sandbox/s3/object-store.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { blobContract, readAll } from './blob-contract.ts';

const database = await cloneDatabase();
const { db, pool } = database;
const store = await startObjectStore();
afterAll(store.close);

const objectsOf = (secretAccessKey = store.credentials.secretAccessKey) =>
  createObjectContents({
    endpoint: store.endpoint,
    bucket: store.bucket,
    ...store.credentials,
    secretAccessKey,
  });
const NOW = new Date('2030-01-01T00:00:00Z');
const options = { pool, clock: { now: () => NOW }, maxBytes: 1_000_000 };
const postgres = createPostgresBlobs(options);

blobContract('PostgreSQL', database, {
  contents: createPostgresContents(pool),
  count: async () => (await db.blobChunk.groupBy({ by: ['contentId'] })).length,
});

blobContract('S3', database, {
  contents: objectsOf(),
  count: async () => store.objects.size + store.openUploads.size,
});

test('what a killed process left in the tables behind is swept, and nothing younger', async () => {
  const contentId = '019a0000-0000-7000-8000-000000000000';
  await db.blobChunk.create({ data: { contentId, position: 0, bytes: Buffer.from('left') } });
  await postgres.sweep(new Date('2025-01-01T00:00:00Z'));
  expect(await db.blobChunk.count({ where: { contentId } })).toBe(1);
  await postgres.sweep(new Date('2029-01-01T00:00:00Z'));
  expect(await db.blobChunk.count({ where: { contentId } })).toBe(0);
});

test('what is referred to is kept, however old it is', async () => {
  const { sha256 } = expectOk(await postgres.put([Buffer.from('named')], 'text/csv'));
  const { id: distributorId } = await makeDistributor(db);
  await db.catalogImport.create({
    data: {
      distributorId,
      id: newId<'CatalogImport'>(),
      fileName: 'goods.csv',
      blobSha256: sha256,
      status: 'done',
      totalBytes: 5,
      startedAt: NOW,
    },
  });
  expect(await postgres.sweep(new Date('2040-01-01T00:00:00Z'))).toBe(0);
  await db.catalogImport.deleteMany();
  expect(await postgres.sweep(new Date('2040-01-01T00:00:00Z'))).toBe(1);
});

test('after a move to S3 the files in PostgreSQL are still there', async () => {
  const { sha256 } = expectOk(await postgres.put([Buffer.from('before')], 'text/csv'));
  const moved = createBlobs(options, [objectsOf(), createPostgresContents(pool)]);
  expect((await readAll((await moved.open(sha256))?.body)).toString()).toBe('before');
});

test('S3 refuses a wrong signature, and that is a fault that says so', async () => {
  const blobs = createBlobs(options, [objectsOf('wrong')]);
  await expect(blobs.put([Buffer.from('x')], 'text/csv')).rejects.toThrow('SignatureDoesNotMatch');
});

test('a moment’s failure of S3 is repeated', async () => {
  const blobs = createBlobs(options, [objectsOf()]);
  store.failNext(503);
  const { sha256 } = expectOk(await blobs.put([Buffer.from('repeated')], 'text/csv'));
  expect((await readAll((await blobs.open(sha256))?.body)).toString()).toBe('repeated');
});
