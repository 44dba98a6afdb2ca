import { openException } from '../../modules/activity/open-exception.server.ts';
import { loseAccess } from '../../modules/stores/lose-access.server.ts';
import { lockStoreByDomain } from '../../modules/stores/stores.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';
import { needsReopen } from './store-exceptions.ts';

/**
 * Notes that a store gives us no more tokens, and tells its retailer what to do. Opening the app signs in anew, which
 * connects the store again. Safe to repeat.
 */
export function askToReopen(
  context: Pick<FlowContext, 'db' | 'clock'>,
  shop: { readonly channel: string; readonly domain: string },
): Promise<void> {
  const { db, clock } = context;
  return inTransaction(db, async (tx) => {
    const store = await lockStoreByDomain({ tx, clock }, shop);
    if (!store || !(await loseAccess({ tx, clock }, { store }))) return;
    await openException({ tx, clock }, needsReopen(store));
  });
}
