/**
 * Order state: all that the order journey looks at when it takes a step, read in one round trip: the order with its
 * lines, what its connection says, holds, reservations, purchase orders, and whether the store knows of every parcel.
 */
import type { Tx } from '../../platform/database.server.ts';
import type { OrderHold } from '../orders/order-holds.server.ts';
import type { OrderKey } from '../orders/order.ts';
import type { OrderWithLines } from '../orders/orders.repository.server.ts';
import { toOrderTerms } from '../orders/read-order-terms.server.ts';
import type { OrderTerms, OrderTermsRow } from '../orders/read-order-terms.server.ts';
import type { PurchaseOrderKey } from '../purchasing/purchase-order.ts';
import type { PurchaseOrderWithLines } from '../purchasing/purchase-orders.repository.server.ts';
import { toPurchaseTerms } from '../purchasing/purchase-terms.server.ts';
import type { PurchaseTerms, PurchaseTermsRow } from '../purchasing/purchase-terms.server.ts';
import type { Reservation } from '../stock/reservation.ts';

export type PurchaseOrderWithTerms = PurchaseOrderWithLines & { readonly terms: PurchaseTerms };

export type OrderState = {
  readonly key: OrderKey;
  readonly order: OrderWithLines;
  readonly terms: OrderTerms;
  readonly holds: readonly OrderHold[];
  /** Those that have not been given back, oldest first. */
  readonly reservations: readonly Reservation[];
  readonly purchaseOrders: readonly PurchaseOrderWithTerms[];
  /** Whether the store knows of every parcel. */
  readonly allReported: boolean;
};

/**
 * Takes the order for writing until the transaction ends, and reads its state; undefined when this distributor has no
 * such order. Whoever changes units of an order comes through here, one after another.
 */
export async function lockOrderState(
  tx: Tx,
  { distributorId, orderId }: OrderKey,
): Promise<OrderState | undefined> {
  const [row] = await tx.$queryRaw<StateRow[]>`
    /* planned once */ select lock_order_state(${distributorId}::uuid, ${orderId}::uuid) as state`;
  return toState(row);
}

/** The same without taking it: for looking only. */
export async function readOrderState(
  tx: Tx,
  { distributorId, orderId }: OrderKey,
): Promise<OrderState | undefined> {
  const [row] = await tx.$queryRaw<StateRow[]>`
    select order_state(${distributorId}::uuid, ${orderId}::uuid) as state`;
  return row?.state?.order ? toState(row) : undefined;
}

/** The same, found by one of the order's purchase orders. */
export async function lockStateOfPurchaseOrder(
  tx: Tx,
  { distributorId, purchaseOrderId }: PurchaseOrderKey,
): Promise<OrderState | undefined> {
  const [row] = await tx.$queryRaw<StateRow[]>`
    /* planned once */ select lock_state_of_purchase_order(${distributorId}::uuid, ${purchaseOrderId}::uuid) as state`;
  return toState(row);
}

/** As the database gives it: columns under their own names, moments as text. */
type Columns = Readonly<Record<string, unknown>>;
type StateRow = {
  readonly state: {
    readonly order: Columns;
    readonly lines: readonly Columns[];
    readonly terms: OrderTermsRow;
    readonly holds: readonly Columns[];
    readonly reservations: readonly Columns[];
    readonly purchase_orders: readonly (Columns & {
      readonly lines: readonly Columns[];
      readonly terms: PurchaseTermsRow;
    })[];
    readonly all_reported: boolean;
  } | null;
};

function toState(row: StateRow | undefined): OrderState | undefined {
  const state = row?.state;
  if (!state) return undefined;
  const head = inOurWords<OrderWithLines>(state.order);
  const order = { ...head, lines: state.lines.map(inOurWords<OrderWithLines['lines'][number]>) };
  return {
    key: { distributorId: order.distributorId, orderId: order.id },
    order,
    terms: toOrderTerms(state.terms),
    holds: state.holds.map(inOurWords<OrderHold>),
    reservations: state.reservations.map(toReservation),
    purchaseOrders: state.purchase_orders.map(({ lines, terms, ...columns }) => ({
      ...inOurWords<PurchaseOrderWithLines>(columns),
      lines: lines.map(inOurWords<PurchaseOrderWithLines['lines'][number]>),
      terms: toPurchaseTerms(terms),
    })),
    allReported: state.all_reported,
  };
}

function toReservation(columns: Columns): Reservation {
  const { id, purchaseOrderId, deductedAt, ...rest } = inOurWords<
    Omit<Reservation, 'reservationId'> & { readonly id: Reservation['reservationId'] }
  >(columns);
  return {
    ...rest,
    reservationId: id,
    purchaseOrderId: purchaseOrderId ?? undefined,
    deductedAt: deductedAt ?? undefined,
  };
}

/** Moments whose columns do not end like others. */
const MOMENTS_BY = new Set(['acknowledge_by', 'promised_by']);

const NAMES = new Map<string, { readonly name: string; readonly isMoment: boolean }>();

/** `release_at: '2026-…'` becomes `releaseAt: Date`: what the names of the schema say of moments. */
function inOurWords<Row>(columns: Columns): Row {
  const row: Record<string, unknown> = {};
  for (const [column, value] of Object.entries(columns)) {
    const { name, isMoment } = NAMES.get(column) ?? learn(column);
    row[name] = isMoment && typeof value === 'string' ? new Date(value) : value;
  }
  return row as Row;
}

function learn(column: string): { readonly name: string; readonly isMoment: boolean } {
  const name = column.replace(/_(\w)/g, (_all, letter: string) => letter.toUpperCase());
  const known = { name, isMoment: column.endsWith('_at') || MOMENTS_BY.has(column) };
  NAMES.set(column, known);
  return known;
}
