/** Edits of many products: what they change, what a history keeps, and how they are taken back. */
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { restoreProductVersion } from '../../../app/flows/supply/restore-product-version.server.ts';
import { runMassEdit } from '../../../app/flows/supply/run-mass-edit.server.ts';
import { startMassEdit, undoMassEdit } from '../../../app/flows/supply/start-mass-edit.server.ts';
import { stopMassEdit } from '../../../app/modules/catalog/mass-edits.repository.server.ts';
import { readProductStates } from '../../../app/modules/catalog/product-versions.repository.server.ts';
import type { ProductEdit } from '../../../app/modules/catalog/product-edit.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { NO_FILTER, readHubProducts } from '../../../app/views/read-hub-catalogue.server.ts';
import { readMassEdits } from '../../../app/views/read-mass-edits.server.ts';
import { readProductVersions } from '../../../app/views/read-product-history.server.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import type { MadeDistributor } from '../../factories/accounts.ts';
import { makeProduct, makeVariant } from '../../factories/catalog.ts';
import { movableClock } from '../../factories/factory-clock.ts';
import { makeFlowContext } from '../../factories/flow-context.ts';
import { cloneDatabase } from '../../setup/database.ts';

const database = await cloneDatabase();
const { db } = database;
const context = makeFlowContext(database, movableClock());
const actor = { kind: 'user', id: 'hanna' } as const;
let own: MadeDistributor;
let sock: string;
let hat: string;

beforeEach(async () => {
  await database.empty();
  own = await makeDistributor(db);
  const made = [];
  for (const title of ['Sock', 'Hat']) {
    const productId = await makeProduct(db, own.id, { title, tags: ['winter'] });
    await makeVariant(db, own.id, { productId });
    made.push(productId);
  }
  [sock = '', hat = ''] = made;
});

async function edit(edit: ProductEdit, productIds = [sock, hat]) {
  const started = await startMassEdit(context, { distributorId: own.id, edit, productIds, actor });
  const key = { distributorId: own.id, editId: expectOk(started) };
  await runMassEdit(context, key);
  return key;
}
const stateOf = async (id: string) =>
  (await readProductStates({ tx: db }, { distributorId: own.id, productIds: [id] })).get(id);
const rowOf = async ({ editId }: { editId: string }) =>
  (await readMassEdits(db, own.id, editId))[0];

test('an edit sets and adds the same in every product, and the search finds what it made', async () => {
  const key = await edit({
    vendor: 'Norrsken',
    addTags: ['new'],
    removeTags: ['winter'],
    hsCode: '611595',
  });
  const state = await stateOf(sock);
  expect(state?.product).toMatchObject({ vendor: 'Norrsken', tags: ['new'] });
  expect(Object.values(state?.variants ?? {})).toMatchObject([{ hsCode: '611595' }]);
  expect(await rowOf(key)).toMatchObject({ status: 'finished', total: 2, done: 2, changed: 2 });
  const found = await readHubProducts(
    db,
    own.id,
    { ...NO_FILTER, facets: { vendor: ['Norrsken'], tag: ['new'] } },
    { size: 10 },
  );
  expect(found.rows.map(({ title }) => title)).toEqual(['Hat', 'Sock']);
});

test('the history tells who changed what from what to what, and an edit that changes nothing leaves none', async () => {
  await edit({ vendor: 'Norrsken' }, [sock]);
  const again = await edit({ vendor: 'Norrsken' }, [sock]);
  expect(await rowOf(again)).toMatchObject({ changed: 0, skipped: 1 });
  const versions = await readProductVersions(db, { distributorId: own.id, productId: sock });
  expect(versions).toMatchObject([
    {
      version: 1,
      cause: 'edit',
      changes: [{ variantId: null, field: 'vendor', before: 'Alpine', after: 'Norrsken' }],
    },
  ]);
});

test('stores that list the products are told in the same transaction', async () => {
  await edit({ status: 'draft' }, [sock]);
  expect(await db.$queryRaw`select 1 from stock_change`).toHaveLength(1);
});

test('an undo takes back what still stands and keeps what was changed again since', async () => {
  const first = await edit({ vendor: 'Norrsken', status: 'draft' });
  await edit({ vendor: 'Alba' }, [hat]);
  expectOk(await undoMassEdit(context, first, actor));
  await runMassEdit(context, first);
  expect((await stateOf(sock))?.product).toMatchObject({ vendor: 'Alpine', status: 'active' });
  expect((await stateOf(hat))?.product).toMatchObject({ vendor: 'Alba', status: 'active' });
  expect(await rowOf(first)).toMatchObject({ status: 'undone' });
});

test('an edit that is asked to stop before it begins changes nothing', async () => {
  const started = await startMassEdit(context, {
    distributorId: own.id,
    edit: { vendor: 'Norrsken' },
    productIds: [sock],
    actor,
  });
  const key = { distributorId: own.id, editId: expectOk(started) };
  expect(await stopMassEdit({ tx: db }, key)).toBe(true);
  await runMassEdit(context, key);
  expect((await stateOf(sock))?.product).toMatchObject({ vendor: 'Alpine' });
  expect(await rowOf(key)).toMatchObject({ status: 'stopped' });
});

test('two workers at one edit do each product once', async () => {
  const started = await startMassEdit(context, {
    distributorId: own.id,
    edit: { addTags: ['new'] },
    productIds: [sock, hat],
    actor,
  });
  const key = { distributorId: own.id, editId: expectOk(started) };
  await Promise.all([runMassEdit(context, key), runMassEdit(context, key)]);
  expect(await rowOf(key)).toMatchObject({ done: 2, changed: 2, skipped: 0 });
  expect(await db.productVersion.count()).toBe(2);
});

test('another distributor can neither edit, nor undo, nor restore', async () => {
  const stranger = await makeDistributor(db);
  const key = await edit({ vendor: 'Norrsken' });
  const foreign = await startMassEdit(context, {
    distributorId: stranger.id,
    edit: { vendor: 'Theirs' },
    productIds: [sock],
    actor,
  });
  await runMassEdit(context, { distributorId: stranger.id, editId: expectOk(foreign) });
  const theirs = { ...key, distributorId: stranger.id };
  expect(await undoMassEdit(context, theirs, actor)).toEqual({
    ok: false,
    error: { kind: 'unknown-edit' },
  });
  const restored = await restoreProductVersion(
    context,
    { distributorId: stranger.id, productId: sock, version: 0 },
    actor,
  );
  expect(restored).toEqual({ ok: false, error: { kind: 'unknown-version' } });
  expect((await stateOf(sock))?.product).toMatchObject({ vendor: 'Norrsken' });
});

test('whatever edits follow each other, every version can be brought back exactly', async () => {
  const anEdit: fc.Arbitrary<ProductEdit> = fc.record(
    {
      vendor: fc.constantFrom('A', 'B'),
      status: fc.constantFrom('active', 'draft'),
      addTags: fc.subarray(['x', 'y']),
      removeTags: fc.subarray(['x', 'winter']),
      attribute: fc.record({
        name: fc.constantFrom('Fabric', 'Care'),
        value: fc.constantFrom('', 'Wool'),
      }),
      originCountry: fc.constantFrom('CH', 'PT'),
      weightGrams: fc.integer({ min: 0, max: 3 }),
    },
    { requiredKeys: ['vendor'], noNullPrototype: true },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(anEdit, { minLength: 1, maxLength: 5 }), async (edits) => {
      const versions = async () =>
        (await readProductVersions(db, { distributorId: own.id, productId: sock }))[0]?.version ??
        0;
      const known = new Map([[await versions(), await stateOf(sock)]]);
      for (const one of edits) {
        await edit(one, [sock]);
        known.set(await versions(), await stateOf(sock));
      }
      for (const [version, state] of known) {
        await restoreProductVersion(
          context,
          { distributorId: own.id, productId: sock, version },
          actor,
        );
        expect(await stateOf(sock)).toEqual(state);
      }
    }),
    { seed: 5, numRuns: 12 },
  );
});
