import { requestSweep } from '../../modules/listings/publish-state.repository.server.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import { enqueue } from '../job-catalog.ts';

/**
 * What these stores may be shown has changed by a decision, not by stock: every listing of theirs is compared with
 * its offer, and what differs is published. Call it last in the transaction of the decision.
 */
export async function compareListings(
  verb: { readonly tx: Tx; readonly clock: Clock },
  storeIds: readonly string[],
): Promise<void> {
  const sorted = [...new Set(storeIds)].sort();
  for (const storeId of sorted) await requestSweep(verb, storeId);
  await enqueue(
    verb.tx,
    ...sorted.map((storeId) => ({ name: 'publish-listings' as const, payload: { storeId } })),
  );
}
