import { findOrdersOfStoreOrder } from '../../modules/orders/orders.repository.server.ts';
import type { OrderWithLines } from '../../modules/orders/orders.repository.server.ts';
import { openHolds } from '../../modules/orders/order-holds.server.ts';
import { unitsAtSuppliers, unitsToForward } from '../../modules/orders/order-units.ts';
import { readOrderTerms } from '../../modules/orders/read-order-terms.server.ts';
import type { OrderTerms } from '../../modules/orders/read-order-terms.server.ts';
import type { ComparedLine, ReconciliationRun } from '../../modules/orders/reconciliation.ts';
import { readBooksTouched } from '../../modules/orders/reconciliations.repository.server.ts';
import { paymentReleases } from '../../modules/orders/release-gate.ts';
import { differencesOf } from '../../modules/orders/three-way.ts';
import type { HubSide, StoreSide, ThreeSides, Wait } from '../../modules/orders/three-way.ts';
import { listPurchaseOrders } from '../../modules/purchasing/purchase-orders.repository.server.ts';
import { readOrderState } from '../../modules/shipments/order-state.server.ts';
import type { OrderState } from '../../modules/shipments/order-state.server.ts';
import { unitsShippedByOthers } from '../../modules/shipments/shipped-by-others.server.ts';
import type {
  ChannelFailure,
  OutsideOrderId,
  StoreFulfilment,
  StoreOrder,
} from '../../modules/stores/channel.ts';
import type { Instant } from '../../platform/clock.ts';
import { ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { askSuppliers, supplierSide } from './ask-suppliers.server.ts';
import type { SupplierWord } from './ask-suppliers.server.ts';
import { shareStoreOrder } from './share-store-order.server.ts';
import type { OrderShare, SharedLine } from './share-store-order.server.ts';

type Scope = Pick<ReconciliationRun, 'distributorId' | 'connectionId' | 'storeId' | 'windowUntil'>;

/** All that one shop order is compared by. */
type Material = {
  readonly scope: Scope;
  readonly outsideOrderId: string;
  readonly store: StoreOrder | undefined;
  readonly state: OrderState | undefined;
  readonly terms: OrderTerms;
  readonly words: readonly SupplierWord[];
  readonly foreign: ReadonlyMap<string, number>;
  readonly underWay: boolean;
  readonly now: Instant;
};

/** Units free to go that have not gone are a difference after this time. */
const LATE_MS = 60 * 60_000;

/**
 * Reads one shop order from the store, from our books and from its suppliers, and compares line by line what belongs to
 * the connection; empty when nothing does. Changes nothing, so it may be repeated at will.
 */
export async function compareOrder(
  context: FlowContext,
  scope: Scope,
  outsideOrderId: string,
): Promise<Result<readonly ComparedLine[], ChannelFailure>> {
  const channel = await context.channelOf(scope.storeId);
  const read = await channel.readOrder(outsideOrderId as OutsideOrderId);
  if (!read.ok) return read;
  const store = read.value;
  const { db } = context;
  const { storeId } = scope;
  const orders = await findOrdersOfStoreOrder(db, { storeId, outsideOrderId });
  const known = orders.find(({ connectionId }) => connectionId === scope.connectionId);
  const share = store && (await findShare(context, scope, orders, store));
  if (!known && !share?.lines.some(({ wantedNow }) => wantedNow > 0)) return ok([]);
  const key = known && { distributorId: scope.distributorId, orderId: known.id };
  const state = key && (await readOrderState(db, key));
  const words = key ? await askSuppliers(context, await listPurchaseOrders(db, key)) : [];
  const touched = key && (await readBooksTouched(db, key));
  const foreign = await unitsShippedByOthers(db, {
    storeId,
    outsideOrderId,
    fulfilments: store?.fulfilments ?? [],
  });
  const latest = Math.max(store?.updatedAt.getTime() ?? 0, touched?.getTime() ?? 0);
  const material: Material = {
    scope,
    outsideOrderId,
    store,
    state,
    terms: state?.terms ?? (await readOrderTerms(db, scope)),
    words,
    foreign,
    underWay: latest > scope.windowUntil.getTime(),
    now: context.clock.now(),
  };
  return ok(linesOf(share, state?.order).map((line) => compareLine(material, line)));
}

async function findShare(
  { db }: FlowContext,
  scope: Scope,
  known: readonly OrderWithLines[],
  store: StoreOrder,
): Promise<OrderShare | undefined> {
  const shares = await shareStoreOrder(db, { storeId: scope.storeId, known, store });
  return shares.find(({ connectionId }) => connectionId === scope.connectionId);
}

/** As the store has them; without a store order, as our books have them. */
function linesOf(share: OrderShare | undefined, order: OrderWithLines | undefined) {
  if (share) return share.lines;
  return (order?.lines ?? []).map(
    (line): SharedLine => ({ line, variantId: line.variantId, storeLine: undefined, wantedNow: 0 }),
  );
}

function compareLine(material: Material, shared: SharedLine): ComparedLine {
  const { outsideOrderId, store, state, words, terms, underWay } = material;
  const { line, storeLine } = shared;
  const outsideLineId = storeLine?.outsideLineId ?? line?.outsideLineId ?? '';
  const sides: ThreeSides = {
    store: store && storeLine ? storeSide(material, shared, store) : null,
    hub: state && line ? hubSide(material, state, line.id) : null,
    supplier: line ? supplierSide(words, line.id) : null,
  };
  const releases = store ? paymentReleases(terms.releaseRule, store.payment) : false;
  return {
    outsideOrderId,
    outsideLineId,
    orderId: state?.order.id,
    orderName: store?.name ?? state?.order.name ?? outsideOrderId,
    title: storeLine?.title ?? line?.title ?? '',
    sku: storeLine?.sku,
    sides,
    differences: underWay ? [] : differencesOf(sides, { releases }),
    underWay,
  };
}

function storeSide(
  { foreign }: Material,
  { storeLine, wantedNow }: SharedLine,
  store: StoreOrder,
): StoreSide | null {
  if (!storeLine) return null;
  const byOthers = foreign.get(storeLine.outsideLineId) ?? 0;
  const all = unitsFulfilled(store.fulfilments, storeLine.outsideLineId);
  return {
    ordered: storeLine.quantity,
    wanted: wantedNow,
    fulfilled: all - byOthers,
    byOthers,
    isCancelled: store.cancelledAt !== undefined,
    payment: store.payment,
  };
}

function unitsFulfilled(fulfilments: readonly StoreFulfilment[], outsideLineId: string): number {
  return fulfilments
    .filter(({ cancelled }) => !cancelled)
    .flatMap(({ lines }) => lines)
    .filter((line) => line.outsideLineId === outsideLineId)
    .reduce((sum, { quantity }) => sum + quantity, 0);
}

function hubSide(material: Material, state: OrderState, orderLineId: string): HubSide | null {
  const line = state.order.lines.find(({ id }) => id === orderLineId);
  if (!line) return null;
  const toForward = unitsToForward(line);
  return {
    known: line.quantity - line.removedQuantity - line.returnedQuantity,
    atSuppliers: unitsAtSuppliers(line),
    toForward,
    shipped: line.shippedQuantity,
    returned: line.returnedQuantity,
    status: state.order.status,
    isCalledOff: state.order.cancellation === 'accepted' || state.order.status === 'cancelled',
    waits: toForward > 0 ? waitOf(material, state) : null,
  };
}

/** Why units wait; null when nothing keeps them, and has not for a while. */
function waitOf({ terms, now }: Material, { order, holds }: OrderState): Wait | null {
  if (!paymentReleases(terms.releaseRule, order.payment) || order.releaseAt === null)
    return 'payment';
  if (openHolds(holds).length > 0) return 'hold';
  if (order.rerouteAt !== null) return 'stock';
  return order.releaseAt.getTime() > now.getTime() - LATE_MS ? 'delay' : null;
}
