/** Taking another article for units of a line, or saying no to it. */
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import type { PurchaseOrderLine } from '../../modules/purchasing/purchase-order.ts';
import { unitsOpen } from '../../modules/purchasing/purchase-order.ts';
import {
  avoidLines,
  saveSubstitute,
} from '../../modules/purchasing/purchase-orders.repository.server.ts';
import type { Substitute } from '../../modules/purchasing/substitute.ts';
import { assignPurchaseOrders } from '../../modules/stock/assign-purchase-orders.server.ts';
import { reserveStock } from '../../modules/stock/reserve-stock.server.ts';
import { bookCostChange } from '../settlement/book-cost-change.server.ts';
import { askForChange } from './ask-for-change.server.ts';
import { cancelLines } from './cancel-lines.server.ts';
import { giveBackUnits } from './give-back-units.server.ts';
import type { LockedPurchaseOrder } from './lock-purchase-order.server.ts';
import { substituteKey } from './order-exceptions.ts';
import type { OrderStep } from './order-step.ts';
import { rebalanceOrder } from './rebalance-order.server.ts';

type Decided = {
  readonly line: PurchaseOrderLine;
  readonly substitute: Substitute;
  /** A person's id, or 'system' where a rule decided. */
  readonly by: string;
};

/** Only a line of which nothing comes as ordered can change its article: else two would hide behind one cost. */
export function canTake(line: PurchaseOrderLine): boolean {
  const comingAsOrdered = line.acceptedQuantity + line.backorderedQuantity + line.shippedQuantity;
  return line.substitute?.state === 'offered' && comingAsOrdered === 0;
}

/** The line is from now on about the other article: its SKU, its cost, its stock. The supplier is told. */
export async function takeSubstitute(
  step: OrderStep,
  locked: LockedPurchaseOrder,
  { line, substitute, by }: Decided,
): Promise<void> {
  const { key, purchaseOrder } = locked;
  const quantity = Math.min(substitute.quantity, unitsOpen(line));
  const unitCostMinor = substitute.unitCostMinor ?? line.unitCostMinor;
  const variantId = substitute.variantId ?? line.variantId;
  const { supplierSku } = substitute;
  await saveSubstitute(step, key.distributorId, {
    id: line.id,
    substitute: { ...substitute, state: 'accepted', askedSku: line.supplierSku },
    article: { supplierSku, variantId, unitCostMinor, acceptedQuantity: quantity },
  });
  await bookCostChange(step, purchaseOrder, [{ line, afterMinor: unitCostMinor }]);
  await moveStock(step, locked, { line, variantId, quantity });
  await tell(step, locked, { line, substitute, by }, true);
}

/** The promise moves from the one article to the other; where the other's figure has no room, the supplier's word stands. */
async function moveStock(
  step: OrderStep,
  { key, order, purchaseOrder }: LockedPurchaseOrder,
  to: {
    readonly line: PurchaseOrderLine;
    readonly variantId: PurchaseOrderLine['variantId'];
    readonly quantity: number;
  },
): Promise<void> {
  const { line, variantId, quantity } = to;
  if (quantity === 0 || variantId === line.variantId) return;
  await giveBackUnits(step, key, purchaseOrder, [{ line, quantity }]);
  const { supplierId, locationId, id: purchaseOrderId } = purchaseOrder;
  const item = { orderLineId: line.orderLineId, variantId, locationId, supplierId, quantity };
  const reserved = await reserveStock(step, {
    distributorId: key.distributorId,
    orderId: order.id,
    commitment: 'firm',
    items: [item],
  });
  if (!reserved.ok) return;
  const assignments = reserved.value.map(({ reservationId }) => ({
    reservationId,
    purchaseOrderId,
  }));
  await assignPurchaseOrders(step, { distributorId: key.distributorId, assignments });
}

/** The units are not this supplier's any more: others are asked for what was ordered. */
export async function declineSubstitute(
  step: OrderStep,
  locked: LockedPurchaseOrder,
  { line, substitute, by }: Decided,
): Promise<void> {
  const { key, order, purchaseOrder } = locked;
  const quantity = Math.min(substitute.quantity, unitsOpen(line));
  const declined = { ...substitute, state: 'declined' as const };
  await saveSubstitute(step, key.distributorId, { id: line.id, substitute: declined });
  await avoidLines(step, key.distributorId, [line.id]);
  await tell(step, locked, { line, substitute, by }, false);
  const units = quantity > 0 ? [{ line, quantity }] : [];
  await cancelLines(step, order, purchaseOrder, units, 'substitute-declined');
  await rebalanceOrder(step, key);
}

async function tell(
  step: OrderStep,
  { order, purchaseOrder }: LockedPurchaseOrder,
  { line, substitute, by }: Decided,
  accept: boolean,
): Promise<void> {
  const { supplierSku, quantity } = substitute;
  await recordAct(step, {
    distributorId: order.distributorId,
    storeId: order.storeId,
    actor: by === 'system' ? { kind: 'system' } : { kind: 'user', id: by },
    act: accept ? 'substitute-accepted' : 'substitute-declined',
    subject: { kind: 'order', id: order.id },
    detail: {
      number: purchaseOrder.number,
      units: quantity,
      supplierSku,
      askedSku: line.supplierSku,
      title: substitute.title,
    },
  });
  const detail = { kind: 'substitute', lineId: line.id, supplierSku, accept } as const;
  await askForChange(step, order, purchaseOrder, { detail, askedBy: by });
  const dedupeKey = substituteKey(purchaseOrder.id, line.id);
  const resolution = accept ? 'The article was taken.' : 'The article was declined.';
  await resolveExceptions(step, { dedupeKey, by, resolution });
}
