import { openException } from '../../modules/activity/open-exception.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import type { Order } from '../../modules/orders/order.ts';
import { findReusedNumber } from '../../modules/shipments/shipments.repository.server.ts';
import { faultOfTrackingNumber } from '../../modules/shipments/tracking-number.ts';
import { numberException, parcelKeys } from './parcel-exceptions.ts';
import type { NumberDoubt } from './parcel-exceptions.ts';
import type { OrderStep } from './order-step.ts';

/** Carriers use a number again after months at the earliest. */
const REUSED_AFTER_DAYS = 120;
const DAY_MS = 86_400_000;

export type GivenTracking = {
  readonly carrier: string;
  readonly trackingNumber: string | null;
  readonly trackingUrl: string | null;
};

export type JudgedTracking = {
  /** What may be told: a placeholder is no number. */
  readonly tracking: GivenTracking;
  readonly doubt: NumberDoubt | undefined;
  /** Another order's shopper follows this number: nobody is told before a person has looked. */
  readonly isHeld: boolean;
};

export const trackingOf = (notice: {
  readonly carrier: string;
  readonly trackingNumber: string | undefined;
  readonly trackingUrl: string | undefined;
}): GivenTracking => ({
  carrier: notice.carrier,
  trackingNumber: notice.trackingNumber ?? null,
  trackingUrl: notice.trackingUrl ?? null,
});

/** What can be said of a tracking number before a carrier has seen it: a placeholder, wrong digits, another order's. */
export async function judgeTracking(
  { tx, clock }: OrderStep,
  { distributorId, id: orderId }: Pick<Order, 'distributorId' | 'id'>,
  given: GivenTracking,
): Promise<JudgedTracking> {
  const { carrier, trackingNumber } = given;
  if (trackingNumber === null) return { tracking: given, doubt: undefined, isHeld: false };
  const doubt = faultOfTrackingNumber(carrier, trackingNumber);
  if (doubt === 'not-a-number') {
    const tracking = { ...given, trackingNumber: null, trackingUrl: null };
    return { tracking, doubt, isHeld: false };
  }
  const since = new Date(clock.now().getTime() - REUSED_AFTER_DAYS * DAY_MS);
  const parcel = { distributorId, orderId, carrier, trackingNumber, since };
  const other = await findReusedNumber(tx, parcel);
  if (other) return { tracking: given, doubt: { usedBy: other.orderName }, isHeld: true };
  return { tracking: given, doubt, isHeld: false };
}

/** Opens what a person must know of a parcel's number, or closes it when the number is beyond doubt. */
export async function noteDoubt(
  step: OrderStep,
  order: Order,
  shipmentId: string,
  told: { readonly given: GivenTracking; readonly doubt: NumberDoubt | undefined },
): Promise<void> {
  const { carrier, trackingNumber } = told.given;
  if (told.doubt && trackingNumber !== null) {
    const about = { carrier, trackingNumber, doubt: told.doubt };
    return openException(step, numberException(order, shipmentId, about));
  }
  const dedupeKey = parcelKeys(shipmentId).number;
  await resolveExceptions(step, { dedupeKey, by: 'system', resolution: 'The number was corrected.' });
} // prettier-ignore
