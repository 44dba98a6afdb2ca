import { expect, test } from 'vitest';
import { applyStoreRemedy } from '../../../app/flows/relation/apply-store-remedy.server.ts';
import { startReconciliation } from '../../../app/flows/order/reconcile-connection.server.ts';
import { listExceptions } from '../../../app/modules/activity/list-exceptions.server.ts';
import { newId } from '../../../app/platform/ids.ts';
import { expectOk } from '../../../app/platform/result.ts';
import {
  countDifferences,
  exportRunLines,
  readRunLines,
  readRuns,
  readShownRun,
  RUN_CSV_HEADER,
} from '../../../app/views/read-reconciliations.server.ts';
import { makeWorld, MINUTE } from '../../flows/order/order-world.ts';
import { cloneDatabase } from '../../setup/database.ts';

const database = await cloneDatabase();
const { db } = database;
const world = await makeWorld(database);
const distributorId = world.distributor.id;
const { storeId, id: connectionId } = world.connection;
const sock = await world.stockVariant([100]);
const line = (id: string) => ({ outsideLineId: `L${id}`, outsideVariantId: sock.outsideVariantId, quantity: 1 }); // prettier-ignore
for (const id of ['1001', '1002', '1003']) world.put({ outsideOrderId: id, lines: [line(id)] });
world.put({ outsideOrderId: '1004', isTest: true, lines: [line('1004')] });
for (const id of ['1001', '1002', '1004']) await world.import(id);
await world.work();
world.clock.move(120 * MINUTE);
const runId = expectOk(
  await startReconciliation(world.context, { distributorId, connectionId, requestedBy: 'hanna' }),
);
await world.work();
const key = { distributorId, runId };
const ALL = { view: '', search: '' };

test('lines that differ come first, and the pages follow one another without a gap', async () => {
  const names: string[] = [];
  let after: string | undefined;
  do {
    const page = await readRunLines(db, key, ALL, { size: 1, after });
    names.push(...page.rows.map(({ orderName }) => orderName));
    after = page.next;
  } while (after);
  expect(names).toEqual(['#1003', '#1001', '#1002', '#1004']);
  expect(await countDifferences(db, key)).toEqual([{ kind: 'missing-in-hub', lines: 1 }]);
});

test('lines are found by order, and narrowed to what differs', async () => {
  const namesOf = async (filter: Partial<typeof ALL>) =>
    (await readRunLines(db, key, { ...ALL, ...filter }, { size: 50 })).rows.map(({ orderName }) => orderName); // prettier-ignore
  expect(await namesOf({ search: '1002' })).toEqual(['#1002']);
  expect(await namesOf({ view: 'differing' })).toEqual(['#1003']);
  expect(await namesOf({ view: 'under-way' })).toEqual([]);
});

test('the file has a cell for each heading, for every line', async () => {
  const rows = [];
  for await (const row of exportRunLines(db, key)) rows.push(row);
  expect(rows).toHaveLength(4);
  expect(rows.every((row) => row.length === RUN_CSV_HEADER.length)).toBe(true);
  expect(rows[0]).toContain('missing-in-hub');
});

test('a run is read by its distributor and its store, and by nobody else', async () => {
  const ids = async (audience: Parameters<typeof readRuns>[1]) =>
    (await readRuns(db, audience, {}, { size: 10 })).rows.map(({ id }) => id);
  expect(await ids({ distributorId })).toEqual([runId]);
  expect(await ids({ storeId })).toEqual([runId]);
  expect(await ids({ distributorId: newId() })).toEqual([]);
  expect(await ids({ storeId: newId() })).toEqual([]);
  expect(await readShownRun(db, { storeId: newId() }, runId)).toBeUndefined();
  expect(await readShownRun(db, { distributorId: newId() }, runId)).toBeUndefined();
});

test('a retailer releases a hold of its own from its queue, and not what is the distributor’s', async () => {
  const { rows } = await listExceptions(db, { storeId }, { open: true }, { size: 10 });
  expect(rows.map(({ kind }) => kind)).toEqual(['hold-test-order']);
  const exceptionId = rows[0]?.id ?? '';
  const others = await db.exceptionCase.findFirstOrThrow({ where: { kind: 'differs-missing-in-hub' } }); // prettier-ignore
  const theirs = { storeId, exceptionId: others.id, remedy: 'compare-again' };
  expect(await applyStoreRemedy(world.context, theirs)).toMatchObject({ error: { kind: 'unknown-exception' } }); // prettier-ignore
  const stranger = { storeId: newId(), exceptionId, remedy: 'release-hold' };
  expect(await applyStoreRemedy(world.context, stranger)).toMatchObject({ ok: false });
  const own = { storeId, exceptionId, remedy: 'release-hold' };
  expect(await applyStoreRemedy(world.context, own)).toMatchObject({ ok: true });
  await world.work();
  expect((await world.order('1004')).status).toBe('released');
});
