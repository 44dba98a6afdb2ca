import { announce } from '../../modules/notifications/announce.server.ts';
import type { Milestone, NotificationsContext } from '../../modules/notifications/message.ts';
import type { WebhookEventKind } from '../../modules/notifications/webhook-events.ts';
import type { Shipment } from '../../modules/shipments/shipment.ts';
import { tellShopper } from './tell-shopper.server.ts';

type ParcelStep = Extract<Milestone, 'out-for-delivery' | 'delivered' | 'delayed'>;

const EVENTS = {
  'out-for-delivery': 'shipment.out-for-delivery',
  delivered: 'shipment.delivered',
  delayed: 'shipment.delayed',
} as const satisfies Record<ParcelStep, WebhookEventKind>;

/** A parcel has come a step further that shoppers and systems want to know of; other statuses are told to nobody. */
export async function tellOfParcel(
  step: NotificationsContext,
  shipment: Shipment,
  status: string,
): Promise<void> {
  if (!isStep(status)) return;
  const { distributorId, orderId, id: shipmentId, purchaseOrderId, carrier, expectedAt } = shipment;
  const { trackingNumber, trackingUrl } = shipment;
  const expected = expectedAt?.toISOString();
  const data = { shipmentId, orderId, purchaseOrderId, carrier, trackingNumber, trackingUrl };
  const subject = { kind: 'order', id: orderId };
  if (status === 'delayed') {
    const late = { ...data, expectedAt: expected ?? null };
    await announce(step, { distributorId, kind: EVENTS[status], subject, data: late });
  } else await announce(step, { distributorId, kind: EVENTS[status], subject, data });
  await tellShopper(step, {
    distributorId,
    orderId,
    milestone: status,
    about: shipmentId,
    facts: {
      carrier,
      trackingNumber: trackingNumber ?? undefined,
      trackingUrl: trackingUrl ?? undefined,
      expectedAt: expected,
    },
  });
}

/** A parcel's number or carrier was corrected; the store tells its shopper with the report. */
export async function tellTrackingChanged(
  step: NotificationsContext,
  shipment: Shipment,
  supplierId: string,
): Promise<void> {
  const { distributorId, orderId, id: shipmentId, purchaseOrderId } = shipment;
  const { carrier, trackingNumber, trackingUrl } = shipment;
  await announce(step, {
    distributorId,
    kind: 'shipment.tracking-changed',
    subject: { kind: 'order', id: orderId },
    supplierId,
    data: {
      shipmentId,
      orderId,
      purchaseOrderId,
      supplierId,
      carrier,
      trackingNumber,
      trackingUrl,
    },
  });
}

function isStep(status: string): status is ParcelStep {
  return status in EVENTS;
}
