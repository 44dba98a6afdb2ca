/** Parked job: a step that is not tried again by itself. Its exception names the step and what it was about. */

/** Ids that a payload may carry, from the narrowest subject to the widest, and what an exception calls their noun. */
export const PARKED_SUBJECTS = [
  ['shipmentId', 'shipment'],
  ['purchaseOrderId', 'purchase-order'],
  ['orderId', 'order'],
  ['feedId', 'feed'],
  ['importId', 'import'],
  ['supplierId', 'supplier'],
  ['storeId', 'store'],
] as const;

export function parkedJobKey(name: string, id: string): string {
  return `job-parked:${name}:${id}`;
}

/** The name of the step in the key of its exception; undefined for another exception's key. */
export function parkedJobName(dedupeKey: string): string | undefined {
  return /^job-parked:([a-z-]+):/.exec(dedupeKey)?.[1];
}
