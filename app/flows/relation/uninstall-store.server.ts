import { recordAct } from '../../modules/activity/record-act.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import type { Uninstallation } from '../../modules/stores/uninstall-store.server.ts';
import { uninstallStore as endAccess } from '../../modules/stores/uninstall-store.server.ts';
import { lockStoreByDomain } from '../../modules/stores/stores.repository.server.ts';
import type { Instant } from '../../platform/clock.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';
import { reopenKey, setUpKey } from './store-exceptions.ts';

/**
 * Reacts to a shop's removal of the app: sessions go at once, and with the store no longer active nothing is published
 * and no order accepted. Listings, orders and the retailer stay, for a reinstallation and until the shop is redacted.
 */
export function uninstallStore(
  context: Pick<FlowContext, 'db' | 'clock'>,
  news: {
    readonly channel: string;
    readonly domain: string;
    readonly triggeredAt: Instant | undefined;
  },
): Promise<Uninstallation | 'unknown-store'> {
  const { db, clock } = context;
  return inTransaction(db, async (tx) => {
    const store = await lockStoreByDomain({ tx, clock }, news);
    if (!store) return 'unknown-store';
    const { triggeredAt } = news;
    const outcome = await endAccess({ tx, clock }, { store, triggeredAt });
    if (outcome !== 'uninstalled') return outcome;
    const closed = { by: 'system', resolution: 'The app was removed from the shop.' };
    await resolveExceptions({ tx, clock }, { dedupeKey: reopenKey(store.id), ...closed });
    await resolveExceptions({ tx, clock }, { dedupeKey: setUpKey(store.id), ...closed });
    await recordAct(
      { tx, clock },
      {
        storeId: store.id,
        actor: { kind: 'store' },
        act: 'store-uninstalled',
        subject: { kind: 'store', id: store.id },
        detail: { before: store.status, triggeredAt: triggeredAt?.toISOString() },
      },
    );
    return outcome;
  });
}
