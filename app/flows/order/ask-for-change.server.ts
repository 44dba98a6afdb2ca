import { recordAct } from '../../modules/activity/record-act.server.ts';
import type { Order } from '../../modules/orders/order.ts';
import type { ChangeDetail } from '../../modules/purchasing/change-request.ts';
import { insertChangeRequest } from '../../modules/purchasing/change-requests.repository.server.ts';
import type { PurchaseOrder } from '../../modules/purchasing/purchase-order.ts';
import { rulesOfSupplier } from '../../modules/purchasing/purchase-rules.server.ts';
import { enqueue } from '../job-catalog.ts';
import type { OrderStep } from './order-step.ts';

/**
 * Keeps what a supplier is to be asked to change on a purchase order, with the window in which it must answer; a job
 * asks it. `askedBy`: a person's id, or 'store', 'system'.
 */
export async function askForChange(
  step: OrderStep,
  order: Pick<Order, 'storeId'>,
  purchaseOrder: PurchaseOrder,
  { detail, askedBy }: { readonly detail: ChangeDetail; readonly askedBy: string },
): Promise<void> {
  const { distributorId, orderId, number } = purchaseOrder;
  const { rules } = await rulesOfSupplier(step.tx, purchaseOrder);
  const changeRequestId = await insertChangeRequest(step, purchaseOrder, {
    detail,
    askedBy,
    windowMinutes: rules.changeWindowMinutes,
  });
  await recordAct(step, {
    distributorId,
    storeId: order.storeId,
    actor: actorOf(askedBy, order.storeId),
    act: 'change-requested',
    subject: { kind: 'order', id: orderId },
    detail: { number, kind: detail.kind, units: unitsIn(detail) },
  });
  await enqueue(step.tx, { name: 'request-change', payload: { distributorId, changeRequestId } });
}

export function unitsIn(detail: ChangeDetail): number | undefined {
  if (detail.kind !== 'lines') return undefined;
  return detail.lines.reduce((sum, { quantity }) => sum + quantity, 0);
}

function actorOf(askedBy: string, storeId: string) {
  if (askedBy === 'system') return { kind: 'system' } as const;
  if (askedBy === 'store') return { kind: 'store', id: storeId } as const;
  return { kind: 'user', id: askedBy } as const;
}
