/** The exceptions of parcels: what a person is told when one is late, silent, lost, comes back, or bears a doubtful number. */
import type { NewException } from '../../modules/activity/activity.ts';
import type { Order } from '../../modules/orders/order.ts';
import type { TrackingNumberFault } from '../../modules/shipments/tracking-number.ts';

type About = Pick<Order, 'distributorId' | 'id' | 'connectionId' | 'storeId' | 'name'>;

/** What may be open about one parcel. */
export const parcelKeys = (shipmentId: string) => ({
  late: `parcel-late:${shipmentId}`,
  silent: `parcel-silent:${shipmentId}`,
  lost: `parcel-lost:${shipmentId}`,
  returned: `parcel-returned:${shipmentId}`,
  number: `tracking-number:${shipmentId}`,
});

function ofParcel(order: About, shipmentId: string) {
  const { distributorId, connectionId, storeId } = order;
  return {
    distributorId,
    connectionId,
    storeId,
    owner: 'distributor',
    subject: { kind: 'shipment', id: shipmentId },
  } as const;
}

/** `promised`: the day, as a person reads it. */
export function parcelLateException(
  order: About,
  shipmentId: string,
  promised: string,
): NewException {
  return {
    ...ofParcel(order, shipmentId),
    kind: 'parcel-late',
    severity: 'warning',
    dedupeKey: parcelKeys(shipmentId).late,
    happened: `A parcel of order ${order.name} was to arrive by ${promised} and has not.`,
    meaning: 'The shopper waits longer than was promised.',
    nextStep: 'Look at its tracking; ask the carrier or the supplier, and tell the shopper a new date.',
    remedies: ['contact-supplier', 'mark-delivered', 'mark-lost', 'wait'],
  };
} // prettier-ignore

/** `days`: since the last scan, or since the notice where no carrier has scanned it. */
export function parcelSilentException(
  order: About,
  shipmentId: string,
  silence: { readonly days: number; readonly scanned: boolean },
): NewException {
  return {
    ...ofParcel(order, shipmentId),
    kind: 'parcel-silent',
    severity: 'warning',
    dedupeKey: parcelKeys(shipmentId).silent,
    happened: silence.scanned
      ? `A parcel of order ${order.name} has not been scanned for ${silence.days} days.`
      : `A parcel of order ${order.name} was announced ${silence.days} days ago, and no carrier has scanned it.`,
    meaning: silence.scanned
      ? 'It may be lost.'
      : 'It may never have been handed to the carrier.',
    nextStep: 'Ask the supplier whether it was picked up; the carrier can search for it.',
    remedies: ['contact-supplier', 'mark-delivered', 'mark-lost', 'wait'],
  };
} // prettier-ignore

export function parcelLostException(order: About, shipmentId: string): NewException {
  return {
    ...ofParcel(order, shipmentId),
    kind: 'parcel-lost',
    severity: 'critical',
    dedupeKey: parcelKeys(shipmentId).lost,
    happened: `A parcel of order ${order.name} is lost.`,
    meaning: 'The shopper has paid and will not get it.',
    nextStep: 'Claim it with the carrier; agree with the retailer on a refund or a new parcel.',
    remedies: ['contact-supplier', 'mark-delivered', 'wait'],
  };
}

export function parcelReturnedException(order: About, shipmentId: string): NewException {
  return {
    ...ofParcel(order, shipmentId),
    kind: 'parcel-returned',
    severity: 'critical',
    dedupeKey: parcelKeys(shipmentId).returned,
    happened: `A parcel of order ${order.name} could not be delivered and goes back to its sender.`,
    meaning: 'The shopper has paid and will not get it.',
    nextStep: 'Check the address with the retailer, then open a return or have it sent again.',
    remedies: ['contact-supplier', 'wait'],
  };
}

export type NumberDoubt = TrackingNumberFault | { readonly usedBy: string };

export function numberException(
  order: About,
  shipmentId: string,
  told: { readonly carrier: string; readonly trackingNumber: string; readonly doubt: NumberDoubt },
): NewException {
  const { carrier, trackingNumber, doubt } = told;
  const of = `a parcel of order ${order.name}`;
  const head = {
    ...ofParcel(order, shipmentId),
    kind: 'tracking-number',
    dedupeKey: parcelKeys(shipmentId).number,
  };
  if (typeof doubt === 'object') {
    return {
      ...head,
      severity: 'critical',
      happened: `For ${of} the supplier gave the tracking number ${trackingNumber}, which order ${doubt.usedBy} has already.`,
      meaning: 'The store is not told yet: its shopper would follow somebody else’s parcel.',
      nextStep: 'Ask the supplier for the right number. If this one is right, tell the store.',
      remedies: ['contact-supplier', 'report-again'],
    };
  }
  if (doubt === 'not-a-number') {
    return {
      ...head,
      severity: 'info',
      happened: `For ${of} the supplier wrote “${trackingNumber}” instead of a tracking number.`,
      meaning: 'The store was told of the parcel without a number.',
      nextStep: 'Ask the supplier for the number; it is taken over when it comes.',
      remedies: ['contact-supplier', 'wait'],
    };
  }
  return {
    ...head,
    severity: 'warning',
    happened: `The tracking number ${trackingNumber} of ${of} is none of ${carrier}: its digits do not fit.`,
    meaning: 'The store has it as it came; the shopper may find nothing under it.',
    nextStep: 'Ask the supplier for the right number; it is taken over when it comes.',
    remedies: ['contact-supplier', 'wait'],
  };
}
