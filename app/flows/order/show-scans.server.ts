import { readShipment } from '../../modules/shipments/shipments.repository.server.ts';
import type { ShipmentKey } from '../../modules/shipments/shipment.ts';
import {
  markTold,
  readTrackingEvents,
} from '../../modules/shipments/tracking-events.repository.server.ts';
import type { OutsideFulfilmentId, ShownScanKind } from '../../modules/stores/channel.ts';
import type { CarrierScanKind } from '../../modules/suppliers/supplier-connector.ts';
import { readOrder } from '../../modules/orders/orders.repository.server.ts';
import type { JobVerdict } from '../../platform/job-catalog.ts';
import { verdictFor } from '../../platform/retry-policy.ts';
import type { FlowContext } from '../flow-context.ts';

const SHOWN: Readonly<Record<CarrierScanKind, ShownScanKind>> = {
  'label-created': 'label-created',
  'picked-up': 'picked-up',
  'in-transit': 'in-transit',
  delayed: 'delayed',
  'out-for-delivery': 'out-for-delivery',
  attempted: 'attempted',
  'ready-for-pickup': 'ready-for-pickup',
  delivered: 'delivered',
  returned: 'failed',
  lost: 'failed',
};

/**
 * Shows in the store where a parcel is. A parcel that the store does not know yet has its scans shown when it does; the
 * store's own list is compared first, so that a repetition shows nothing twice.
 */
export async function showScans(
  context: FlowContext,
  key: ShipmentKey,
  attempt = 1,
): Promise<JobVerdict> {
  const { db, clock, random } = context;
  const shipment = await readShipment(db, key);
  if (!shipment || shipment.outsideFulfilmentIds.length === 0) return { kind: 'done' };
  const untold = (await readTrackingEvents(db, shipment)).filter(({ toldAt }) => toldAt === null);
  const order = await readOrder(db, { ...key, orderId: shipment.orderId });
  if (!order || untold.length === 0) return { kind: 'done' };
  const channel = await context.channelOf(order.storeId);
  const scans = untold.map(({ kind, occurredAt: at, place }) => ({ kind: SHOWN[kind], at, place }));
  for (const id of shipment.outsideFulfilmentIds) {
    const shown = await channel.showScans(id as OutsideFulfilmentId, scans);
    if (!shown.ok) return verdictFor(shown.error, { attempt, now: clock.now(), random });
  }
  const ids = untold.map(({ id }) => id);
  await markTold({ tx: db, clock }, key.distributorId, ids);
  return { kind: 'done' };
}
