import { openException } from '../../modules/activity/open-exception.server.ts';
import type { BrokenListing } from '../../modules/listings/listing.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';
import { brokenListing } from './listing-exceptions.ts';

/** One exception for each product, whatever the number of its variants. */
export async function reportBroken(
  tx: Tx,
  { clock }: FlowContext,
  storeId: string,
  broken: readonly BrokenListing[],
): Promise<void> {
  const byProduct = new Map(broken.map((listing) => [listing.productId, listing]));
  for (const listing of byProduct.values()) {
    await openException({ tx, clock }, brokenListing(storeId, listing));
  }
}
