import { nameRetailer } from '../../modules/accounts/accounts.repository.server.ts';
import { openException } from '../../modules/activity/open-exception.server.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import type { StoreDescription, StorePlaces } from '../../modules/stores/channel.ts';
import { markStorePrepared } from '../../modules/stores/mark-store-prepared.server.ts';
import { nameFromDomain } from '../../modules/stores/store.ts';
import type { Store, StoresContext } from '../../modules/stores/store.ts';
import { isInstalled } from '../../modules/stores/store-status.ts';
import { findStore } from '../../modules/stores/stores.repository.server.ts';
import type { AdapterFailure } from '../../platform/adapter-failure.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { JobVerdict, RunningJob } from '../../platform/job-catalog.ts';
import { verdictFor } from '../../platform/retry-policy.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';
import {
  inactiveLocation,
  locationKey,
  notSetUp,
  reopenKey,
  setUpKey,
} from './store-exceptions.ts';

export type ConnectStoreContext = Pick<FlowContext, 'db' | 'clock' | 'random' | 'channelOf'>;

/**
 * Asks a store who it is, sets up our place in it and makes it active. Everything is looked for before it is made, so
 * repeating it is safe; for a store that is active already it brings name, currency and places up to date.
 */
export async function connectStore(
  context: ConnectStoreContext,
  input: { readonly storeId: string },
  job: Pick<RunningJob, 'attempt'>,
): Promise<JobVerdict> {
  const store = await findStore({ tx: context.db }, input);
  if (!store || !isInstalled(store.status)) return { kind: 'done' };
  const channel = await context.channelOf(store.id);
  const description = await channel.describeStore();
  if (!description.ok) return giveUpOrRetry(context, store, description.error, job);
  const places = await channel.prepareStore();
  if (!places.ok) return giveUpOrRetry(context, store, places.error, job);
  await saveAsPrepared(context, store, description.value, places.value);
  return { kind: 'done' };
}

function saveAsPrepared(
  { db, clock }: ConnectStoreContext,
  store: Store,
  description: StoreDescription,
  places: StorePlaces,
): Promise<void> {
  const storeId = store.id;
  return inTransaction(db, async (tx) => {
    const marked = await markStorePrepared({ tx, clock }, { storeId, description, places });
    if (!marked.ok) return; // uninstalled in the meantime
    // Until the shop could be asked, its retailer went by the shop's address.
    const instead = nameFromDomain(store.domain);
    const { retailerId } = store;
    await nameRetailer({ tx, clock }, { retailerId, instead, name: description.name });
    const closed = { by: 'system', resolution: 'The store is connected.' };
    await resolveExceptions({ tx, clock }, { dedupeKey: reopenKey(storeId), ...closed });
    await resolveExceptions({ tx, clock }, { dedupeKey: setUpKey(storeId), ...closed });
    const isBack = await noteLocation({ tx, clock }, store, places);
    if (store.status === 'active') {
      if (isBack) await enqueue(tx, ...COMPARED.map((name) => ({ name, payload: { storeId } })));
      return;
    }
    await recordAct(
      { tx, clock },
      {
        storeId,
        actor: { kind: 'system' },
        act: 'store-connected',
        subject: { kind: 'store', id: storeId },
        detail: { name: description.name, currency: description.currency, before: store.status },
      },
    );
    await enqueue(tx, ...COMPARED.map((name) => ({ name, payload: { storeId } })));
  });
}

/** After a time away the shop may show anything, and have sold anything. */
const COMPARED = ['publish-listings', 'audit-listings', 'reconcile-store'] as const;

/** Tells the retailer when our location is out of use; true when it is in use again. */
async function noteLocation(
  verb: StoresContext,
  store: Store,
  { locationIsInactive }: StorePlaces,
): Promise<boolean> {
  if (locationIsInactive) {
    await openException(verb, inactiveLocation(store));
    return false;
  }
  const closed = { by: 'system', resolution: 'The location is active again.' };
  return (await resolveExceptions(verb, { dedupeKey: locationKey(store.id), ...closed })) > 0;
}

async function giveUpOrRetry(
  context: ConnectStoreContext,
  store: Store,
  failure: AdapterFailure,
  { attempt }: Pick<RunningJob, 'attempt'>,
): Promise<JobVerdict> {
  const { db, clock, random } = context;
  const verdict = verdictFor(failure, { attempt, now: clock.now(), random });
  if (verdict.kind !== 'park') return verdict;
  await inTransaction(db, (tx) => openException({ tx, clock }, notSetUp(store, verdict.why)));
  return verdict;
}
