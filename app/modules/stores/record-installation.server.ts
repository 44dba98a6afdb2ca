import { advance } from '../../platform/state-machine.ts';
import type { Store, StoreId, StoresContext } from './store.ts';
import { storeMachine } from './store-status.ts';
import { insertStore, updateStoreStatus } from './stores.repository.server.ts';

export type Installation = {
  readonly storeId: StoreId;
  /** False where the store was connected all along and nothing needs to be set up. */
  readonly needsPreparing: boolean;
};

/**
 * Notes that the app stands in a shop. A shop we knew before keeps its row, its retailer and its listings; `known` is
 * that row, locked. Repeating it changes nothing, which matters because a channel may report it hourly.
 */
export async function recordInstallation(
  context: StoresContext,
  input: {
    readonly channel: string;
    readonly domain: string;
    readonly retailerId: string;
    readonly known: Store | undefined;
  },
): Promise<Installation | undefined> {
  const { channel, domain, retailerId, known } = input;
  if (known) return reinstall(context, known);
  const storeId = await insertStore(context, { channel, domain, retailerId });
  return storeId && { storeId, needsPreparing: true };
}

async function reinstall(context: StoresContext, store: Store): Promise<Installation> {
  const storeId = store.id;
  const status = advance(storeMachine, store.status, 'install');
  if (!status.ok || status.value === store.status)
    return { storeId, needsPreparing: store.preparedAt === undefined };
  const wasAway = store.uninstalledAt !== undefined;
  // Our place in the shop went with the app: nothing is published until it is set up again.
  const anew = wasAway
    ? { installedAt: context.clock.now(), uninstalledAt: null, preparedAt: null }
    : {};
  await updateStoreStatus(context, { storeId, status: status.value, ...anew });
  return { storeId, needsPreparing: true };
}
