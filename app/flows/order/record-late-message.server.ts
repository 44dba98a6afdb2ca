/** What a supplier tells of a purchase order that was given up: its units have been asked of somebody else. */
import { openException } from '../../modules/activity/open-exception.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import { writeLedger } from '../../modules/orders/order-ledger.server.ts';
import { unitsToForward } from '../../modules/orders/order-units.ts';
import { unitsOpen } from '../../modules/purchasing/purchase-order.ts';
import { isOver } from '../../modules/purchasing/purchase-order-status.ts';
import { revivePurchaseOrder } from '../../modules/purchasing/purchase-orders.repository.server.ts';
import { assignPurchaseOrders } from '../../modules/stock/assign-purchase-orders.server.ts';
import { reserveStock } from '../../modules/stock/reserve-stock.server.ts';
import type { SupplierMessage } from '../../modules/suppliers/supplier-connector.ts';
import { cancelLines } from './cancel-lines.server.ts';
import type { UnitsOfLine } from './give-back-units.server.ts';
import {
  giveUp,
  settleGivenUp,
  settleStopped,
  stopLateYes,
} from './give-up-purchase-order.server.ts';
import { lockPurchaseOrder } from './lock-purchase-order.server.ts';
import type { LockedPurchaseOrder } from './lock-purchase-order.server.ts';
import { doubleException, doubleKey, givenUpKey } from './order-exceptions.ts';
import type { OrderStep } from './order-step.ts';
import { recordShipment } from './record-shipment.server.ts';
import type { MessageOutcome, SupplierSender } from './supplier-message.ts';

export async function recordLateMessage(
  step: OrderStep,
  sender: SupplierSender,
  locked: LockedPurchaseOrder,
  message: Exclude<SupplierMessage, { kind: 'tracked' }>,
): Promise<MessageOutcome> {
  if (message.kind === 'shipped') return recordLateParcel(step, sender, locked, message);
  if (message.kind === 'cancelled')
    await settleGivenUp(step, locked, message.accepted ? 'cancelled' : 'too-late');
  else if (message.kind === 'change-answered')
    await settleGivenUp(step, locked, message.accepted ? 'cancelled' : 'too-late');
  else await recordLateAnswer(step, locked, message);
  return 'recorded';
}

async function recordLateAnswer(
  step: OrderStep,
  locked: LockedPurchaseOrder,
  message: Extract<SupplierMessage, { kind: 'acknowledged' | 'rejected' }>,
): Promise<void> {
  const lines = message.kind === 'rejected' ? [] : message.lines;
  const units = lines.reduce((sum, line) => sum + line.accepted + line.backordered, 0);
  const { purchaseOrder } = locked;
  if (units === 0) return settleStopped(step, purchaseOrder, 'system');
  // The same yes again tells nothing new: it has been asked to stop.
  const asked = purchaseOrder.cancellation;
  if (asked === 'requested' || asked === 'accepted') return;
  await stopLateYes(step, locked, units);
}

/**
 * The goods are on their way. Whoever has not shipped them yet is stopped: what has not been asked of anybody, then
 * purchase orders that have not left, then those of other suppliers, which are given up in their turn. Only where the
 * units have shipped elsewhere already is there no room; then a person is told at once.
 */
async function recordLateParcel(
  step: OrderStep,
  sender: SupplierSender,
  locked: LockedPurchaseOrder,
  notice: Extract<SupplierMessage, { kind: 'shipped' }>,
): Promise<MessageOutcome> {
  const units = unitsOf(locked, notice);
  if (!units || !(await makeRoom(step, locked, units))) {
    await openException(step, doubleException(locked.purchaseOrder, 'has shipped it'));
    return recordShipment(step, sender, locked, notice);
  }
  await revive(step, locked, units, notice.key);
  const resolution = 'It has shipped; whoever else was asked was stopped.';
  for (const dedupeKey of [givenUpKey(locked.purchaseOrder.id), doubleKey(locked.purchaseOrder.id)])
    await resolveExceptions(step, { dedupeKey, by: 'system', resolution });
  const revived = await lockPurchaseOrder(step, {
    distributorId: sender.distributorId,
    purchaseOrderId: locked.purchaseOrder.id,
  });
  return recordShipment(step, sender, revived ?? locked, notice);
}

/** Undefined for a notice that does not fit what was given up. */
function unitsOf(
  { purchaseOrder }: LockedPurchaseOrder,
  notice: Extract<SupplierMessage, { kind: 'shipped' }>,
): UnitsOfLine[] | undefined {
  const sums = new Map<string, number>();
  for (const { lineId, quantity } of notice.lines)
    sums.set(lineId, (sums.get(lineId) ?? 0) + quantity);
  const units = [...sums].flatMap(([lineId, quantity]) => {
    const line = purchaseOrder.lines.find(({ id }) => id === lineId);
    return line && quantity <= line.cancelledQuantity ? [{ line, quantity }] : [];
  });
  return units.length === sums.size && units.length > 0 ? units : undefined;
}

/** Decides before it changes anything. */
async function makeRoom(
  step: OrderStep,
  { state, order, purchaseOrder }: LockedPurchaseOrder,
  units: readonly UnitsOfLine[],
): Promise<boolean> {
  const missing = new Map(
    order.lines.map((line) => {
      const wanted = units
        .filter((each) => each.line.orderLineId === line.id)
        .reduce((sum, { quantity }) => sum + quantity, 0);
      return [line.id, Math.max(0, wanted - unitsToForward(line))];
    }),
  );
  const others = state.purchaseOrders
    .filter(({ id, status }) => id !== purchaseOrder.id && !isOver(status))
    .sort((a, b) => Number(b.status === 'draft') - Number(a.status === 'draft'));
  const taken = others.map((other) => ({
    other,
    parts: other.lines.flatMap((line): UnitsOfLine[] => {
      const left = missing.get(line.orderLineId) ?? 0;
      const quantity = Math.min(left, unitsOpen(line));
      missing.set(line.orderLineId, left - quantity);
      return quantity > 0 ? [{ line, quantity }] : [];
    }),
  }));
  if ([...missing.values()].some((left) => left > 0)) return false;
  for (const { other, parts } of taken) {
    if (parts.length === 0) continue;
    if (other.status === 'draft') await cancelLines(step, order, other, parts, 'late-parcel');
    else await giveUp(step, { order, purchaseOrder: other }, 'other-shipped');
  }
  return true;
}

/** The units are this supplier's again, with the stock behind them as far as its figure still shows it. */
async function revive(
  step: OrderStep,
  { key, order, purchaseOrder }: LockedPurchaseOrder,
  units: readonly UnitsOfLine[],
  noticeKey: string,
): Promise<void> {
  await writeLedger(
    step,
    key,
    units.map(({ line, quantity }) => ({
      orderLineId: line.orderLineId,
      kind: 'forward' as const,
      quantity,
      reference: `${line.id}:revived:${noticeKey}`,
    })),
  );
  await revivePurchaseOrder(
    step,
    purchaseOrder,
    units.map(({ line, quantity }) => ({ id: line.id, quantity })),
  );
  const { supplierId, locationId, id: purchaseOrderId } = purchaseOrder;
  const reserved = await reserveStock(step, {
    distributorId: key.distributorId,
    orderId: order.id,
    commitment: 'firm',
    items: units.map(({ line, quantity }) => ({
      orderLineId: line.orderLineId,
      variantId: line.variantId,
      locationId,
      supplierId,
      quantity,
    })),
  });
  if (!reserved.ok) return;
  const assignments = reserved.value.map(({ reservationId }) => ({
    reservationId,
    purchaseOrderId,
  }));
  await assignPurchaseOrders(step, { distributorId: key.distributorId, assignments });
}
