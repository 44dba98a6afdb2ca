import { registerRetailer } from '../../modules/accounts/register-retailer.server.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { recordInstallation } from '../../modules/stores/record-installation.server.ts';
import { nameFromDomain } from '../../modules/stores/store.ts';
import { lockStoreByDomain } from '../../modules/stores/stores.repository.server.ts';
import { advisoryXactLock, inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';

/**
 * Notes that the app stands in a shop, and has it set up in the background. A shop that is new to us gets a retailer
 * of its own. Called at every sign-in through the channel, so it is quick and safe to repeat; answers the store's id.
 */
export async function installStore(
  context: Pick<FlowContext, 'db' | 'clock'>,
  shop: { readonly channel: string; readonly domain: string },
): Promise<string> {
  const { clock } = context;
  return inTransaction(context.db, async (tx) => {
    // Two first visits at once would otherwise make two retailers, of which one would stay without a store.
    await advisoryXactLock(tx, `install:${shop.channel}:${shop.domain}`);
    const known = await lockStoreByDomain({ tx, clock }, shop);
    const name = nameFromDomain(shop.domain);
    const retailerId =
      known?.retailerId ??
      (await registerRetailer({ tx, clock }, { name, email: undefined, userId: undefined }));
    const installation = await recordInstallation({ tx, clock }, { ...shop, retailerId, known });
    if (!installation) throw new Error('The store was made in spite of the lock');
    const { storeId, needsPreparing } = installation;
    if (!needsPreparing) return storeId;
    await recordAct(
      { tx, clock },
      {
        storeId,
        actor: { kind: 'store' },
        act: known ? 'store-installed-again' : 'store-installed',
        subject: { kind: 'store', id: storeId },
        detail: { domain: shop.domain },
      },
    );
    await enqueue(tx, { name: 'connect-store', payload: { storeId } });
    return storeId;
  });
}
