import { openException } from '../../modules/activity/open-exception.server.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import type { Actor } from '../../modules/activity/activity.ts';
import type { Order } from '../../modules/orders/order.ts';
import {
  findShipmentBySupplierKey,
  readShipment,
} from '../../modules/shipments/shipments.repository.server.ts';
import type { ShipmentKey } from '../../modules/shipments/shipment.ts';
import { isArrived } from '../../modules/shipments/tracking-event.ts';
import type { ParcelStatus } from '../../modules/shipments/tracking-event.ts';
import {
  insertTrackingEvent,
  saveExpectedAt,
  settleParcelStatus,
} from '../../modules/shipments/tracking-events.repository.server.ts';
import { notePassesScans } from '../../modules/suppliers/suppliers.repository.server.ts';
import type {
  CarrierScanKind,
  SupplierMessage,
} from '../../modules/suppliers/supplier-connector.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { earlier } from '../../platform/clock.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';
import { tellOfParcel } from '../messages/tell-of-parcel.server.ts';
import { lockPurchaseOrder } from './lock-purchase-order.server.ts';
import type { LockedPurchaseOrder } from './lock-purchase-order.server.ts';
import type { OrderStep } from './order-step.ts';
import { parcelKeys, parcelLostException, parcelReturnedException } from './parcel-exceptions.ts';
import type { MessageOutcome, SupplierSender } from './supplier-message.ts';

type Scan = Extract<SupplierMessage, { kind: 'tracked' }>;

/**
 * Takes in a carrier's scan. It may come before the notice of its parcel (then it waits for it), twice, or after later
 * ones: the parcel's status follows from all scans by their own times. A scan that claims to be of the future (a clock
 * of another zone) counts as of now.
 */
export async function recordScan(
  step: OrderStep,
  sender: SupplierSender,
  { order, purchaseOrder }: LockedPurchaseOrder,
  scan: Scan,
): Promise<MessageOutcome> {
  const { distributorId } = sender;
  const parcel = {
    distributorId,
    purchaseOrderId: purchaseOrder.id,
    supplierShipmentKey: scan.shipmentKey,
  };
  const isNew = await insertTrackingEvent(step, parcel, {
    kind: scan.event,
    occurredAt: earlier(scan.scannedAt, step.clock.now()),
    place: scan.place,
    actor: { kind: 'supplier', id: sender.supplierId },
  });
  if (!isNew) return 'nothing-new';
  await notePassesScans(step, sender);
  const shipment = await findShipmentBySupplierKey(step.tx, parcel);
  if (!shipment) return 'recorded';
  const key = { distributorId, shipmentId: shipment.id };
  if (scan.expectedAt) await saveExpectedAt(step.tx, key, scan.expectedAt);
  if (scan.event === 'delayed') await tellOfParcel(step, shipment, 'delayed');
  await followParcel(step, order, key);
  return 'recorded';
}

/** Brings the parcel to what its scans say, and tells who has to know. Under the order's lock. */
export async function followParcel(step: OrderStep, order: Order, key: ShipmentKey): Promise<void> {
  const shipment = await readShipment(step.tx, key);
  if (!shipment) return;
  const { before, after } = await settleParcelStatus(step.tx, shipment);
  if (before !== after) {
    await recordAct(step, {
      distributorId: order.distributorId,
      storeId: order.storeId,
      actor: { kind: 'system' },
      act: 'parcel-moved',
      subject: { kind: 'order', id: order.id },
      detail: { tracking: shipment.trackingNumber, carrier: shipment.carrier, kind: after },
    });
    await settleExceptions(step, order, key, after);
    await tellOfParcel(step, shipment, after);
  }
  await enqueue(step.tx, { name: 'show-scans', payload: key });
}

/** A parcel that moves is not lost, one that has arrived is not late; one that comes back or is lost needs a person. */
async function settleExceptions(
  step: OrderStep,
  order: Order,
  { shipmentId }: ShipmentKey,
  status: ParcelStatus,
): Promise<void> {
  const { late, silent, lost, returned } = parcelKeys(shipmentId);
  const over = isArrived(status) ? [late, silent, lost] : status === 'lost' ? [late, silent] : [silent, lost];
  for (const dedupeKey of status === 'returned' ? over : [...over, returned]) {
    const resolution = isArrived(status) ? 'The parcel has arrived.' : 'The parcel has been scanned.';
    await resolveExceptions(step, { dedupeKey, by: 'system', resolution });
  }
  if (status === 'lost') await openException(step, parcelLostException(order, shipmentId));
  if (status === 'returned') await openException(step, parcelReturnedException(order, shipmentId));
} // prettier-ignore

/** What a person knows of a parcel and no carrier told; false when there is no such parcel. */
export async function noteParcel(
  context: FlowContext,
  input: ShipmentKey & { readonly kind: CarrierScanKind; readonly actor: Actor },
): Promise<boolean> {
  return inTransaction(context.db, async (tx) => {
    const step = { tx, clock: context.clock };
    const shipment = await readShipment(tx, input);
    const locked = shipment && (await lockPurchaseOrder(step, shipment));
    if (!shipment || !locked) return false;
    const occurredAt = step.clock.now();
    const event = { kind: input.kind, occurredAt, place: undefined, actor: input.actor };
    await insertTrackingEvent(step, shipment, event);
    await followParcel(step, locked.order, input);
    return true;
  });
}
