import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';

/** A retailer asks that the set-up of its store, which had failed, be tried once more. */
export async function setUpStoreAgain(
  context: Pick<FlowContext, 'db'>,
  { storeId }: { readonly storeId: string },
): Promise<void> {
  await inTransaction(context.db, (tx) =>
    enqueue(tx, { name: 'connect-store', payload: { storeId } }),
  );
}
