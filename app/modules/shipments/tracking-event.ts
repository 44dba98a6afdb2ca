/**
 * Tracking event: a carrier's scan of a parcel, in words that are the same for all carriers. Events come late, twice
 * and in the wrong order; what a parcel's status is follows from all of them by the time of the scans.
 */
import { CARRIER_SCAN_KINDS } from '../suppliers/supplier-connector.ts';
import type { CarrierScanKind } from '../suppliers/supplier-connector.ts';
import type { Instant } from '../../platform/clock.ts';

/** `announced`: its notice is here, and no carrier has seen it yet. */
export type ParcelStatus =
  | 'announced'
  | 'in-transit'
  | 'out-for-delivery'
  | 'attempted'
  | 'ready-for-pickup'
  | 'delivered'
  | 'returned'
  | 'lost';

export type TrackingEvent = {
  readonly kind: CarrierScanKind;
  readonly occurredAt: Instant;
  /** As the carrier writes it, for example "Zürich Mülligen". */
  readonly place: string | undefined;
};

/** What a scan makes of the parcel; a kind that is not named changes nothing (a label is no scan, a delay no place). */
const STATUS_AFTER: Partial<Record<CarrierScanKind, ParcelStatus>> = {
  'picked-up': 'in-transit',
  'in-transit': 'in-transit',
  'out-for-delivery': 'out-for-delivery',
  attempted: 'attempted',
  'ready-for-pickup': 'ready-for-pickup',
  delivered: 'delivered',
  returned: 'returned',
  lost: 'lost',
};

/** Nothing more is expected of such a parcel. */
export const isArrived = (status: ParcelStatus) => status === 'delivered' || status === 'returned';

/**
 * The status by the events' own times, whatever order they came in, and since when. A delivered parcel stays delivered
 * (carriers scan it once more in the depot at night) unless it is sent back.
 */
export function statusOfParcel(events: readonly TrackingEvent[]): {
  readonly status: ParcelStatus;
  readonly since: Instant | undefined;
} {
  const inTime = [...events].sort(byTime);
  let status: ParcelStatus = 'announced';
  let since: Instant | undefined;
  for (const { kind, occurredAt } of inTime) {
    const after = STATUS_AFTER[kind];
    if (!after || after === status || status === 'returned') continue;
    if (status === 'delivered' && after !== 'returned') continue;
    status = after;
    since = occurredAt;
  }
  return { status, since };
}

/** Of two scans of one moment the one that is further on the way counts as later. */
function byTime(left: TrackingEvent, right: TrackingEvent): number {
  return (
    left.occurredAt.getTime() - right.occurredAt.getTime() ||
    CARRIER_SCAN_KINDS.indexOf(left.kind) - CARRIER_SCAN_KINDS.indexOf(right.kind)
  );
}
