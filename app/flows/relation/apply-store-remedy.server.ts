import { recordExceptionActs } from '../../modules/activity/exception-acts.server.ts';
import { findOpenException } from '../../modules/activity/find-exception.server.ts';
import type { OpenException } from '../../modules/activity/find-exception.server.ts';
import type { DistributorId } from '../../modules/accounts/account.ts';
import type { ConnectionId } from '../../modules/connections/connection.ts';
import { unblockPublishing } from '../../modules/listings/publish-state.repository.server.ts';
import { HOLD_ADVICE, HOLD_KINDS } from '../../modules/orders/order-checks.ts';
import type { OrderId, OrderKey } from '../../modules/orders/order.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';
import { cancelOrder } from '../order/cancel-order.server.ts';
import { outsideOrderIn } from '../order/difference-exceptions.ts';
import { compareNow } from '../order/reconcile-connection.server.ts';
import { resolveHold } from '../order/resolve-hold.server.ts';
import { startProductImport } from './start-product-import.server.ts';

type Context = FlowContext;
type Case = {
  readonly storeId: string;
  readonly exceptionId: string;
  readonly exception: OpenException;
};

export type StoreRemedyRefusal = {
  readonly kind: 'unknown-exception' | 'no-such-remedy' | 'not-possible';
};
type Done = Promise<Result<undefined, StoreRemedyRefusal>>;

const ACTS: Readonly<Record<string, (context: Context, about: Case) => Done>> = {
  'connect-store': tryStoreAgain,
  'open-app': tryStoreAgain,
  'reconnect-store': tryStoreAgain,
  'import-again': importAgain,
  'release-hold': releaseHold,
  'cancel-order': cancelInStore,
  'compare-again': compareAgain,
  'call-off-again': callOffAgain,
};

/** Carries out a remedy of an exception that the retailer of this store owns. */
export async function applyStoreRemedy(
  context: Context,
  input: { readonly storeId: string; readonly exceptionId: string; readonly remedy: string },
): Done {
  const exception = await findOpenException(context.db, input);
  if (!exception) return err({ kind: 'unknown-exception' });
  const act = exception.remedies.includes(input.remedy) ? ACTS[input.remedy] : undefined;
  if (!act) return err({ kind: 'no-such-remedy' });
  const { storeId, exceptionId } = input;
  const done = await act(context, { storeId, exceptionId, exception });
  if (done.ok) await note(context, input);
  return done;
}

/** The retailer acts in the name of its store: a shop's own admin tells no person of ours. */
const actorId = (storeId: string) => `store:${storeId}`;

async function note(
  { db, clock }: Context,
  input: { readonly storeId: string; readonly exceptionId: string; readonly remedy: string },
): Promise<void> {
  await recordExceptionActs(
    { tx: db, clock },
    {
      exceptionIds: [input.exceptionId],
      actor: { kind: 'user', id: actorId(input.storeId) },
      act: 'remedy',
      detail: { remedy: input.remedy },
    },
  );
}

function orderKey({ exception }: Case): OrderKey | undefined {
  const { distributorId, subjectKind, subjectId } = exception;
  return distributorId && subjectKind === 'order'
    ? { distributorId: distributorId as DistributorId, orderId: subjectId as OrderId }
    : undefined;
}

const refused = () => err({ kind: 'not-possible' as const });

/** Only holds that are the retailer's to judge. */
async function releaseHold(context: Context, about: Case): Done {
  const key = orderKey(about);
  const kind = HOLD_KINDS.find((one) => about.exception.kind === `hold-${one}`);
  if (!key || !kind || HOLD_ADVICE[kind].owner !== 'retailer')
    return err({ kind: 'no-such-remedy' });
  const done = await resolveHold(context, { ...key, kind, userId: actorId(about.storeId) });
  return done.ok ? ok() : refused();
}

async function cancelInStore(context: Context, about: Case): Done {
  const key = orderKey(about);
  if (!key) return err({ kind: 'no-such-remedy' });
  const actor = { kind: 'store', id: about.storeId } as const;
  const done = await cancelOrder(context, { ...key, actor, inStore: 'cancel' });
  return done.ok ? ok() : refused();
}

async function callOffAgain({ db }: Context, about: Case): Done {
  const key = orderKey(about);
  if (!key) return err({ kind: 'no-such-remedy' });
  const payload = { ...key, inStore: 'cancel' as const };
  await inTransaction(db, (tx) => enqueue(tx, { name: 'call-off-in-store', payload }));
  return ok();
}

async function compareAgain(context: Context, about: Case): Done {
  const { distributorId, connectionId, dedupeKey } = about.exception;
  const outsideOrderId = outsideOrderIn(dedupeKey);
  if (!distributorId || !connectionId || !outsideOrderId) return err({ kind: 'no-such-remedy' });
  const of = {
    distributorId: distributorId as DistributorId,
    connectionId: connectionId as ConnectionId,
    storeId: about.storeId as Id<'Store'>,
  };
  const asked = { outsideOrderId, userId: actorId(about.storeId) };
  const compared = await compareNow(context, of, asked);
  return compared.ok && compared.value.agrees ? ok() : refused();
}

/** The store is asked who it is and set up again; what waits to be told there is told at once. */
async function tryStoreAgain({ db }: Context, { storeId }: Case): Done {
  await inTransaction(db, async (tx) => {
    await unblockPublishing({ tx }, storeId);
    const payload = { storeId };
    await enqueue(tx, { name: 'connect-store', payload }, { name: 'publish-listings', payload });
  });
  return ok();
}

async function importAgain(context: Context, { storeId, exception }: Case): Done {
  const { distributorId, connectionId, subjectId } = exception;
  if (!distributorId || !connectionId) return err({ kind: 'no-such-remedy' });
  const started = await startProductImport(context, {
    storeId,
    distributorId: distributorId as DistributorId,
    connectionId: connectionId as ConnectionId,
    productIds: [subjectId],
  });
  return started.ok ? ok() : err({ kind: 'no-such-remedy' });
}
