import { differenceTold } from '../difference-words.ts';

/** What the kinds of exceptions are called on screens. */
const KINDS: Readonly<Record<string, string>> = {
  'order-short': 'Stock is missing',
  'cancel-too-late': 'Cancelled too late',
  'purchase-order-unknown': 'Nobody knows whether it was sent',
  'purchase-order-parked': 'A purchase order could not be sent',
  'purchase-order-silent': 'The supplier has not answered',
  'supplier-message': 'A message does not fit',
  backorder: 'On backorder',
  'return-to-decide': 'A return waits for a decision',
  'return-photo': 'A return needs a photo',
  'return-late': 'A return does not move on',
  'return-refund': 'A refund was not made in the shop',
  'cost-change': 'The supplier wants another cost',
  'supplier-invoice-differs': 'A supplier’s invoice differs',
  'called-off': 'Units to take off in the shop',
  'quantity-change': 'The supplier wants to ship more',
  'substitute-offered': 'The supplier offers another article',
  'substitute-untold': 'The supplier does not know what was decided',
  'address-refused': 'The address came too late',
  'purchase-order-given-up': 'Given up: it may still ship',
  'double-shipment': 'It may ship twice',
  'report-tracking': 'The store was not told of a shipment',
  'parcel-late': 'A parcel is late',
  'parcel-silent': 'Nothing is heard of a parcel',
  'parcel-lost': 'A parcel is lost',
  'parcel-returned': 'A parcel comes back',
  'tracking-number': 'A tracking number is doubtful',
  'accept-store-order': 'The store could not be told that we ship',
  'feed-held': 'A stock delivery looks suspicious',
  'feed-unreadable': 'A stock delivery cannot be read',
  'feed-collection-failed': 'Stock could not be fetched',
  'stock-shortage': 'Promised beyond stock',
  'message-unknown': 'Nobody knows whether a message was sent',
  'message-failed': 'A message could not be sent',
  'webhook-disabled': 'A webhook endpoint was switched off',
  'job-parked': 'A step could not be done',
  'listing-broken': 'A product does not follow any more',
  'store-unwritable': 'A store takes no updates',
  'store-event-parked': 'A change in a store was not taken in',
  'webhook-missed': 'An order came late',
};

export const OWNERS: Readonly<Record<string, string>> = {
  distributor: 'Yours',
  retailer: 'The retailer’s',
  platform: 'Of the installation',
};

export function kindWords(kind: string): string {
  const hold = /^hold-(.+)$/.exec(kind)?.[1];
  if (hold) return `Order on hold: ${hold.replaceAll('-', ' ')}`;
  return differenceTold(kind) ?? KINDS[kind] ?? sentence(kind);
}

function sentence(kind: string): string {
  const words = kind.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
