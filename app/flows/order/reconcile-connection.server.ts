import { openMattersOf } from '../../modules/activity/find-exception.server.ts';
import { openException } from '../../modules/activity/open-exception.server.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { resolveExceptionsOf } from '../../modules/activity/resolve-exceptions.server.ts';
import { dayIn, isNightIn, windowOf } from '../../modules/orders/reconciliation.ts';
import type {
  ComparedLine,
  ReconciliationRun,
  ReconciliationRunId,
  RunKey,
} from '../../modules/orders/reconciliation.ts';
import {
  advanceRun,
  askToStop,
  comparedAmong,
  findComparable,
  insertRun,
  lastComparedUntil,
  listComparable,
  listOrdersToCompare,
  pruneRuns,
  readRun,
  saveComparedOrder,
} from '../../modules/orders/reconciliations.repository.server.ts';
import type { ChannelFailure } from '../../modules/stores/channel.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { Tx } from '../../platform/database.server.ts';
import { newId } from '../../platform/ids.ts';
import type { Id } from '../../platform/ids.ts';
import type { JobVerdict } from '../../platform/job-catalog.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import { describeFailure, verdictFor } from '../../platform/retry-policy.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';
import { compareOrder } from './compare-order.server.ts';
import { agreedKeys, differenceExceptions, outsideOrderIn } from './difference-exceptions.ts';

export type ReconciliationRefusal =
  /** Unknown, another's, ended, or its store has left. */
  | { readonly kind: 'unknown-connection' }
  | { readonly kind: 'already-comparing' }
  | { readonly kind: 'not-comparing' };

type ConnectionKey = {
  readonly distributorId: Id<'Distributor'>;
  readonly connectionId: Id<'Connection'>;
};

/** A person has a connection compared now. */
export async function startReconciliation(
  context: Pick<FlowContext, 'db' | 'clock'>,
  input: ConnectionKey & { readonly requestedBy: string },
): Promise<Result<ReconciliationRunId, ReconciliationRefusal>> {
  return inTransaction(context.db, async (tx) => {
    const found = await findComparable(tx, input);
    if (!found) return err({ kind: 'unknown-connection' });
    const runId = await begin(context, tx, { ...input, ...found, trigger: 'by-hand' });
    return runId ? ok(runId) : err({ kind: 'already-comparing' });
  });
}

/** A person stops a run between two orders; what was found stays. */
export async function stopReconciliation(
  context: Pick<FlowContext, 'db'>,
  key: RunKey,
): Promise<Result<undefined, ReconciliationRefusal>> {
  return (await askToStop(context.db, key)) ? ok() : err({ kind: 'not-comparing' });
}

/** For the clock: each connection once in its distributor's night. Also lets go of old runs. */
export async function reconcileConnections(context: FlowContext): Promise<void> {
  const now = context.clock.now();
  for (const each of await listComparable(context.db)) {
    if (!isNightIn(each.timeZone, now) || each.lastDay === dayIn(each.timeZone, now)) continue;
    await inTransaction(context.db, (tx) =>
      begin(context, tx, { ...each, requestedBy: undefined, trigger: 'nightly' }),
    );
  }
  await pruneRuns({ tx: context.db, clock: context.clock }, 100);
}

async function begin(
  { clock }: Pick<FlowContext, 'clock'>,
  tx: Tx,
  about: ConnectionKey & {
    readonly storeId: Id<'Store'>;
    readonly timeZone: string;
    readonly requestedBy: string | undefined;
    readonly trigger: 'nightly' | 'by-hand';
  },
): Promise<ReconciliationRunId | undefined> {
  const now = clock.now();
  const window = windowOf(await lastComparedUntil(tx, about), now);
  const id = newId<'ReconciliationRun'>();
  const day = dayIn(about.timeZone, now);
  const made = await insertRun({ tx, clock }, { ...about, ...window, id, day });
  if (!made) return undefined;
  const payload = { distributorId: about.distributorId, runId: id };
  await enqueue(tx, { name: 'reconcile-connection', payload });
  return id;
}

const ORDERS_A_STEP = 50;
const MOST_DOUBTFUL = 2_000;
const DONE: JobVerdict = { kind: 'done' };

/** What one step of a run came to: where to go on, or that it is over. */
type Step = Result<{ readonly phase: 'store' | 'hub' | 'over'; readonly cursor: string | null }, ChannelFailure>; // prettier-ignore

/**
 * One step of a run: a page of the store's changes, or of the hub's orders. What was found is kept order by order and
 * the place after each page, so a run that is killed goes on where it was, and memory does not grow with the orders.
 */
export async function reconcileConnection(
  context: FlowContext,
  key: RunKey,
  job: { readonly attempt: number; readonly isLastAttempt: boolean } = { attempt: 1, isLastAttempt: false }, // prettier-ignore
): Promise<JobVerdict> {
  const run = await readRun(context.db, key);
  if (!run || ['stopped', 'finished', 'failed'].includes(run.status)) return DONE;
  if (run.status === 'stopping') return end(context, key, 'stopped');
  await advanceRun({ tx: context.db, clock: context.clock }, key, { status: 'running' });
  const step = run.phase === 'store' ? await readStore(context, run) : await readHub(context, run);
  if (!step.ok) return fail(context, key, step.error, job);
  const { phase, cursor } = step.value;
  if (phase === 'over') return end(context, key, 'finished');
  await inTransaction(context.db, async (tx) => {
    const isOn = await advanceRun({ ...context, tx }, key, { status: 'running', phase, cursor });
    if (!isOn) await advanceRun({ ...context, tx }, key, { status: 'stopped' });
    else await enqueue(tx, { name: 'reconcile-connection', payload: key });
  });
  return DONE;
}

async function end(
  context: FlowContext,
  key: RunKey,
  status: 'stopped' | 'finished',
): Promise<JobVerdict> {
  await inTransaction(context.db, async (tx) => {
    const over = { status, phase: 'over', cursor: null } as const;
    const step = { tx, clock: context.clock };
    // A wish to stop that came at the very end is granted: the last page was compared all the same.
    if (!(await advanceRun(step, key, over))) await advanceRun(step, key, { status: 'stopped' });
  });
  return DONE;
}

async function fail(
  context: FlowContext,
  key: RunKey,
  failure: ChannelFailure,
  { attempt, isLastAttempt }: { readonly attempt: number; readonly isLastAttempt: boolean },
): Promise<JobVerdict> {
  const verdict = verdictFor(failure, {
    attempt,
    now: context.clock.now(),
    random: context.random,
  });
  if (verdict.kind === 'retry' && !isLastAttempt) return verdict;
  const why = describeFailure(failure);
  await advanceRun({ tx: context.db, clock: context.clock }, key, {
    status: 'failed',
    failure: why,
  });
  return { kind: 'park', why };
}

async function readStore(context: FlowContext, run: ReconciliationRun): Promise<Step> {
  const channel = await context.channelOf(run.storeId);
  const page = await channel.listOrders(run.windowFrom, run.cursor ?? undefined);
  if (!page.ok) return page;
  const ids = page.value.rows.map(({ outsideOrderId }) => outsideOrderId);
  const done = await compareAll(context, run, ids);
  if (!done.ok) return done;
  const { next } = page.value;
  return ok(next === undefined ? { phase: 'hub', cursor: null } : { phase: 'store', cursor: next });
}

async function readHub(context: FlowContext, run: ReconciliationRun): Promise<Step> {
  const page = { after: run.cursor, size: ORDERS_A_STEP };
  const orders = await listOrdersToCompare(context.db, run, page);
  const done = await compareAll(context, run, orders.map(({ outsideOrderId }) => outsideOrderId)); // prettier-ignore
  if (!done.ok) return done;
  const last = orders.length < ORDERS_A_STEP ? undefined : orders.at(-1);
  if (!last) {
    const doubtful = await compareAll(context, run, await doubtfulOrders(context, run));
    if (!doubtful.ok) return doubtful;
  }
  return ok(last ? { phase: 'hub', cursor: last.orderId } : { phase: 'over', cursor: null });
}

/** What an earlier run found to differ is looked at until it agrees, in whatever window it lies. */
async function doubtfulOrders(
  { db }: FlowContext,
  run: ReconciliationRun,
): Promise<readonly string[]> {
  const keys = await openMattersOf(db, { ...run, kindPrefix: 'differs-', limit: MOST_DOUBTFUL });
  return [...new Set(keys.flatMap((key) => outsideOrderIn(key) ?? []))];
}

async function compareAll(
  context: FlowContext,
  run: ReconciliationRun,
  outsideOrderIds: readonly string[],
): Promise<Result<undefined, ChannelFailure>> {
  const key = { distributorId: run.distributorId, runId: run.id };
  const compared = await comparedAmong(context.db, key, outsideOrderIds);
  for (const outsideOrderId of outsideOrderIds) {
    if (compared.has(outsideOrderId)) continue;
    const lines = await compareOrder(context, run, outsideOrderId);
    if (!lines.ok) return lines;
    await keep(context, run, outsideOrderId, lines.value);
    const now = await readRun(context.db, key);
    if (now?.status === 'stopping') break;
  }
  return ok();
}

/** The lines, and in the same transaction the exceptions that they open or close. */
async function keep(
  context: Pick<FlowContext, 'db' | 'clock'>,
  run: ReconciliationRun,
  outsideOrderId: string,
  lines: readonly ComparedLine[],
): Promise<void> {
  if (lines.length === 0) return;
  await inTransaction(context.db, async (tx) => {
    const step = { tx, clock: context.clock };
    await saveComparedOrder(step, { distributorId: run.distributorId, runId: run.id }, lines);
    await tellDifferences(step, run, outsideOrderId, lines);
  });
}

type About = Pick<ReconciliationRun, 'distributorId' | 'connectionId' | 'storeId'>;

/** What differs opens an exception, what agrees closes its own; what is under way does neither. */
async function tellDifferences(
  step: { readonly tx: Tx; readonly clock: FlowContext['clock'] },
  about: About,
  outsideOrderId: string,
  lines: readonly ComparedLine[],
): Promise<void> {
  for (const exception of differenceExceptions(about, lines)) await openException(step, exception);
  if (lines.some(({ underWay }) => underWay)) return;
  await resolveExceptionsOf(step, {
    dedupeKeys: agreedKeys(about, outsideOrderId, lines),
    by: 'system',
    resolution: 'Store, hub and supplier agree.',
  });
}

/** Compares one order now, outside of any run: its exceptions open and close as a run would have it. */
export async function compareNow(
  context: FlowContext,
  about: About,
  input: { readonly outsideOrderId: string; readonly userId: string },
): Promise<Result<{ readonly agrees: boolean }, ChannelFailure>> {
  const { outsideOrderId, userId } = input;
  // A person asks for what is so now: nothing counts as under way.
  const lines = await compareOrder(context, { ...about, windowUntil: context.clock.now() }, outsideOrderId); // prettier-ignore
  if (!lines.ok) return lines;
  const differences = lines.value.flatMap((line) => line.differences);
  await inTransaction(context.db, async (tx) => {
    const step = { tx, clock: context.clock };
    await tellDifferences(step, about, outsideOrderId, lines.value);
    const orderId = lines.value[0]?.orderId;
    if (!orderId) return;
    await recordAct(step, {
      distributorId: about.distributorId,
      storeId: about.storeId,
      actor: { kind: 'user', id: userId },
      act: 'order-compared',
      subject: { kind: 'order', id: orderId },
      detail: { differences: [...new Set(differences)] },
    });
  });
  return ok({ agrees: differences.length === 0 });
}
