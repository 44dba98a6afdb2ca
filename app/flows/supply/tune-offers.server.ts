import { findDistributorsToTune, tuneOffersOf } from '../../modules/listings/tune-offers.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';

/**
 * Lets buffers and divisions follow what was measured since the last time: how long stores take to show a change, how
 * fast each connection sells, how often each supplier's figures had fallen by themselves. A job of the clock.
 */
export async function tuneOffers(context: Pick<FlowContext, 'db' | 'clock'>): Promise<void> {
  const { clock } = context;
  for (const distributorId of await findDistributorsToTune({ tx: context.db, clock })) {
    await inTransaction(context.db, (tx) => tuneOffersOf({ tx, clock }, distributorId), {
      timeout: 60_000,
    });
  }
}
