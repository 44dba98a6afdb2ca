import { recordAct } from '../../modules/activity/record-act.server.ts';
import { saveProgress } from '../../modules/orders/orders.repository.server.ts';
import type { OrderState } from '../../modules/shipments/order-state.server.ts';
import type { StoreOrder } from '../../modules/stores/channel.ts';
import { enqueue } from '../job-catalog.ts';
import type { OrderStep } from './order-step.ts';

/** Notes that the merchant asks us not to ship after all; a job asks the suppliers and answers. */
export async function noteStoreRequests(
  step: OrderStep,
  state: OrderState,
  store: StoreOrder,
): Promise<OrderState> {
  const { key, order } = state;
  const asks = store.fulfilmentOrders.some(
    (each) => each.ours && each.request === 'cancellation-requested',
  );
  if (!asks || order.cancellation === 'accepted') return state;
  if (order.cancellation === null) {
    await saveProgress(step, order, { cancellation: 'requested' });
    await recordAct(step, {
      distributorId: order.distributorId,
      storeId: order.storeId,
      actor: { kind: 'store', id: order.storeId },
      act: 'cancellation-requested',
      subject: { kind: 'order', id: order.id },
      detail: {},
    });
  }
  await enqueue(step.tx, { name: 'answer-store-cancellation', payload: key });
  return { ...state, order: { ...order, cancellation: order.cancellation ?? 'requested' } };
}
