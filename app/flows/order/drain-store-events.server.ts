import { openException } from '../../modules/activity/open-exception.server.ts';
import {
  claimStoreEvents,
  postponeStoreEvents,
  releaseLeftClaims,
  settleStoreEvents,
} from '../../modules/stores/store-inbox.repository.server.ts';
import type {
  ClaimedStoreEvent,
  EventStore,
  SettledStoreEvent,
} from '../../modules/stores/store-inbox.repository.server.ts';
import type { AdapterFailure } from '../../platform/adapter-failure.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { Database } from '../../platform/database.server.ts';
import { gather } from '../../platform/gather.ts';
import { err } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import { correlate } from '../../platform/log.server.ts';
import { traced } from '../../platform/tracing.server.ts';
import { describeFailure, remedyFor, STANDARD_POLICY } from '../../platform/retry-policy.ts';
import type { RetryPolicy } from '../../platform/retry-policy.ts';
import type { FlowContext } from '../flow-context.ts';
import { eventsUnderWay } from './events-under-way.ts';
import type { EventsUnderWay } from './events-under-way.ts';
import { handleStoreNews } from './handle-store-news.server.ts';
import { readHint } from './store-event-hint.ts';
import type { Hint } from './store-event-hint.ts';
import { traceOfEvent } from './trace-of-event.ts';

/** Events about one thing, oldest first: dealt with once. */
type Group = {
  readonly hint: Hint | undefined;
  readonly events: readonly [ClaimedStoreEvent, ...ClaimedStoreEvent[]];
};

const BATCH = 200;
const TOGETHER = 8;
const MINUTE = 60_000;

/** A store whose access we lost may come back within the day; what is wrong with our code is not repaired by waiting. */
const POLICY: RetryPolicy = {
  ...STANDARD_POLICY,
  unauthorised: { then: 'delay', firstMs: MINUTE, capMs: 60 * MINUTE, attempts: 24 },
};

const MOST_UNDER_WAY = 1_000;

/**
 * Works off a batch of the inbox: takes due events, deals once with all that are about one thing, and settles,
 * postpones or parks them. Any number of workers may do so at once. `more`: there may be further ones. One store
 * that does not answer keeps no other waiting.
 */
export async function drainStoreEvents(
  context: FlowContext,
  input: { readonly workerId: string; readonly limit?: number },
): Promise<{ readonly more: boolean }> {
  const taken = eventsUnderWay(context.pool);
  const limit = Math.min(input.limit ?? BATCH, MOST_UNDER_WAY - taken.count);
  if (limit <= 0) {
    await taken.roomAgain();
    return { more: true };
  }
  const events = await claim(context, taken, { workerId: input.workerId, limit });
  if (events.length === 0) return { more: false };
  const ids = events.map(({ id }) => id);
  await taken.runBeside(ids, () => dealWith(context, taken, events));
  return { more: events.length === limit };
}

/** Resolves when nothing that this process has taken is left: for a graceful stop. */
export function storeEventsAtRest(context: FlowContext): Promise<void> {
  return eventsUnderWay(context.pool).atRest();
}

/** After a failure, claims of ours that nobody works on are given back first: only a dead worker's are freed by others. */
async function claim(
  context: FlowContext,
  taken: EventsUnderWay,
  { workerId, limit }: { readonly workerId: string; readonly limit: number },
): Promise<readonly ClaimedStoreEvent[]> {
  const { db, clock } = context;
  try {
    if (taken.isInDoubt) await releaseLeftClaims(db, { workerId, underWay: taken.ids });
    taken.isInDoubt = false;
    return await inTransaction(db, (tx) =>
      claimStoreEvents(tx, { workerId, now: clock.now(), limit }),
    );
  } catch (fault) {
    taken.isInDoubt = true;
    throw fault;
  }
}

async function dealWith(
  context: FlowContext,
  taken: EventsUnderWay,
  events: readonly ClaimedStoreEvent[],
): Promise<void> {
  const groups = groupByThing(events);
  await Promise.all(Array.from({ length: TOGETHER }, () => workOff(context, taken, groups)));
}

function groupByThing(events: readonly ClaimedStoreEvent[]): Group[] {
  const groups = new Map<
    string,
    { hint: Hint | undefined; events: [ClaimedStoreEvent, ...ClaimedStoreEvent[]] }
  >();
  for (const event of events) {
    const hint = readHint(event.hint);
    const thing = thingOf(event, hint);
    const key = `${event.channel}:${event.domain}:${thing}`;
    const group = groups.get(key);
    if (group) group.events.push(event);
    else groups.set(key, { hint, events: [event] });
  }
  return [...groups.values()].sort((one, other) => turnOf(one) - turnOf(other));
}

/** News of fulfilment orders name no order: after the orders have come in we know by ourselves whose they are. */
function turnOf({ hint }: { readonly hint: Hint | undefined }): number {
  return hint?.kind.startsWith('fulfilment') ? 1 : 0;
}

/** Changes of products are answered by one look at the whole store, whichever products they name. */
function thingOf(event: ClaimedStoreEvent, hint: Hint | undefined): string {
  if (hint?.kind === 'product-changed' || hint?.kind === 'product-deleted') return 'products';
  return hint?.outsideId ? `${hint.kind}:${hint.outsideId}` : `event:${event.id}`;
}

async function workOff(
  context: FlowContext,
  taken: EventsUnderWay,
  groups: Group[],
): Promise<void> {
  for (let group = groups.shift(); group; group = groups.shift()) {
    const { hint, events } = group;
    const traceId = traceOfEvent(events[0], hint);
    const attributes = { kind: hint?.kind ?? 'unknown', events: events.length };
    await correlate(traceId ? { traceId } : {}, () =>
      traced('take in store event', attributes, () => takeUp(context, taken, group)),
    );
  }
}

/** When even the settling fails, the database is away: the claim is given back once it is there again. */
async function takeUp(context: FlowContext, taken: EventsUnderWay, group: Group): Promise<void> {
  try {
    const { store } = newest(group.events);
    const outcome = await attempt(context, group, store);
    if (outcome.ok) await settle(context, group, outcome.value);
    else await recordFailure(context, group, store, outcome.error);
  } catch (fault) {
    taken.isInDoubt = true;
    context.log.error('Store events could not be settled', { fault });
  }
}

/** What is thrown is a bug or a database that is away: it counts as no answer and is tried again. */
async function attempt(
  context: FlowContext,
  { hint, events }: Group,
  store: EventStore | undefined,
): Promise<Result<string, AdapterFailure>> {
  try {
    if (!hint) return err({ kind: 'refused', why: 'The kept hint has no known form' });
    return await handleStoreNews(context, { hint, event: newest(events), store });
  } catch (fault) {
    context.log.error('A store event failed', { fault, kind: hint?.kind });
    return err({ kind: 'unavailable', why: String(fault), outcome: 'unknown' });
  }
}

function newest(events: Group['events']): ClaimedStoreEvent {
  return events.reduce((latest, event) => (event.receivedAt > latest.receivedAt ? event : latest));
}

type Settle = (event: SettledStoreEvent) => Promise<true>;
const settlers = new WeakMap<Database, Settle>();

/** Events that end at about the same time are settled together. */
function settlerOf({ db, clock }: FlowContext): Settle {
  const settle =
    settlers.get(db) ??
    gather<SettledStoreEvent, true>(
      async (events) => {
        await settleStoreEvents(db, events, clock.now());
        return events.map(() => true);
      },
      { limit: BATCH },
    );
  settlers.set(db, settle);
  return settle;
}

async function settle(context: FlowContext, { events }: Group, outcome: string): Promise<void> {
  const settleOne = settlerOf(context);
  await Promise.all(events.map(({ id }) => settleOne({ id, outcome })));
}

async function recordFailure(
  context: FlowContext,
  { hint, events }: Group,
  store: EventStore | undefined,
  failure: AdapterFailure,
): Promise<void> {
  const { clock, random } = context;
  const now = clock.now();
  const ids = events.map(({ id }) => id);
  const attempts = Math.max(...events.map((event) => event.attempt));
  const remedy = remedyFor(failure, { attempt: attempts, now, random, policy: POLICY });
  const why = describeFailure(failure);
  if (remedy.kind === 'delay') {
    return postponeStoreEvents(context.db, {
      ids,
      at: remedy.at,
      failure: why,
      counts: remedy.counts,
    });
  }
  await inTransaction(context.db, async (tx) => {
    const parked = ids.map((id) => ({ id, outcome: 'parked', failure: why }));
    await settleStoreEvents(tx, parked, now);
    if (!store) return;
    await openException(
      { tx, clock },
      {
        storeId: store.id,
        kind: 'store-event-parked',
        severity: 'critical',
        owner: 'platform',
        subject: { kind: 'store', id: store.id },
        dedupeKey: `store-event-parked:${events[0].id}`,
        happened: `A change in the store (${hint?.kind ?? 'unknown'}) could not be taken in (${why}).`,
        meaning: 'What changed there is not known here; an order may be missing.',
        nextStep: 'Repair what is named, then take it in again.',
        remedies: ['retry-parked'],
      },
    );
  });
}
