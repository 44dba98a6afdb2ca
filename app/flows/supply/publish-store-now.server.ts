import { requestSweep } from '../../modules/listings/publish-state.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';

/** A retailer asks that its store be told everything that it does not know yet, without waiting for a change. */
export async function publishStoreNow(
  context: Pick<FlowContext, 'db' | 'clock'>,
  { storeId }: { readonly storeId: string },
): Promise<void> {
  await inTransaction(context.db, async (tx) => {
    await requestSweep({ tx, clock: context.clock }, storeId);
    await enqueue(tx, { name: 'publish-listings', payload: { storeId } });
  });
}
