import type { Instant } from '../../platform/clock.ts';
import { advance } from '../../platform/state-machine.ts';
import type { Store, StoresContext } from './store.ts';
import { storeMachine } from './store-status.ts';
import { removeStoreSessions } from './store-sessions.repository.server.ts';
import { updateStoreStatus } from './stores.repository.server.ts';

export type Uninstallation = 'uninstalled' | 'already' | 'outdated';

/**
 * Ends our access to a store at once: its sessions are deleted. News that is older than the present installation is a
 * late delivery from before a reinstallation and changes nothing. `store` must be locked.
 */
export async function uninstallStore(
  context: StoresContext,
  input: { readonly store: Store; readonly triggeredAt: Instant | undefined },
): Promise<Uninstallation> {
  const { store, triggeredAt } = input;
  if (triggeredAt && triggeredAt < store.installedAt) return 'outdated';
  const status = advance(storeMachine, store.status, 'uninstall');
  if (!status.ok || status.value === store.status) return 'already';
  await removeStoreSessions(context.tx, store.domain);
  const uninstalledAt = context.clock.now();
  await updateStoreStatus(context, { storeId: store.id, status: status.value, uninstalledAt });
  return 'uninstalled';
}
