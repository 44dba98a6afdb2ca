import type { ProductImportKey } from '../../modules/listings/product-import.ts';
import {
  requestPause,
  requestStop,
} from '../../modules/listings/product-imports.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';

/** Lets an import rest after the products that are on their way, or go on where it was. False: it has ended. */
export async function pauseProductImport(
  context: Pick<FlowContext, 'db'>,
  { distributorId, importId, paused }: ProductImportKey & { readonly paused: boolean },
): Promise<boolean> {
  const key = { distributorId, importId };
  return inTransaction(context.db, async (tx) => {
    const isOpen = await requestPause({ tx }, key, paused);
    if (isOpen && !paused) await enqueue(tx, { name: 'import-products', payload: key });
    return isOpen;
  });
}

/** Ends an import after the products that are on their way; what stands in the shop stays there. False: it has ended. */
export async function stopProductImport(
  context: Pick<FlowContext, 'db' | 'clock'>,
  { distributorId, importId }: ProductImportKey,
): Promise<boolean> {
  const key = { distributorId, importId };
  return inTransaction(context.db, async (tx) => {
    const isOpen = await requestStop({ tx, clock: context.clock }, key);
    if (isOpen) await enqueue(tx, { name: 'import-products', payload: key });
    return isOpen;
  });
}
