import { advance } from '../../platform/state-machine.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { StoreDescription, StorePlaces } from './channel.ts';
import type { StoresContext } from './store.ts';
import type { StoreNotConnected } from './store-errors.ts';
import { storeMachine } from './store-status.ts';
import { findStore, updateStoreAsPrepared } from './stores.repository.server.ts';

/** Makes a store active with what it told and what was set up in it; refused when it was uninstalled meanwhile. */
export async function markStorePrepared(
  context: StoresContext,
  input: {
    readonly storeId: string;
    readonly description: StoreDescription;
    readonly places: StorePlaces;
  },
): Promise<Result<undefined, StoreNotConnected>> {
  const { tx } = context;
  await tx.$queryRaw`select id from store where id = ${input.storeId}::uuid for update`;
  const store = await findStore({ tx }, input);
  if (!store) return err({ kind: 'store-not-connected', status: undefined });
  const status = advance(storeMachine, store.status, 'prepare');
  if (!status.ok) return err({ kind: 'store-not-connected', status: store.status });
  const { description, places } = input;
  await updateStoreAsPrepared(context, {
    storeId: store.id,
    status: status.value,
    description,
    places,
  });
  return ok();
}
