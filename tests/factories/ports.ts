/**
 * Ports in memory, for tests of single kinds of failure: a channel and a supplier's connector that keep what
 * they were told and fail where a test says so. Whole roads are tested against the sandboxes.
 */
import type {
  Channel,
  FulfilmentRequest,
  OutsideFulfilmentId,
  OutsideFulfilmentOrderId,
  OutsideLineId,
  OutsideOrderId,
  OutsideRefundId,
  OutsideVariantId,
  RefundRequest,
  ShownScan,
  StoreFulfilment,
  StoreOrder,
  StoreOrderLine,
  StoreRefund,
} from '../../app/modules/stores/channel.ts';
import type {
  ChangeAnswer,
  ConnectorCapabilities,
  PlacedPurchaseOrder,
  PurchaseOrderRequest,
  RequestedChange,
  SupplierConnector,
  SupplierMessage,
} from '../../app/modules/suppliers/supplier-connector.ts';
import type { AdapterFailure } from '../../app/platform/adapter-failure.ts';
import { currencyCode, money } from '../../app/platform/money.ts';
import { err, ok } from '../../app/platform/result.ts';
import { FACTORY_NOW } from './factory-clock.ts';

type Scripted = { readonly failure: AdapterFailure; readonly after: boolean };

/** Failures for the next calls of a method; `after`: the call has its effect and the answer is lost. */
class Faults {
  readonly #next = new Map<string, Scripted[]>();

  failNext(
    method: string,
    failure: AdapterFailure,
    options: { after?: boolean; times?: number } = {},
  ) {
    const list = this.#next.get(method) ?? [];
    for (let n = 0; n < (options.times ?? 1); n += 1)
      list.push({ failure, after: options.after ?? false });
    this.#next.set(method, list);
  }

  take(method: string): Scripted | undefined {
    return this.#next.get(method)?.shift();
  }
}

export const LOST: AdapterFailure = { kind: 'unavailable', why: 'no answer', outcome: 'unknown' };
export const NOT_SENT: AdapterFailure = {
  kind: 'unavailable',
  why: 'connection refused',
  outcome: 'not-sent',
};

export type StoreOrderParts = Partial<Omit<StoreOrder, 'lines' | 'outsideOrderId'>> & {
  readonly outsideOrderId: string;
  readonly lines: readonly {
    readonly outsideLineId: string;
    readonly outsideVariantId?: string;
    readonly quantity: number;
    readonly currentQuantity?: number;
    readonly unitPriceMinor?: number;
  }[];
};

/** A paid order to a door in Zurich, unless the test says otherwise. */
export function storeOrder(parts: StoreOrderParts): StoreOrder {
  const { outsideOrderId, lines, ...rest } = parts;
  return {
    outsideOrderId: outsideOrderId as OutsideOrderId,
    name: `#${outsideOrderId}`,
    isTest: false,
    placedAt: FACTORY_NOW,
    updatedAt: FACTORY_NOW,
    cancelledAt: undefined,
    payment: 'paid',
    currency: currencyCode('CHF'),
    fraudAdvice: 'none',
    delivery: 'shipping',
    destination: {
      name: 'Ada Muster', company: undefined, address1: 'Bahnhofstrasse 1', address2: undefined, city: 'Zürich',
      province: undefined, zip: '8001', country: 'CH', phone: '+41 44 000 00 00',
    },
    email: 'ada@muster.example',
    fulfilmentOrders: [],
    fulfilments: [],
    ...rest,
    lines: lines.map(toLine),
  }; // prettier-ignore
}

function toLine(line: StoreOrderParts['lines'][number]): StoreOrderLine {
  return {
    outsideLineId: line.outsideLineId as OutsideLineId,
    outsideProductId: undefined,
    outsideVariantId: line.outsideVariantId as OutsideVariantId | undefined,
    sku: undefined,
    title: 'Wool sock',
    quantity: line.quantity,
    currentQuantity: line.currentQuantity ?? line.quantity,
    unitPrice: money(line.unitPriceMinor ?? 2_000, currencyCode('CHF')),
    requiresShipping: true,
  };
}

type MemoryRefund = RefundRequest & StoreRefund;

export type MemoryChannel = Channel & {
  readonly faults: Faults;
  readonly calls: string[];
  /** For each parcel told: whether the store was to write to the shopper. */
  readonly notified: boolean[];
  /** Scans that the shopper sees, by fulfilment. */
  readonly shown: ReadonlyMap<string, readonly ShownScan[]>;
  readonly refunds: readonly MemoryRefund[];
  put(order: StoreOrder): void;
  order(outsideOrderId: string): StoreOrder;
  change(outsideOrderId: string, change: Partial<StoreOrder>): void;
};

/** A store of orders with fulfilment orders; what is not part of the order journey throws. */
export function memoryChannel(): MemoryChannel {
  const faults = new Faults();
  const orders = new Map<string, StoreOrder>();
  const calls: string[] = [];
  const notified: boolean[] = [];
  const refunds: MemoryRefund[] = [];
  const shown = new Map<string, readonly ShownScan[]>();
  let made = 0;
  async function call<Value>(method: string, act: () => Value) {
    calls.push(method);
    const fault = faults.take(method);
    if (fault && !fault.after) return err(fault.failure);
    const value = act();
    return fault ? err(fault.failure) : ok(value);
  }
  function order(id: string): StoreOrder {
    const found = orders.get(id);
    if (!found) throw new Error(`The store has no order ${id}`);
    return found;
  }
  function change(id: string, changes: Partial<StoreOrder>): void {
    orders.set(id, { ...order(id), ...changes });
  }
  function request(
    id: string,
    from: readonly string[],
    to: 'submitted' | 'accepted' | 'cancellation-accepted' | 'cancellation-rejected',
  ) {
    const fulfilmentOrders = order(id).fulfilmentOrders.map((each) =>
      each.ours && from.includes(each.request) ? { ...each, request: to } : each,
    );
    change(id, { fulfilmentOrders });
    return undefined;
  }
  function fulfil({
    outsideOrderId,
    lines,
    tracking,
    notifyShopper,
  }: FulfilmentRequest): readonly OutsideFulfilmentId[] {
    made += 1;
    notified.push(notifyShopper);
    const outsideId = `F${made}` as OutsideFulfilmentId;
    const fulfilment: StoreFulfilment = {
      outsideId,
      cancelled: false,
      trackingNumbers: tracking.number ? [tracking.number] : [],
      lines,
    };
    change(outsideOrderId, { fulfilments: [...order(outsideOrderId).fulfilments, fulfilment] });
    return [outsideId];
  }
  function giveBack(wanted: RefundRequest): MemoryRefund {
    const before = order(wanted.outsideOrderId);
    const units = (id: string) =>
      wanted.lines.reduce((sum, line) => sum + (line.outsideLineId === id ? line.quantity : 0), 0);
    const minor = before.lines.reduce(
      (sum, line) => sum + units(line.outsideLineId) * line.unitPrice.minor,
      wanted.shipping?.minor ?? 0,
    );
    const refund: MemoryRefund = {
      ...wanted,
      outsideId: `R${refunds.length + 1}` as OutsideRefundId,
      amount: money(minor, before.currency),
      refundedAt: FACTORY_NOW,
    };
    refunds.push(refund);
    change(wanted.outsideOrderId, {
      payment: 'part-refunded',
      updatedAt: new Date(before.updatedAt.getTime() + 1_000),
      lines: before.lines.map((line) => ({
        ...line,
        currentQuantity: line.currentQuantity - units(line.outsideLineId),
      })),
    });
    return refund;
  }
  const absent = async (): Promise<never> => {
    throw new Error('Not part of the order journey');
  };
  return {
    faults,
    calls,
    notified,
    shown,
    refunds,
    order,
    change,
    put: (each) => void orders.set(each.outsideOrderId, withRequest(each)),
    capabilities: { compareAndSwapStock: true, stockBatch: 250, bulkImportFrom: 1_000, bulkPricesFrom: 1_000, fulfilmentOrders: true, refunds: true },
    describeStore: absent, prepareStore: absent, importProduct: absent, startBulkImport: absent, readBulkImport: absent,
    setPublished: absent, setContent: absent, startBulkPrices: absent, readBulkPrices: absent, setStock: absent, readStock: absent, setPrices: absent, auditListings: absent,
    readOrder: (id) => call('readOrder', () => orders.get(id)),
    findOrderOf: (id) =>
      call('findOrderOf', () => [...orders.values()].find((each) =>
        each.fulfilmentOrders.some((one) => one.outsideId === id))?.outsideOrderId),
    listOrders: (since) =>
      call('listOrders', () => ({
        rows: [...orders.values()].filter((each) => each.updatedAt >= since)
          .map(({ outsideOrderId, updatedAt }) => ({ outsideOrderId, updatedAt })),
        next: undefined,
      })),
    acceptFulfilment: (id) => call('acceptFulfilment', () => request(id, ['unsubmitted', 'submitted'], 'accepted')),
    rejectFulfilment: (id) => call('rejectFulfilment', () => void order(id)),
    holdFulfilment: (id) => call('holdFulfilment', () => void order(id)),
    releaseHold: (id) => call('releaseHold', () => void order(id)),
    answerCancellation: (id, accept) =>
      call('answerCancellation', () =>
        request(id, ['cancellation-requested'], accept ? 'cancellation-accepted' : 'cancellation-rejected')),
    createFulfilment: (wanted) => call('createFulfilment', () => fulfil(wanted)),
    updateTracking: (id, tracking) =>
      call('updateTracking', () => {
        for (const each of orders.values()) {
          const fulfilments = each.fulfilments.map((one) =>
            one.outsideId === id ? { ...one, trackingNumbers: tracking.number ? [tracking.number] : [] } : one);
          change(each.outsideOrderId, { fulfilments });
        }
        return undefined;
      }),
    showScans: (id, scans) => call('showScans', () => void shown.set(id, [...(shown.get(id) ?? []), ...scans])),
    cancelFulfilment: () => call('cancelFulfilment', () => undefined),
    refund: (wanted) => call('refund', () => giveBack(wanted)),
    findRefund: (id, reference) =>
      call('findRefund', () => refunds.find((each) => each.outsideOrderId === id && each.reference === reference)),
    cancelOrder: (id) => call('cancelOrder', () => change(id, { cancelledAt: FACTORY_NOW }) as undefined),
  }; // prettier-ignore
}

/** Each order lies in one request to ship at our place. */
function withRequest(order: StoreOrder): StoreOrder {
  if (order.fulfilmentOrders.length > 0) return order;
  return {
    ...order,
    fulfilmentOrders: [
      {
        outsideId: `FO-${order.outsideOrderId}` as OutsideFulfilmentOrderId,
        status: 'open',
        request: 'unsubmitted',
        ours: true,
        lines: order.lines.map(({ outsideLineId, quantity }) => ({ outsideLineId, total: quantity, remaining: quantity })),
      },
    ],
  }; // prettier-ignore
}

export type PlacedRequest = PurchaseOrderRequest & { readonly key: string };

export type MemoryConnector = Omit<SupplierConnector, 'readPush'> & {
  readPush: SupplierConnector['readPush'];
  readonly faults: Faults;
  /** Purchase orders that the supplier has, one for each key. */
  readonly placed: PlacedRequest[];
  readonly messages: SupplierMessage[];
  cancellation: 'cancelled' | 'requested' | 'too-late';
  /** What it answers to changes, and those it was asked for, one for each key. */
  change: ChangeAnswer['status'];
  readonly changes: (RequestedChange & { readonly number: string; readonly key: string })[];
};

/** `requestsChange: false`: its link cannot carry changes. */
export function memoryConnector({
  requestsChange = true,
  ...capabilities
}: Partial<ConnectorCapabilities> & {
  readonly requestsChange?: boolean;
} = {}): MemoryConnector {
  const faults = new Faults();
  const placed: PlacedRequest[] = [];
  const messages: SupplierMessage[] = [];
  const toPlaced = (request: PlacedRequest): PlacedPurchaseOrder => ({
    outsideReference: `S-${request.number}`,
    answers: undefined,
  });
  async function call<Value>(method: string, act: () => Value) {
    const fault = faults.take(method);
    if (fault && !fault.after) return err(fault.failure);
    const value = act();
    return fault ? err(fault.failure) : ok(value);
  }
  const connector: MemoryConnector = {
    faults,
    placed,
    messages,
    cancellation: 'cancelled',
    change: 'accepted',
    changes: [],
    capabilities: { pullsStock: false, findPurchaseOrder: true, readsEvents: true, requestsCancellation: true, pushes: false, ...capabilities },
    collectStock: () => call('collectStock', () => 'unchanged' as const),
    async *readStock() {},
    placePurchaseOrder: (request, key) =>
      call('placePurchaseOrder', () => {
        const known = placed.find((each) => each.key === key);
        if (known) return toPlaced(known);
        placed.push({ ...request, key });
        return toPlaced({ ...request, key });
      }),
    findPurchaseOrder: (key) =>
      call('findPurchaseOrder', () => {
        const known = placed.find((each) => each.key === key);
        return known && toPlaced(known);
      }),
    readEvents: (cursor) =>
      call('readEvents', () => ({
        messages: messages.slice(Number(cursor ?? 0)),
        cursor: String(messages.length),
        more: false,
      })),
    readPush: () => err('unreadable'),
    requestCancellation: () => call('requestCancellation', () => connector.cancellation),
    requestChange: (number, change, key) =>
      call('requestChange', () => {
        if (!connector.changes.some((each) => each.key === key)) connector.changes.push({ ...change, number, key });
        return { status: connector.change };
      }),
  }; // prettier-ignore
  if (!requestsChange) delete connector.requestChange;
  return connector;
}
