import { openException } from '../../modules/activity/open-exception.server.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import {
  openHold,
  openHolds,
  isWaived,
  readHolds,
} from '../../modules/orders/order-holds.server.ts';
import type { OrderHold } from '../../modules/orders/order-holds.server.ts';
import { unitsToForward } from '../../modules/orders/order-units.ts';
import type { OrderKey } from '../../modules/orders/order.ts';
import { lockOrder, saveProgress } from '../../modules/orders/orders.repository.server.ts';
import type { OrderWithLines } from '../../modules/orders/orders.repository.server.ts';
import { readOrderTerms } from '../../modules/orders/read-order-terms.server.ts';
import { paymentReleases } from '../../modules/orders/release-gate.ts';
import { readSuppliedItems } from '../../modules/purchasing/purchase-terms.server.ts';
import type { SuppliedItem } from '../../modules/purchasing/purchase-terms.server.ts';
import { readRoutingRules } from '../../modules/routing/routing.repository.server.ts';
import { firmReservations } from '../../modules/stock/firm-reservations.server.ts';
import { releaseReservations } from '../../modules/stock/release-reservations.server.ts';
import { reservationsOf } from '../../modules/stock/reservations-of.server.ts';
import type { Reservation } from '../../modules/stock/reservation.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';
import { forwardUnits } from './forward-units.server.ts';
import { holdException } from './order-exceptions.ts';
import type { OrderStep } from './order-step.ts';
import { rebalanceOrder } from './rebalance-order.server.ts';

/** `waits`: something keeps it here, and whatever lifts that asks for the release again. */
export type ReleaseOutcome = 'released' | 'nothing-to-send' | 'waits';

type Ready = { readonly reservation: Reservation; readonly item: SuppliedItem };

/**
 * Sends what is reserved of an order to its suppliers: firm reservations, ledger entries and purchase orders
 * in one transaction, once for every unit. Looks at everything again under the order's lock, so it may be
 * asked at any time and any number of times.
 */
export async function releaseOrder(context: FlowContext, key: OrderKey): Promise<ReleaseOutcome> {
  return inTransaction(context.db, async (tx) => {
    const step = { tx, clock: context.clock };
    const order = await lockOrder(tx, key);
    if (!order) return 'nothing-to-send';
    const free = (await reservationsOf(step, key)).filter(
      (each) => each.purchaseOrderId === undefined,
    );
    if (free.length === 0) return 'nothing-to-send';
    if (!(await mayGo(step, order, free))) return 'waits';
    const ready = await findReady(step, order, free);
    if (!ready) return 'waits';
    await forward(step, order, ready);
    return 'released';
  });
}

async function mayGo(
  step: OrderStep,
  order: OrderWithLines,
  free: readonly Reservation[],
): Promise<boolean> {
  const key = { distributorId: order.distributorId, orderId: order.id };
  const { releaseRule } = await readOrderTerms(step.tx, order);
  if (!paymentReleases(releaseRule, order.payment) || order.releaseAt === null) return false;
  if (order.cancellation === 'requested' || order.cancellation === 'accepted') return false;
  if (openHolds(await readHolds(step.tx, key)).length > 0) return false;
  if (order.releaseAt > step.clock.now()) {
    await enqueue(step.tx, { name: 'release-order', payload: key, runAt: order.releaseAt });
    return false;
  }
  return order.releasedAt !== null || order.partAllowed || isComplete(order, free);
}

/** The first sending waits until every unit has a place, unless a person said otherwise. */
function isComplete(order: OrderWithLines, free: readonly Reservation[]): boolean {
  const wanted = order.lines.reduce((sum, line) => sum + unitsToForward(line), 0);
  return free.reduce((sum, { quantity }) => sum + quantity, 0) === wanted;
}

/** Reservations with what their supplier calls and charges the goods; undefined when the order must wait after all. */
async function findReady(
  step: OrderStep,
  order: OrderWithLines,
  free: readonly Reservation[],
): Promise<readonly Ready[] | undefined> {
  const { distributorId } = order;
  const items = await readSuppliedItems(step.tx, { distributorId, items: free });
  const matched = free.map((reservation) => ({
    reservation,
    item: items.find(
      (each) =>
        each.supplierId === reservation.supplierId && each.variantId === reservation.variantId,
    ),
  }));
  const withdrawn = matched.filter(({ item }) => item === undefined);
  if (withdrawn.length > 0) {
    const reservations = withdrawn.map(({ reservation }) => reservation);
    await releaseReservations(step, { distributorId, reservations, reference: 'supply-withdrawn' });
    await rebalanceOrder(step, { distributorId, orderId: order.id });
    return undefined;
  }
  const ready = matched.flatMap(({ reservation, item }) => (item ? [{ reservation, item }] : []));
  return (await isBelowMargin(step, order, ready)) ? undefined : ready;
}

/** The cost may have risen since the plan was made: no line goes out under the margin floor without a hold. */
async function isBelowMargin(
  step: OrderStep,
  order: OrderWithLines,
  ready: readonly Ready[],
): Promise<boolean> {
  const key = { distributorId: order.distributorId, orderId: order.id };
  const holds: readonly OrderHold[] = await readHolds(step.tx, key);
  if (isWaived(holds, 'margin-floor')) return false;
  const terms = await readOrderTerms(step.tx, order);
  const rules = await readRoutingRules(step.tx, { ...key, currency: terms.currency });
  const wholesale = new Map(order.lines.map((line) => [line.id, line.unitWholesaleMinor]));
  const isBelow = ready.some(({ reservation, item }) => {
    const price = wholesale.get(reservation.orderLineId) ?? 0;
    return price > 0 && item.costMinor * 10_000 > price * (10_000 - rules.marginFloorBasisPoints);
  });
  if (!isBelow) return false;
  const reason =
    'A supplier has raised its cost beyond the margin floor since the order was routed.';
  await openHold(step, key, { kind: 'margin-floor', reason });
  await openException(step, holdException(order, { kind: 'margin-floor', reason }));
  return true;
}

async function forward(
  step: OrderStep,
  order: OrderWithLines,
  ready: readonly Ready[],
): Promise<void> {
  const key = { distributorId: order.distributorId, orderId: order.id };
  await firmReservations(step, key);
  const purchaseOrders = await forwardUnits(step, order, ready);
  const releasedAt = order.releasedAt ?? step.clock.now();
  await saveProgress(step, order, { releasedAt });
  await recordAct(step, {
    distributorId: order.distributorId,
    storeId: order.storeId,
    actor: { kind: 'system' },
    act: 'order-released',
    subject: { kind: 'order', id: order.id },
    detail: { purchaseOrders: purchaseOrders.map(({ number }) => number) },
  });
  await rebalanceOrder(step, key);
  await enqueue(
    step.tx,
    ...purchaseOrders.map(({ id: purchaseOrderId }) => ({
      name: 'place-purchase-order' as const,
      payload: { distributorId: order.distributorId, purchaseOrderId },
    })),
    { name: 'accept-store-order', payload: key },
  );
}
