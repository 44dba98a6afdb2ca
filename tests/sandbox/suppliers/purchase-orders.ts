/** A sandbox supplier's purchase orders: taken, answered line by line, shipped in parcels, cancelled. */
import type { EventPost } from './events.ts';
import type { Schedule } from './schedule.ts';
import { changedStock, knows, onHand, servedFrom, takeStock } from './stock.ts';
import {
  openUnits,
  type LineAnswer,
  type OrderLine,
  type Parcel,
  type PurchaseOrder,
  type Supplier,
} from './supplier.ts';
import { orderBody } from './wire.ts';

export type Surroundings = { readonly schedule: Schedule; readonly post: EventPost };

type PlacedOrder = {
  readonly reference: string;
  readonly idempotencyKey: string;
  readonly shipTo: Readonly<Record<string, unknown>> | undefined;
  readonly lines: readonly Pick<
    OrderLine,
    'lineId' | 'sku' | 'quantity' | 'location' | 'unitCost' | 'purchaseOrder' | 'shipTo'
  >[];
};

export function placeOrder(
  supplier: Supplier,
  placed: PlacedOrder,
  around: Surroundings,
): PurchaseOrder {
  const order: PurchaseOrder = {
    id: `${supplier.code}-PO-${supplier.orders.size + 1}`,
    reference: placed.reference,
    idempotencyKey: placed.idempotencyKey,
    shipTo: placed.shipTo,
    placedAt: around.schedule.now(),
    lines: placed.lines.map((line) => ({
      ...line,
      location: servedFrom(supplier, line.sku, line.location),
      answer: undefined,
      shipped: 0,
      cancelled: 0,
      deducted: 0,
    })),
    parcels: [],
    changes: [],
    acknowledgedAt: undefined,
    cancellation: 'none',
  };
  supplier.orders.set(order.id, order);
  const sameReference = supplier.ordersByReference.get(order.reference) ?? [];
  supplier.ordersByReference.set(order.reference, [...sameReference, order]);
  deduct(supplier, order, 'receipt', around);
  const { mode, afterMs } = supplier.settings.acknowledge;
  if (mode !== 'manual')
    around.schedule.after(afterMs, () => acknowledgeByPolicy(supplier, order, around));
  return order;
}

function acknowledgeByPolicy(supplier: Supplier, order: PurchaseOrder, around: Surroundings): void {
  const dropped = order.lines.every((line) => line.cancelled === line.quantity);
  if (order.acknowledgedAt || dropped) return;
  const answers = new Map(order.lines.map((line) => [line.lineId, answerByPolicy(supplier, line)]));
  acknowledge(supplier, order, answers, around);
}

function answerByPolicy(supplier: Supplier, line: OrderLine): LineAnswer {
  const { mode, share, shortage, reason } = supplier.settings.acknowledge;
  const wanted = line.quantity - line.cancelled;
  const { cancelled } = line;
  if (!knows(supplier, line.sku)) {
    return { accepted: cancelled, rejected: wanted, backordered: 0, reason: 'unknown_sku' };
  }
  const available = onHand(supplier, line.sku, line.location) + line.deducted;
  const accepted = Math.max(0, Math.min(wanted, ACCEPTED[mode](wanted, available, share)));
  const rest = wanted - accepted;
  const backordered =
    mode === 'backorder' || (mode !== 'reject' && shortage === 'backorder') ? rest : 0;
  return {
    accepted: accepted + cancelled,
    rejected: rest - backordered,
    backordered,
    ...(rest > 0 && { reason }),
  };
}

const ACCEPTED = {
  accept: (wanted) => wanted,
  manual: (wanted) => wanted,
  'by-stock': (_, available) => available,
  share: (wanted, _, share) => Math.floor(wanted * share),
  reject: () => 0,
  backorder: () => 0,
} as const satisfies Record<string, (wanted: number, available: number, share: number) => number>;

/** Answers the lines given; lines left out are accepted whole. A second answer replaces the first. */
export function acknowledge(
  supplier: Supplier,
  order: PurchaseOrder,
  answers: ReadonlyMap<string, LineAnswer>,
  around: Surroundings,
): void {
  order.acknowledgedAt = around.schedule.now();
  for (const line of order.lines) {
    const whole = { accepted: line.quantity, rejected: 0, backordered: 0 };
    line.answer = answers.get(line.lineId) ?? whole;
  }
  deduct(supplier, order, 'acknowledgement', around);
  around.post.tell(supplier, 'purchase_order.acknowledged', orderBody(order));
  const { mode, afterMs } = supplier.settings.ship;
  if (mode !== 'manual')
    around.schedule.after(afterMs, () => shipByPolicy(supplier, order, around));
}

function shipByPolicy(supplier: Supplier, order: PurchaseOrder, around: Surroundings): void {
  const open = order.lines.filter((line) => openUnits(line) > 0);
  const contents = open.map((line) => ({ lineId: line.lineId, quantity: openUnits(line) }));
  if (contents.length === 0) return;
  const perLine = supplier.settings.ship.mode === 'parcel-per-line';
  ship(
    supplier,
    order,
    perLine ? contents.map((one) => ({ lines: [one] })) : [{ lines: contents }],
    around,
  );
}

export type ParcelToShip = Pick<Parcel, 'lines'> & {
  readonly carrier?: string | undefined;
  readonly trackingNumber?: string | undefined;
};

/** Ships parcels, each told in an event of its own. False when a line is unknown or has fewer units to ship. */
export function ship(
  supplier: Supplier,
  order: PurchaseOrder,
  parcels: readonly ParcelToShip[],
  around: Surroundings,
): boolean {
  const wanted = new Map<string, number>();
  for (const { lineId, quantity } of parcels.flatMap((parcel) => parcel.lines)) {
    wanted.set(lineId, (wanted.get(lineId) ?? 0) + quantity);
  }
  for (const [lineId, quantity] of wanted) {
    const line = order.lines.find((one) => one.lineId === lineId);
    if (!line || quantity > openUnits(line) + (line.answer?.backordered ?? 0)) return false;
  }
  for (const parcel of parcels) shipParcel(supplier, order, parcel, around);
  return true;
}

function shipParcel(
  supplier: Supplier,
  order: PurchaseOrder,
  { lines, carrier = supplier.settings.ship.carrier, trackingNumber }: ParcelToShip,
  around: Surroundings,
): void {
  const id = `${order.id}-S${order.parcels.length + 1}`;
  const number = trackingNumber ?? `${carrier.toUpperCase()}${id.replaceAll(/[^A-Za-z0-9]/g, '')}`;
  const trackingUrl = `https://track.example/${encodeURIComponent(number)}`;
  const shippedAt = around.schedule.now();
  const parcel: Parcel = { id, carrier, trackingNumber: number, trackingUrl, shippedAt, lines };
  order.parcels.push(parcel);
  for (const { lineId, quantity } of lines) {
    const line = order.lines.find((one) => one.lineId === lineId);
    if (line) takeFromLine(line, quantity);
  }
  deduct(supplier, order, 'shipment', around);
  around.post.tell(supplier, 'purchase_order.shipped', { ...orderBody(order), shipment_id: id });
}

export type ParcelScan = {
  readonly parcel: string;
  readonly status: string;
  /** ISO 8601; now where it is left out. */
  readonly at?: string | undefined;
  readonly place?: string | undefined;
  readonly expectedAt?: string | undefined;
  /** The event leaves although the parcel's notice has not; default false. */
  readonly early?: boolean | undefined;
};

/** Tells of a carrier's scan in an event of its own. */
export function passScan(
  supplier: Supplier,
  order: PurchaseOrder,
  { parcel, status, at, place, expectedAt, early = false }: ParcelScan,
  around: Surroundings,
): boolean {
  if (!early && !order.parcels.some(({ id }) => id === parcel)) return false;
  around.post.tell(supplier, 'shipment.tracked', {
    reference: order.reference,
    shipment_id: parcel,
    status,
    scanned_at: at ?? around.schedule.now().toISOString(),
    place: place ?? null,
    expected_at: expectedAt ?? null,
  });
  return true;
}

/** Backordered units that ship were accepted after all. */
function takeFromLine(line: OrderLine, quantity: number): void {
  const late = Math.max(0, quantity - openUnits(line));
  line.shipped += quantity;
  if (late === 0 || !line.answer) return;
  const { accepted, backordered } = line.answer;
  line.answer = { ...line.answer, accepted: accepted + late, backordered: backordered - late };
}

export type Cancelled = readonly { readonly lineId: string; readonly quantity: number }[];

/** Asks for units back, or for all that has not left. Repeating it cancels nothing twice. */
export function requestCancellation(
  supplier: Supplier,
  order: PurchaseOrder,
  wanted: Cancelled | undefined,
  around: Surroundings,
): Cancelled {
  if (supplier.settings.cancel === 'accept') return cancel(supplier, order, wanted, around);
  order.cancellation = supplier.settings.cancel === 'refuse' ? 'refused' : 'pending';
  if (order.cancellation === 'refused') {
    around.post.tell(supplier, 'purchase_order.cancellation_refused', orderBody(order));
  }
  return [];
}

export function cancel(
  supplier: Supplier,
  order: PurchaseOrder,
  wanted: Cancelled | undefined,
  around: Surroundings,
): Cancelled {
  const asked = wanted ?? order.lines.map(({ lineId, quantity }) => ({ lineId, quantity }));
  const done = asked.flatMap(({ lineId, quantity }) => {
    const line = order.lines.find((one) => one.lineId === lineId);
    const units = line ? cancelUnits(line, quantity) : 0;
    return units > 0 ? [{ lineId, quantity: units }] : [];
  });
  if (done.length === 0) {
    if (order.cancellation !== 'accepted') order.cancellation = 'refused';
    return done;
  }
  order.cancellation = 'accepted';
  deduct(supplier, order, supplier.settings.deductsAt, around);
  around.post.tell(supplier, 'purchase_order.cancelled', orderBody(order));
  return done;
}

/** Before the answer every unit can go; after it the accepted and the waiting ones. */
function cancelUnits(line: OrderLine, quantity: number): number {
  if (!line.answer) {
    const units = Math.min(quantity, line.quantity - line.cancelled);
    line.cancelled += units;
    return units;
  }
  const open = Math.min(quantity, openUnits(line));
  const waiting = Math.min(quantity - open, line.answer.backordered);
  line.cancelled += open + waiting;
  const { accepted, backordered } = line.answer;
  line.answer = {
    ...line.answer,
    accepted: accepted + waiting,
    backordered: backordered - waiting,
  };
  return open + waiting;
}

/** Brings the supplier's own figure to where its habit says it must be by now for this order. */
function deduct(
  supplier: Supplier,
  order: PurchaseOrder,
  moment: Supplier['settings']['deductsAt'],
  { schedule, post }: Surroundings,
): void {
  const habit = supplier.settings.deductsAt;
  const reached =
    habit === 'receipt' ||
    habit === moment ||
    (habit === 'acknowledgement' && order.acknowledgedAt);
  if (habit === 'never' || !reached) return;
  for (const line of order.lines) {
    const change = unitsGone(line, habit) - line.deducted;
    if (change === 0) continue;
    const now = schedule.now();
    const left = takeStock(supplier, line, change, now);
    line.deducted += change;
    if (!left || !supplier.settings.stockEvents) continue;
    post.tell(supplier, 'stock.changed', changedStock({ sku: line.sku, ...left }, now));
  }
}

function unitsGone(
  { answer, quantity, shipped, cancelled }: OrderLine,
  habit: 'receipt' | 'acknowledgement' | 'shipment',
) {
  if (habit === 'shipment') return shipped;
  if (answer) return answer.accepted - cancelled;
  return habit === 'receipt' ? quantity - cancelled : 0;
}
