import { openException } from '../../modules/activity/open-exception.server.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import { countShipped } from '../../modules/orders/orders.repository.server.ts';
import { purchaseOrderMachine } from '../../modules/purchasing/purchase-order-status.ts';
import { unitsOpen } from '../../modules/purchasing/purchase-order.ts';
import type { DeductsAt } from '../../modules/purchasing/purchase-terms.server.ts';
import {
  countShippedLines,
  savePurchaseOrder,
} from '../../modules/purchasing/purchase-orders.repository.server.ts';
import {
  findShipmentBySupplierKey,
  insertShipment,
} from '../../modules/shipments/shipments.repository.server.ts';
import type { ShipmentId } from '../../modules/shipments/shipment.ts';
import { readTrackingEvents } from '../../modules/shipments/tracking-events.repository.server.ts';
import { markDeducted } from '../../modules/stock/mark-deducted.server.ts';
import { settleShippedByUs } from '../../modules/stock/settle-shipped-by-us.server.ts';
import type { SupplierMessage } from '../../modules/suppliers/supplier-connector.ts';
import type { Instant } from '../../platform/clock.ts';
import { newId } from '../../platform/ids.ts';
import { advance } from '../../platform/state-machine.ts';
import { enqueue } from '../job-catalog.ts';
import { tellOfShipment } from '../messages/tell-of-shipment.server.ts';
import { bookShipment } from '../settlement/book-shipment.server.ts';
import { changeTracking } from './change-tracking.server.ts';
import { judgeTracking, noteDoubt, trackingOf } from './judge-tracking.server.ts';
import { reservationsBehind } from './give-back-units.server.ts';
import type { UnitsOfLine } from './give-back-units.server.ts';
import type { LockedPurchaseOrder } from './lock-purchase-order.server.ts';
import { messageException, silentKey, unknownOutcomeKey } from './order-exceptions.ts';
import type { OrderStep } from './order-step.ts';
import { followParcel } from './record-scan.server.ts';
import { rebalanceOrder } from './rebalance-order.server.ts';
import type { MessageOutcome, SupplierSender } from './supplier-message.ts';

type ShipNotice = Extract<SupplierMessage, { kind: 'shipped' }>;

/**
 * Records a parcel: line by line, never more than the purchase order has open. The same parcel again is only
 * looked at for a changed tracking number.
 */
export async function recordShipment(
  step: OrderStep,
  sender: SupplierSender,
  locked: LockedPurchaseOrder,
  notice: ShipNotice,
): Promise<MessageOutcome> {
  const known = await findShipmentBySupplierKey(step.tx, {
    distributorId: sender.distributorId,
    purchaseOrderId: locked.purchaseOrder.id,
    supplierShipmentKey: notice.shipmentKey,
  });
  if (known) return changeTracking(step, sender, locked.order, known, notice);
  const units = unitsOfNotice(locked, notice);
  const fault = faultOf(units, notice);
  if (fault) return refuse(step, sender, notice, fault);
  await keep(step, locked, notice, units);
  return 'recorded';
}

type NoticedUnits = { readonly line: UnitsOfLine['line'] | undefined; readonly quantity: number };

/** The notice by line of the purchase order; a line that it names twice counts once with the sum. */
function unitsOfNotice({ purchaseOrder }: LockedPurchaseOrder, notice: ShipNotice): NoticedUnits[] {
  const sums = new Map<string, number>();
  for (const { lineId, quantity } of notice.lines) {
    sums.set(lineId, (sums.get(lineId) ?? 0) + quantity);
  }
  return [...sums].map(([lineId, quantity]) => ({
    line: purchaseOrder.lines.find((line) => line.id === lineId),
    quantity,
  }));
}

function faultOf(units: readonly NoticedUnits[], { number }: ShipNotice): string | undefined {
  if (units.length === 0) return `A ship notice for ${number} names no lines.`;
  if (units.some(({ line }) => line === undefined))
    return `A ship notice names lines that ${number} does not have.`;
  const over = units.find(({ line, quantity }) => line && quantity > unitsOpen(line));
  if (!over?.line) return undefined;
  return `A ship notice for ${number} says ${over.quantity} unit(s) of ${over.line.supplierSku}; ${unitsOpen(over.line)} are open.`;
}

async function refuse(
  step: OrderStep,
  sender: SupplierSender,
  notice: ShipNotice,
  happened: string,
): Promise<MessageOutcome> {
  const problem = {
    happened,
    meaning: 'The parcel was not recorded, and the store was not told of it.',
    nextStep:
      'Ask the supplier what it shipped; then read the notice again, or let the surplus come back.',
  };
  await openException(step, messageException({ ...sender, key: notice.key }, problem));
  return 'refused';
}

async function keep(
  step: OrderStep,
  locked: LockedPurchaseOrder,
  notice: ShipNotice,
  noticed: readonly NoticedUnits[],
): Promise<void> {
  const { key, order, purchaseOrder } = locked;
  const units = noticed.flatMap(({ line, quantity }) => (line ? [{ line, quantity }] : []));
  const shipmentId = newId<'Shipment'>();
  const given = trackingOf(notice);
  const { tracking, doubt, isHeld } = await judgeTracking(step, order, given);
  await insertShipment(step, key, {
    ...toShipment(shipmentId, locked, notice, units),
    ...tracking,
    isHeld,
  });
  if (doubt) await noteDoubt(step, order, shipmentId, { given, doubt });
  await countShippedLines(
    step,
    key.distributorId,
    units.map(({ line, quantity }) => ({ id: line.id, quantity })),
  );
  await countShipped(
    step,
    key,
    units.map(({ line, quantity }) => ({ orderLineId: line.orderLineId, quantity })),
  );
  await bookShipment(step, locked, { shipmentId, at: notice.at, units });
  const { deductsAt } = purchaseOrder.terms;
  await takeOffStock(step, locked, { units, deductsAt, at: notice.at });
  await moveOn(step, locked, units, notice.at);
  await recordAct(step, {
    distributorId: order.distributorId,
    storeId: order.storeId,
    actor: { kind: 'supplier', id: purchaseOrder.supplierId },
    act: 'shipment-recorded',
    subject: { kind: 'order', id: order.id },
    detail: {
      number: purchaseOrder.number,
      carrier: notice.carrier,
      tracking: notice.trackingNumber,
      units: units.map(({ line, quantity }) => ({ sku: line.supplierSku, quantity })),
    },
  });
  await rebalanceOrder(step, key);
  await tellOfShipment(step, {
    order,
    purchaseOrder,
    shipmentId,
    ...tracking,
    shippedAt: notice.at,
    isHeld,
    lines: units.map(({ line, quantity }) => ({
      orderLineId: line.orderLineId,
      sku: line.supplierSku,
      quantity,
    })),
  });
  const payload = { distributorId: key.distributorId, shipmentId };
  if (await hasScans(step.tx, locked, notice)) await followParcel(step, order, payload);
  if (!isHeld) await enqueue(step.tx, { name: 'report-tracking', payload });
}

/** Scans that came before the notice of their parcel. */
async function hasScans(
  tx: OrderStep['tx'],
  { key, purchaseOrder }: LockedPurchaseOrder,
  { shipmentKey: supplierShipmentKey }: ShipNotice,
): Promise<boolean> {
  const { distributorId } = key;
  const parcel = { distributorId, purchaseOrderId: purchaseOrder.id, supplierShipmentKey };
  return (await readTrackingEvents(tx, parcel)).length > 0;
}

function toShipment(
  id: ShipmentId,
  { purchaseOrder }: LockedPurchaseOrder,
  notice: ShipNotice,
  units: readonly UnitsOfLine[],
) {
  return {
    id,
    purchaseOrderId: purchaseOrder.id,
    supplierShipmentKey: notice.shipmentKey,
    shippedAt: notice.at,
    lines: units.map(({ line, quantity }) => ({
      purchaseOrderLineId: line.id,
      orderLineId: line.orderLineId,
      quantity,
    })),
  };
}

/**
 * Shipping is the last moment at which units leave the supplier's own figure: what was not deducted before
 * counts as deducted now. Units accepted earlier are the first to leave.
 */
async function takeOffStock(
  step: OrderStep,
  { key, purchaseOrder, state }: LockedPurchaseOrder,
  shipped: {
    readonly units: readonly UnitsOfLine[];
    readonly deductsAt: DeductsAt;
    readonly at: Instant;
  },
): Promise<void> {
  const { deductsAt, at } = shipped;
  const units = shipped.units.map(({ line, quantity }) => {
    const accepted = deductsAt === 'acknowledgement' ? line.acceptedQuantity : 0;
    const after = line.shippedQuantity + quantity;
    return { line, quantity: Math.max(0, after - Math.max(line.shippedQuantity, accepted)) };
  });
  const reservations = reservationsBehind(state.reservations, purchaseOrder, {
    units,
    states: ['held'],
  });
  const { distributorId } = key;
  if (deductsAt === 'never') {
    await settleShippedByUs(step, { distributorId, reservations, shippedAt: at });
  } else await markDeducted(step, { distributorId, reservations, deductedAt: at });
}

async function moveOn(
  step: OrderStep,
  { purchaseOrder }: LockedPurchaseOrder,
  units: readonly UnitsOfLine[],
  at: Instant,
): Promise<void> {
  const shipping = units.reduce((sum, { quantity }) => sum + quantity, 0);
  const open = purchaseOrder.lines.reduce((sum, line) => sum + unitsOpen(line), 0);
  const isAll = shipping >= open;
  const next = advance(
    purchaseOrderMachine,
    purchaseOrder.status,
    isAll ? 'ship-rest' : 'ship-part',
  );
  if (next.ok) {
    await savePurchaseOrder(step, purchaseOrder, {
      status: next.value,
      sentAt: purchaseOrder.sentAt ?? at,
      acknowledgedAt: purchaseOrder.acknowledgedAt ?? at,
      ...(isAll ? { closedAt: step.clock.now() } : {}),
    });
  }
  for (const dedupeKey of [silentKey(purchaseOrder.id), unknownOutcomeKey(purchaseOrder.id)]) {
    await resolveExceptions(step, {
      dedupeKey,
      by: 'system',
      resolution: 'The supplier has shipped.',
    });
  }
}
