/** Control verbs of shoppers and merchants about orders and their fulfilment. */
import type { OrderView, Reference, ShopifyControl } from '../control.ts';
import type { SandboxCore } from '../core.ts';
import {
  holdFulfillmentOrder,
  moveFulfillmentOrder,
  releaseHolds,
  splitFulfillmentOrder,
} from '../simulator/fulfillment-placement.ts';
import { requestCancellation, requestFulfillment } from '../simulator/fulfillment-requests.ts';
import type { Outcome } from '../simulator/fulfillment-requests.ts';
import { cancelOrder, editOrder, refundOrder } from '../simulator/order-changes.ts';
import { pay, placeOrder } from '../simulator/orders.ts';
import type { StoreState } from '../store.ts';
import type { FulfillmentOrderRecord } from '../store-orders.ts';
import { orderOf, storeOf, viewOrder } from './views.ts';

type Names =
  | 'placeOrder'
  | 'order'
  | 'orders'
  | 'markPaid'
  | 'cancelOrder'
  | 'editOrder'
  | 'refund'
  | 'requestFulfillment'
  | 'requestCancellation'
  | 'moveFulfillmentOrder'
  | 'splitFulfillmentOrder'
  | 'holdFulfillmentOrder'
  | 'releaseFulfillmentOrder';

export function orderVerbs(core: SandboxCore): Pick<ShopifyControl, Names> {
  const show = ({ shop, id }: Reference) => viewOrder(storeOf(core, shop), orderOf(core, shop, id));
  /** Does something to a fulfilment order; a refusal is thrown. */
  const onFulfillmentOrder = (
    { shop, id }: Reference,
    act: (store: StoreState, order: FulfillmentOrderRecord) => Outcome<unknown> | undefined,
  ): OrderView => {
    const store = storeOf(core, shop);
    const order = store.fulfillmentOrders.get(id);
    if (!order) throw new Error(`no fulfillment order ${id}`);
    const outcome = act(store, order);
    if (outcome && 'refusal' in outcome) throw new Error(outcome.refusal);
    return show({ shop, id: order.orderId });
  };
  return {
    placeOrder: async (input) => {
      const store = storeOf(core, input.shop);
      return viewOrder(store, placeOrder(core, store, input));
    },
    order: async ({ shop, id }) => (storeOf(core, shop).orders.has(id) ? show({ shop, id }) : null),
    orders: async ({ shop }) => {
      const store = storeOf(core, shop);
      return [...store.orders.values()].map((order) => viewOrder(store, order));
    },
    markPaid: async ({ shop, id }) => {
      pay(core, storeOf(core, shop), orderOf(core, shop, id));
      return show({ shop, id });
    },
    cancelOrder: async ({ shop, id, reason = 'CUSTOMER', restock = true, refund = true }) => {
      cancelOrder(core, storeOf(core, shop), orderOf(core, shop, id), { reason, restock, refund });
      return show({ shop, id });
    },
    editOrder: async ({ shop, id, set = [], add = [], restock = true }) => {
      editOrder(core, storeOf(core, shop), orderOf(core, shop, id), { set, add, restock });
      return show({ shop, id });
    },
    refund: async ({ shop, id, lines, restock = 'CANCEL', shippingAmount = 0 }) => {
      const restocked = lines.map((line) => ({ ...line, restockType: restock, locationId: null }));
      const input = { lines: restocked, note: null, amount: null, shippingAmount };
      refundOrder(core, storeOf(core, shop), orderOf(core, shop, id), input);
      return show({ shop, id });
    },
    requestFulfillment: async ({ message = null, notifyCustomer = true, ...reference }) =>
      onFulfillmentOrder(reference, (store, order) =>
        requestFulfillment(core, store, order, { message, notifyCustomer, lines: null }),
      ),
    requestCancellation: async ({ message = null, ...reference }) =>
      onFulfillmentOrder(reference, (store, order) =>
        requestCancellation(core, store, order, message),
      ),
    moveFulfillmentOrder: async ({ locationId, ...reference }) =>
      onFulfillmentOrder(reference, (store, order) =>
        moveFulfillmentOrder(core, store, order, locationId, null),
      ),
    splitFulfillmentOrder: async ({ lines, ...reference }) =>
      onFulfillmentOrder(reference, (store, order) =>
        splitFulfillmentOrder(core, store, order, lines),
      ),
    holdFulfillmentOrder: async ({ reason = 'OTHER', ...reference }) =>
      onFulfillmentOrder(reference, (store, order) => {
        const hold = { reason, reasonNotes: null, handle: null, clientId: null };
        holdFulfillmentOrder(core, store, order, hold);
        return undefined;
      }),
    releaseFulfillmentOrder: async (reference) =>
      onFulfillmentOrder(reference, (store, order) => {
        releaseHolds(core, store, order, null);
        return undefined;
      }),
  };
}
