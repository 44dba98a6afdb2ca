/** Exceptions of publishing: what the retailer is told, and the key under which each matter is open once. */
import type { NewException } from '../../modules/activity/activity.ts';
import type { BrokenListing } from '../../modules/listings/listing.ts';

export const accessMatter = (storeId: string): string => `publishing:${storeId}`;
export const listingMatter = (listing: {
  readonly connectionId: string;
  readonly productId: string;
}): string => `listing:${listing.connectionId}:${listing.productId}`;

export function brokenListing(storeId: string, listing: BrokenListing): NewException {
  return {
    distributorId: listing.distributorId,
    connectionId: listing.connectionId,
    storeId,
    kind: 'listing-broken',
    severity: 'warning',
    owner: 'retailer',
    subject: { kind: 'product', id: listing.productId },
    dedupeKey: listingMatter(listing),
    happened: `The shop does not take updates of “${listing.title}”: ${listing.why}`,
    meaning: 'What the shop shows of this product no longer follows the supplier.',
    nextStep: 'Import the product again, or remove it from your picks.',
    remedies: ['import-again', 'remove-pick'],
  };
}

export function unwritableStore(storeId: string, why: string): NewException {
  return {
    storeId,
    kind: 'store-unwritable',
    severity: 'critical',
    owner: 'retailer',
    subject: { kind: 'store', id: storeId },
    dedupeKey: accessMatter(storeId),
    happened: `Stock and prices cannot be written to the shop: ${why}`,
    meaning: 'The shop shows what it was last told; it may sell what nobody has.',
    nextStep: 'Open the app in the shop once, so that it gets its access back.',
    remedies: ['reconnect-store'],
  };
}
