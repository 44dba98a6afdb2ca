import {
  listSuppliersAwaited,
  readEventCursor,
  saveEventCursor,
  storeSupplierMessages,
} from '../../modules/purchasing/supplier-inbox.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';
import type { JobVerdict } from '../../platform/job-catalog.ts';
import { verdictFor } from '../../platform/retry-policy.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';

type SupplierKey = {
  readonly distributorId: Id<'Distributor'>;
  readonly supplierId: Id<'Supplier'>;
};

const MOST_PAGES = 50;
const DONE: JobVerdict = { kind: 'done' };

/**
 * Fetches what a supplier has told since the last time. Messages and cursor are kept in one transaction, and each
 * message once by its key, so nothing is lost between two fetches and nothing counts twice.
 */
export async function collectSupplierEvents(
  context: FlowContext,
  key: SupplierKey,
  attempt = 1,
): Promise<JobVerdict> {
  const connector = await context.connectorOf(key.distributorId, key.supplierId);
  if (!connector.capabilities.readsEvents) return DONE;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const before = await readEventCursor(context.db, key);
    const read = await connector.readEvents(before);
    const now = context.clock.now();
    if (!read.ok) return verdictFor(read.error, { attempt, now, random: context.random });
    const { messages, cursor, more } = read.value;
    await inTransaction(context.db, async (tx) => {
      if (messages.length > 0) await storeSupplierMessages(tx, { ...key, messages, now });
      if (cursor !== before) await saveEventCursor(tx, { ...key, cursor });
    });
    if (!more) return DONE;
  }
  return { kind: 'retry', at: context.clock.now(), why: 'There is more to fetch', counts: false };
}

/** For the clock: asks for the news of every supplier that owes us an answer or a parcel. */
export async function collectAwaitedEvents(context: FlowContext): Promise<void> {
  await inTransaction(context.db, async (tx) => {
    const suppliers = await listSuppliersAwaited(tx);
    await enqueue(
      tx,
      ...suppliers.map((payload) => ({ name: 'collect-supplier-events' as const, payload })),
    );
  });
}
