import { advance } from '../../platform/state-machine.ts';
import type { Store, StoresContext } from './store.ts';
import { storeMachine } from './store-status.ts';
import { updateStoreStatus } from './stores.repository.server.ts';

/** Notes that our consent in a store has run out until somebody opens the app there. False when nothing changed. */
export async function loseAccess(
  context: StoresContext,
  { store }: { readonly store: Store },
): Promise<boolean> {
  const status = advance(storeMachine, store.status, 'lose-access');
  if (!status.ok || status.value === store.status) return false;
  await updateStoreStatus(context, { storeId: store.id, status: status.value });
  return true;
}
