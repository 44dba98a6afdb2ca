import { setPaused } from '../../modules/listings/publish-state.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';

/** Stops publishing to a store, or goes on with everything that has changed meanwhile. */
export async function pausePublishing(
  context: Pick<FlowContext, 'db' | 'clock'>,
  input: { readonly storeId: string; readonly paused: boolean },
): Promise<void> {
  await inTransaction(context.db, async (tx) => {
    await setPaused({ tx, clock: context.clock }, input);
    const { storeId } = input;
    if (!input.paused) await enqueue(tx, { name: 'publish-listings', payload: { storeId } });
  });
}
