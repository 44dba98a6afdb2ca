import { openException } from '../../modules/activity/open-exception.server.ts';
import {
  claimSupplierEvents,
  parseSupplierMessage,
  postponeSupplierEvent,
  releaseLeftSupplierClaims,
  settleSupplierEvent,
} from '../../modules/purchasing/supplier-inbox.repository.server.ts';
import type { ClaimedSupplierEvent } from '../../modules/purchasing/supplier-inbox.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { backOff } from '../../platform/retry-policy.ts';
import type { FlowContext } from '../flow-context.ts';
import { eventsUnderWay } from './events-under-way.ts';
import { messageException } from './order-exceptions.ts';
import { recordSupplierMessage } from './record-supplier-message.server.ts';

const BATCH = 200;
const TOGETHER = 4;
const MOST_ATTEMPTS = 12;
const DELAYS = { firstMs: 1_000, capMs: 15 * 60_000 };

/** Works off a batch of the suppliers' inbox: what concerns one purchase order in the order in which it came. */
export async function drainSupplierEvents(
  context: FlowContext,
  input: { readonly workerId: string; readonly limit?: number },
): Promise<{ readonly more: boolean }> {
  const { db, clock } = context;
  const { workerId, limit = BATCH } = input;
  const taken = eventsUnderWay(context.db);
  try {
    if (taken.isInDoubt) await releaseLeftSupplierClaims(db, { workerId, underWay: taken.ids });
    taken.isInDoubt = false;
    const events = await inTransaction(db, (tx) =>
      claimSupplierEvents(tx, { workerId, now: clock.now(), limit }),
    );
    await takeInAll(context, events);
    return { more: events.length === limit };
  } catch (fault) {
    taken.isInDoubt = true;
    throw fault;
  }
}

async function takeInAll(
  context: FlowContext,
  events: readonly ClaimedSupplierEvent[],
): Promise<void> {
  const groups = groupByPurchaseOrder(events);
  const lane = async () => {
    for (let group = groups.shift(); group; group = groups.shift()) {
      for (const event of group) await takeIn(context, event);
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, lane));
}

function groupByPurchaseOrder(events: readonly ClaimedSupplierEvent[]): ClaimedSupplierEvent[][] {
  const groups = new Map<string, ClaimedSupplierEvent[]>();
  for (const event of events) {
    const number = parseSupplierMessage(event.payload)?.number ?? String(event.id);
    const key = `${event.supplierId}:${number}`;
    groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  return [...groups.values()];
}

async function takeIn(context: FlowContext, event: ClaimedSupplierEvent): Promise<void> {
  const { distributorId, supplierId } = event;
  const message = parseSupplierMessage(event.payload);
  if (!message) return park(context, event, 'It does not have the form of a message.');
  try {
    const outcome = await recordSupplierMessage(context, { distributorId, supplierId, message });
    await settleSupplierEvent(context.db, event, { now: context.clock.now(), outcome });
  } catch (fault) {
    context.log.error('A supplier event failed', { fault, kind: message.kind });
    if (event.attempt >= MOST_ATTEMPTS) return park(context, event, String(fault));
    const at = new Date(
      context.clock.now().getTime() + backOff(event.attempt, DELAYS, context.random),
    );
    await postponeSupplierEvent(context.db, event, { at, failure: String(fault) });
  }
}

async function park(context: FlowContext, event: ClaimedSupplierEvent, why: string): Promise<void> {
  const { clock, db } = context;
  const { distributorId, supplierId, eventKey } = event;
  await inTransaction(db, async (tx) => {
    await settleSupplierEvent(tx, event, { now: clock.now(), outcome: 'parked', failure: why });
    const problem = {
      happened: `A message of a supplier could not be taken in. ${why}`,
      meaning: 'An answer or a parcel may be missing here.',
      nextStep: 'See what it says; repair what is named, then read it again.',
    };
    await openException(
      { tx, clock },
      messageException({ distributorId, supplierId, key: eventKey }, problem),
    );
  });
}
