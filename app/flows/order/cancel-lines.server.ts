import { writeLedger } from '../../modules/orders/order-ledger.server.ts';
import type { Order } from '../../modules/orders/order.ts';
import { unitsOpen } from '../../modules/purchasing/purchase-order.ts';
import { purchaseOrderMachine } from '../../modules/purchasing/purchase-order-status.ts';
import {
  countCancelledLines,
  savePurchaseOrder,
} from '../../modules/purchasing/purchase-orders.repository.server.ts';
import type { PurchaseOrderWithLines } from '../../modules/purchasing/purchase-orders.repository.server.ts';
import { advance } from '../../platform/state-machine.ts';
import { giveBackUnits } from './give-back-units.server.ts';
import type { UnitsOfLine } from './give-back-units.server.ts';
import type { OrderStep } from './order-step.ts';

/** Takes units out of a purchase order that its supplier does not ship: ledger and stock follow. `reason`: of the entry. */
export async function cancelLines(
  step: OrderStep,
  order: Order,
  purchaseOrder: PurchaseOrderWithLines,
  units: readonly UnitsOfLine[],
  reason = 'cancelled',
): Promise<void> {
  const changes = units.map(({ line, quantity }) => ({ id: line.id, quantity }));
  await countCancelledLines(step, order.distributorId, changes);
  const referenceOf = ({ line, quantity }: UnitsOfLine) =>
    `${line.id}:${reason}:${line.cancelledQuantity + quantity}`;
  await takeBack(step, order, purchaseOrder, units, referenceOf);
  const isEmpty = purchaseOrder.lines.every(
    (line) => unitsOpen(line) === (units.find((each) => each.line.id === line.id)?.quantity ?? 0),
  );
  if (isEmpty) await close(step, purchaseOrder);
}

/**
 * Units that come back from a supplier: no longer forwarded, their stock given back. Where the store has asked
 * not to ship the order at all, they are not wanted any more either; otherwise they are routed again.
 */
export async function takeBack(
  step: OrderStep,
  order: Order,
  purchaseOrder: PurchaseOrderWithLines,
  units: readonly UnitsOfLine[],
  referenceOf: (units: UnitsOfLine) => string,
): Promise<void> {
  const key = { distributorId: order.distributorId, orderId: order.id };
  const kinds =
    order.cancellation === 'requested' ? (['cancel', 'remove'] as const) : (['cancel'] as const);
  await writeLedger(
    step,
    key,
    units.flatMap((each) =>
      kinds.map((kind) => ({
        orderLineId: each.line.orderLineId,
        kind,
        quantity: each.quantity,
        reference: referenceOf(each),
      })),
    ),
  );
  await giveBackUnits(step, key, purchaseOrder, units);
}

async function close(step: OrderStep, purchaseOrder: PurchaseOrderWithLines): Promise<void> {
  const next = advance(purchaseOrderMachine, purchaseOrder.status, 'cancel');
  if (!next.ok) return;
  const cancellation = purchaseOrder.cancellation === null ? null : 'accepted';
  const closedAt = step.clock.now();
  await savePurchaseOrder(step, purchaseOrder, { status: next.value, cancellation, closedAt });
}
