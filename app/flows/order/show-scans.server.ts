import { readShipment } from '../../modules/shipments/shipments.repository.server.ts';
import type { ShipmentKey } from '../../modules/shipments/shipment.ts';
import type { ShipmentWithLines } from '../../modules/shipments/shipments.repository.server.ts';
import {
  claimScans,
  giveBackScans,
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

/** Longer than the calls of one telling take; after it a worker counts as dead. */
const CLAIM_MS = 120_000;
const AGAIN_MS = 1_000;

/**
 * Shows in the store where a parcel is. A parcel that the store does not know yet has its scans shown when it does. One
 * worker at a time, and the store's own list is compared first, so that neither two workers nor a repetition show a scan
 * twice: the store may mail the shopper for each.
 */
export async function showScans(
  context: FlowContext,
  key: ShipmentKey,
  attempt = 1,
): Promise<JobVerdict> {
  const { db: tx, clock } = context;
  const now = clock.now();
  const shipment = await readShipment(tx, key);
  if (!shipment || shipment.outsideFulfilmentIds.length === 0) return { kind: 'done' };
  if (!(await claimScans({ tx, clock }, key, new Date(now.getTime() + CLAIM_MS)))) {
    const at = new Date(now.getTime() + AGAIN_MS);
    return { kind: 'retry', at, why: 'Another worker shows its scans', counts: false };
  }
  try {
    return await showUntold(context, shipment, attempt);
  } finally {
    await giveBackScans(tx, key);
  }
}

async function showUntold(
  context: FlowContext,
  shipment: ShipmentWithLines,
  attempt: number,
): Promise<JobVerdict> {
  const { db, clock, random } = context;
  const { distributorId, orderId, outsideFulfilmentIds } = shipment;
  const untold = (await readTrackingEvents(db, shipment)).filter(({ toldAt }) => toldAt === null);
  const order = await readOrder(db, { distributorId, orderId });
  if (!order || untold.length === 0) return { kind: 'done' };
  const channel = await context.channelOf(order.storeId);
  const scans = untold.map(({ kind, occurredAt: at, place }) => ({ kind: SHOWN[kind], at, place }));
  for (const id of outsideFulfilmentIds) {
    const shown = await channel.showScans(id as OutsideFulfilmentId, scans);
    if (!shown.ok) return verdictFor(shown.error, { attempt, now: clock.now(), random });
  }
  const ids = untold.map(({ id }) => id);
  await markTold({ tx: db, clock }, distributorId, ids);
  return { kind: 'done' };
}
