import { findOpenException } from '../../modules/activity/find-exception.server.ts';
import type { OpenException } from '../../modules/activity/find-exception.server.ts';
import type { DistributorId } from '../../modules/accounts/account.ts';
import type { ConnectionId } from '../../modules/connections/connection.ts';
import { unblockPublishing } from '../../modules/listings/publish-state.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';
import { startProductImport } from './start-product-import.server.ts';

type Context = Pick<FlowContext, 'db' | 'clock'>;
type Case = { readonly storeId: string; readonly exception: OpenException };

export type StoreRemedyRefusal = { readonly kind: 'unknown-exception' | 'no-such-remedy' };
type Done = Promise<Result<undefined, StoreRemedyRefusal>>;

const ACTS: Readonly<Record<string, (context: Context, about: Case) => Done>> = {
  'connect-store': tryStoreAgain,
  'open-app': tryStoreAgain,
  'reconnect-store': tryStoreAgain,
  'import-again': importAgain,
};

/** Carries out a remedy of an exception that the retailer of this store owns. */
export async function applyStoreRemedy(
  context: Context,
  input: { readonly storeId: string; readonly exceptionId: string; readonly remedy: string },
): Done {
  const exception = await findOpenException(context.db, input);
  if (!exception) return err({ kind: 'unknown-exception' });
  const act = exception.remedies.includes(input.remedy) ? ACTS[input.remedy] : undefined;
  return act
    ? act(context, { storeId: input.storeId, exception })
    : err({ kind: 'no-such-remedy' });
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
