/** What the kinds of exceptions are called on screens. */
const KINDS: Readonly<Record<string, string>> = {
  'order-short': 'Stock is missing',
  'cancel-too-late': 'Cancelled too late',
  'purchase-order-unknown': 'Nobody knows whether it was sent',
  'purchase-order-parked': 'A purchase order could not be sent',
  'purchase-order-silent': 'The supplier has not answered',
  'supplier-message': 'A message does not fit',
  backorder: 'On backorder',
  'cost-change': 'The supplier wants another cost',
  'report-tracking': 'The store was not told of a shipment',
  'accept-store-order': 'The store could not be told that we ship',
  'feed-held': 'A stock delivery looks suspicious',
  'feed-unreadable': 'A stock delivery cannot be read',
  'feed-collection-failed': 'Stock could not be fetched',
  'stock-shortage': 'Promised beyond stock',
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
  return KINDS[kind] ?? sentence(kind);
}

function sentence(kind: string): string {
  const words = kind.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
