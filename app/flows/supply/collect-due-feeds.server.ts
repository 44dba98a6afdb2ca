import {
  findDueCollections,
  scheduleCollections,
} from '../../modules/suppliers/feed-collection.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';

const AT_A_TIME = 200;

/** Starts the collection of every feed that is due, and sets when each is due again. A job of the clock. */
export async function collectDueFeeds(context: FlowContext): Promise<void> {
  await inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    const due = await findDueCollections(verb, AT_A_TIME);
    if (due.length === 0) return;
    await scheduleCollections(verb, due);
    await enqueue(tx, ...due.map((payload) => ({ name: 'collect-feed' as const, payload })));
  });
}
