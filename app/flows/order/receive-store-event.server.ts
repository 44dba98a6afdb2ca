import type pg from 'pg';
import { insertStoreEvents } from '../../modules/stores/store-inbox-insert.server.ts';
import type { StoreEventEnvelope } from '../../modules/stores/store-event.ts';
import { gather } from '../../platform/gather.ts';
import { createCaller } from '../../platform/wake.server.ts';
import type { FlowContext } from '../flow-context.ts';

type Receiver = (envelope: StoreEventEnvelope) => Promise<true>;
type ReceiverContext = Pick<FlowContext, 'pool' | 'clock' | 'log'>;

const MOST_TOGETHER = 100;
const receivers = new WeakMap<pg.Pool, Receiver>();

/**
 * Keeps a store's event; resolves after the commit, rejects when the database cannot take it. Events that arrive
 * together are committed together. The call that wakes the drain stays out of the way: NOTIFY takes a lock that
 * all committing transactions share, so one call stands for many events.
 */
export async function receiveStoreEvent(
  context: ReceiverContext,
  envelope: StoreEventEnvelope,
): Promise<void> {
  const known = receivers.get(context.pool);
  const receive = known ?? createReceiver(context);
  if (!known) receivers.set(context.pool, receive);
  await receive(envelope);
}

function createReceiver({ pool, clock, log }: ReceiverContext): Receiver {
  const caller = createCaller(pool, 'store_event', (fault) =>
    log.warn('The drain was not woken', { fault }),
  );
  return gather<StoreEventEnvelope, true>(
    async (envelopes) => {
      await insertStoreEvents(pool, envelopes, clock.now());
      caller.wake();
      return envelopes.map(() => true as const);
    },
    { limit: MOST_TOGETHER },
  );
}
