import { beforeEach, expect, test } from 'vitest';
import { applyRemedies } from '../../../app/flows/order/apply-remedies.server.ts';
import { holdOrder } from '../../../app/flows/order/resolve-hold.server.ts';
import { tendExceptions } from '../../../app/flows/order/tend-exceptions.server.ts';
import type { NewException } from '../../../app/modules/activity/activity.ts';
import { readExceptionActs } from '../../../app/modules/activity/exception-acts.server.ts';
import { listExceptions } from '../../../app/modules/activity/list-exceptions.server.ts';
import {
  assignExceptions,
  noteExceptions,
  postponeExceptions,
  reopenException,
  settleExceptions,
} from '../../../app/modules/activity/manage-exceptions.server.ts';
import { openException } from '../../../app/modules/activity/open-exception.server.ts';
import {
  insertRemedyRule,
  removeRemedyRule,
  switchRemedyRule,
} from '../../../app/modules/activity/remedy-rules.repository.server.ts';
import { newId } from '../../../app/platform/ids.ts';
import type { Id } from '../../../app/platform/ids.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { makeWorld, MINUTE } from './order-world.ts';
import type { World } from './order-world.ts';

const database = await cloneDatabase();
const { db } = database;
beforeEach(database.empty);
const HOUR = 60 * MINUTE;

/** An order that is held as a test order: the retailer's matter, with release and cancellation as ways out. */
async function arrange(orders = 1) {
  const world = await makeWorld(database);
  const sock = await world.stockVariant([100]);
  for (let n = 1; n <= orders; n += 1) {
    world.put({ outsideOrderId: String(n), isTest: true, lines: [{ outsideLineId: `L${n}`, outsideVariantId: sock.outsideVariantId, quantity: 1 }] }); // prettier-ignore
    await world.import(String(n));
  }
  const verb = { tx: db, clock: world.clock };
  const distributorId = world.distributor.id;
  const ids = (await world.openExceptions()).map(({ id }) => id);
  const matters = { audience: { distributorId }, exceptionIds: ids, userId: 'hanna' };
  return { world, verb, distributorId, ids, matters };
}

async function seat(distributorId: string, name: string): Promise<string> {
  const at = new Date();
  const id = name.toLowerCase();
  await db.user.create({ data: { id, name, email: `${id}@example.com`, emailVerified: true, createdAt: at, updatedAt: at } }); // prettier-ignore
  await db.membership.create({ data: { id: newId(), userId: id, distributorId, role: 'member', createdAt: at } }); // prettier-ignore
  return id;
}

const matter = (world: World, more: Partial<NewException> = {}): NewException => ({
  distributorId: world.distributor.id,
  kind: 'supplier-message',
  severity: 'info',
  owner: 'distributor',
  subject: { kind: 'supplier', id: world.supplier.id },
  dedupeKey: newId(),
  happened: 'It happened.',
  meaning: 'It means something.',
  nextStep: 'Decide.',
  remedies: ['wait'],
  ...more,
});

const RELEASE = { kind: 'hold-test-order', connectionId: null, remedy: 'release-hold', afterMinutes: 30, perHour: 10 }; // prettier-ignore
const acts = async (ids: readonly string[]) =>
  (await readExceptionActs(db, ids)).map(({ act, actorKind }) => `${act} by ${actorKind}`);

test('every matter has a deadline: its own, its kind’s, or by how grave it is', async () => {
  const { world, verb } = await arrange(0);
  const now = world.clock.now().getTime();
  const own = new Date(now + 5 * MINUTE);
  await openException(verb, matter(world, { deadlineAt: own }));
  await openException(verb, matter(world, { withinHours: 2 }));
  await openException(verb, matter(world, { severity: 'critical' }));
  await openException(verb, matter(world, { severity: 'warning' }));
  await openException(verb, matter(world));
  const hours = (await world.openExceptions()).map(({ deadlineAt }) => ((deadlineAt?.getTime() ?? 0) - now) / HOUR); // prettier-ignore
  expect(hours).toEqual([5 / 60, 2, 4, 24, 72]);
});

test('a deadline is called close once, and what passes it is handed up once', async () => {
  const { world, ids } = await arrange();
  world.clock.move(53 * HOUR);
  await tendExceptions(world.context);
  expect(await acts(ids)).toEqual([]);
  world.clock.move(2 * HOUR);
  await tendExceptions(world.context);
  await tendExceptions(world.context);
  expect(await acts(ids)).toEqual(['warned by system']);
  world.clock.move(20 * HOUR);
  await tendExceptions(world.context);
  await tendExceptions(world.context);
  expect(await acts(ids)).toEqual(['escalated by system', 'warned by system']);
  expect(await db.exceptionCase.findFirst()).toMatchObject({ severity: 'critical', owner: 'distributor', firstOwner: 'retailer' }); // prettier-ignore
});

test('what was handed up stays as grave when it happens again, and in the retailer’s sight', async () => {
  const { world, ids } = await arrange();
  world.clock.move(80 * HOUR);
  await tendExceptions(world.context);
  world.edit('1', {});
  await world.import('1');
  expect(await db.exceptionCase.findFirst()).toMatchObject({ severity: 'critical', owner: 'distributor' }); // prettier-ignore
  const { storeId } = world.connection;
  const { rows } = await listExceptions(db, { storeId }, { open: true }, { size: 10 });
  expect(rows.map(({ id }) => id)).toEqual(ids);
});

test('a postponed matter has its timers anew', async () => {
  const { world, verb, matters } = await arrange();
  world.clock.move(80 * HOUR);
  await tendExceptions(world.context);
  expect(await postponeExceptions(verb, { ...matters, hours: 48 })).toBe(1);
  const [row] = await world.openExceptions();
  expect(row?.deadlineAt?.getTime()).toBe(world.clock.now().getTime() + 48 * HOUR);
  expect([row?.warnedAt, row?.escalatedAt]).toEqual([null, null]);
});

test('matters are given to a colleague with a note, and to nobody without a seat', async () => {
  const { verb, distributorId, ids, matters } = await arrange(2);
  const assigneeId = await seat(distributorId, 'Ruth');
  expect(await assignExceptions(verb, { ...matters, assigneeId, note: 'yours' })).toBe(2);
  expect(await assignExceptions(verb, { ...matters, assigneeId: 'stranger', note: '' })).toBe(0);
  expect(await db.exceptionCase.count({ where: { assigneeId } })).toBe(2);
  expect(await noteExceptions(verb, { ...matters, note: 'called her' })).toBe(2);
  expect(await acts(ids.slice(0, 1))).toEqual(['noted by user', 'assigned by user']);
});

test('another distributor can neither assign, settle nor open again', async () => {
  const { verb, matters, ids } = await arrange();
  const audience = { distributorId: newId() };
  expect(await settleExceptions(verb, { ...matters, audience, resolution: 'x' })).toBe(0);
  expect(await assignExceptions(verb, { ...matters, audience, assigneeId: null, note: '' })).toBe(
    0,
  );
  await settleExceptions(verb, { ...matters, resolution: 'x' });
  expect(await reopenException(verb, { audience, exceptionId: ids[0] ?? '', userId: 'eve' })).toBe(false); // prettier-ignore
});

test('a settlement by hand is taken back within a day; one that time made is not', async () => {
  const { world, verb, matters, ids } = await arrange();
  const exceptionId = ids[0] ?? '';
  const again = { audience: matters.audience, exceptionId, userId: 'hanna' };
  expect(await settleExceptions(verb, { ...matters, resolution: 'Agreed by phone.' })).toBe(1);
  expect(await reopenException(verb, again)).toBe(true);
  expect(await reopenException(verb, again)).toBe(false);
  await settleExceptions(verb, { ...matters, resolution: 'Agreed by phone.' });
  world.clock.move(25 * HOUR);
  expect(await reopenException(verb, again)).toBe(false);
});

test('one remedy for many matters tells which refused it, and does the others', async () => {
  const { world, distributorId, ids } = await arrange(3);
  const exceptionIds = [...ids, newId()];
  const outcome = await applyRemedies(world.context, { distributorId, exceptionIds, remedy: 'release-hold', userId: 'hanna' }); // prettier-ignore
  expect(outcome.done).toBe(3);
  expect(outcome.refused.map(({ error }) => error.kind)).toEqual(['unknown-exception']);
  await world.work();
  expect(world.connector.placed).toHaveLength(3);
  expect(await acts(ids.slice(0, 1))).toEqual(['remedy by user']);
});

test('a rule applies its remedy after its time, in its own name, and not before', async () => {
  const { world, verb, distributorId, ids } = await arrange();
  await insertRemedyRule(verb, { distributorId, rule: RELEASE, by: 'hanna' });
  world.clock.move(29 * MINUTE);
  await tendExceptions(world.context);
  expect(await acts(ids)).toEqual([]);
  world.clock.move(MINUTE);
  await tendExceptions(world.context);
  expect(await acts(ids)).toEqual(['remedy by rule']);
  expect((await world.openExceptions()).length).toBe(0);
});

test('a rule acts no oftener in an hour than it may, and goes on in the next', async () => {
  const { world, verb, distributorId } = await arrange(3);
  await insertRemedyRule(verb, { distributorId, rule: { ...RELEASE, afterMinutes: 0, perHour: 2 }, by: 'hanna' }); // prettier-ignore
  await tendExceptions(world.context);
  expect((await world.openExceptions()).length).toBe(1);
  world.clock.move(11 * MINUTE);
  await tendExceptions(world.context);
  expect((await world.openExceptions()).length).toBe(1);
  world.clock.move(60 * MINUTE);
  await tendExceptions(world.context);
  expect((await world.openExceptions()).length).toBe(0);
});

test('a rule that is refused says so in the log and tries again later', async () => {
  const { world, verb, distributorId } = await arrange(0);
  await openException(verb, matter(world, { kind: 'job-parked', dedupeKey: 'odd', remedies: ['retry-parked'] })); // prettier-ignore
  const rule = { ...RELEASE, kind: 'job-parked', remedy: 'retry-parked', afterMinutes: 0 };
  await insertRemedyRule(verb, { distributorId, rule, by: 'hanna' });
  await tendExceptions(world.context);
  await tendExceptions(world.context);
  const [{ id } = { id: '' }] = await world.openExceptions();
  expect(await acts([id])).toEqual(['remedy-refused by rule']);
  world.clock.move(11 * MINUTE);
  await tendExceptions(world.context);
  expect(await acts([id])).toHaveLength(2);
});

test('a rule of one connection, one that is switched off and one that was removed do nothing elsewhere', async () => {
  const { world, verb, distributorId } = await arrange();
  await insertRemedyRule(verb, { distributorId, rule: { ...RELEASE, connectionId: newId(), afterMinutes: 0 }, by: 'hanna' }); // prettier-ignore
  await insertRemedyRule(verb, { distributorId, rule: { ...RELEASE, afterMinutes: 0 }, by: 'hanna' }); // prettier-ignore
  const rule = await db.remedyRule.findFirstOrThrow({ where: { connectionId: null } });
  await switchRemedyRule(verb, { distributorId, ruleId: rule.id, active: false });
  await tendExceptions(world.context);
  expect((await world.openExceptions()).length).toBe(1);
  await switchRemedyRule(verb, { distributorId, ruleId: rule.id, active: true });
  await removeRemedyRule(db, { distributorId, ruleId: rule.id });
  world.clock.move(HOUR);
  await tendExceptions(world.context);
  expect((await world.openExceptions()).length).toBe(1);
});

test('a person can keep an order back until it is with its suppliers', async () => {
  const { world, distributorId } = await arrange();
  const { id } = await world.order('1');
  const key = { distributorId, orderId: id as Id<'Order'> };
  expect(await holdOrder(world.context, { ...key, reason: 'Ask first.', userId: 'hanna' })).toMatchObject({ ok: true }); // prettier-ignore
  expect((await world.openExceptions()).map(({ kind }) => kind)).toContain('hold-manual');
});
