/** Mapper: the supplier API's purchase orders and events, in our words. */
import type {
  AnsweredLine,
  OfferedSubstitute,
  PlacedPurchaseOrder,
  PurchaseOrderRequest,
  RequestedChange,
  StockPush,
  SupplierMessage,
} from '../../../modules/suppliers/supplier-connector.ts';
import { formatDecimal } from '../../../platform/money.ts';
import { ApiOrder, ChangeAnswered, ShippedData, StockChange, TrackedData } from './api-schemas.ts';
import type { ApiEvent, OrderLine } from './api-schemas.ts';

/** The same order gives the same text, as an idempotency key demands. */
export function orderBody(order: PurchaseOrderRequest): string {
  const parcelOf = new Map(
    order.parcels?.flatMap((parcel) => parcel.lineIds.map((lineId) => [lineId, parcel] as const)),
  );
  return JSON.stringify({
    reference: order.number,
    ship_to: order.shipTo,
    lines: order.lines.map((line) => {
      const parcel = parcelOf.get(line.lineId);
      return {
        line_id: line.lineId,
        sku: line.supplierSku,
        quantity: line.quantity,
        location: order.shipFromLocationCode,
        unit_cost: formatDecimal(line.unitCost),
        ...(parcel && { purchase_order: parcel.number, ship_to: parcel.shipTo }),
      };
    }),
  });
}

export function changeBody(change: RequestedChange): string {
  if (change.kind === 'address')
    return JSON.stringify({ type: 'address', ship_to: change.shipTo, line_ids: change.lineIds });
  if (change.kind === 'substitute') {
    const { lineId, supplierSku, accept } = change;
    return JSON.stringify({ type: 'substitute', line_id: lineId, sku: supplierSku, accept });
  }
  const lines = change.lines.map(({ lineId, quantity }) => ({ line_id: lineId, quantity }));
  return JSON.stringify({ type: 'lines', lines });
}

export function toPlaced(order: ApiOrder): PlacedPurchaseOrder {
  return {
    outsideReference: order.id,
    answers: answersIn(order),
    answeredAt: order.acknowledged_at ?? undefined,
    progress: order.lines.map((line) => ({
      lineId: line.line_id,
      shipped: line.shipped,
      cancelled: line.rejected + line.cancelled,
    })),
  };
}

function answersIn({ acknowledged_at: at, lines }: ApiOrder): AnsweredLine[] | undefined {
  return at === null ? undefined : lines.map(toAnswer);
}

/** The API's `accepted` counts units that were cancelled since; to us those are units that do not come. */
function toAnswer(line: OrderLine): AnsweredLine {
  return {
    lineId: line.line_id,
    accepted: Math.max(0, line.accepted - line.cancelled),
    rejected: line.rejected + line.cancelled,
    backordered: line.backordered,
    expectedAt: line.expected_at ?? undefined,
    unitCost: line.unit_cost ?? undefined,
    quantity: line.confirmed_quantity ?? undefined,
    substitute: substituteIn(line),
  };
}

function substituteIn({ substitute }: OrderLine): OfferedSubstitute | undefined {
  if (!substitute) return undefined;
  const { sku, title, quantity, unit_cost: unitCost } = substitute;
  return {
    supplierSku: sku,
    title: title ?? undefined,
    quantity,
    unitCost: unitCost ?? undefined,
  };
}

type Told = SupplierMessage | StockPush;
type Reader = (key: string, event: ApiEvent) => Told | 'nothing' | undefined;

const READERS: Readonly<Record<string, Reader>> = {
  'purchase_order.acknowledged': readAcknowledgement,
  'purchase_order.shipped': readShipment,
  'shipment.tracked': readScan,
  'purchase_order.cancelled': readCancellation,
  'purchase_order.cancellation_refused': readRefusedCancellation,
  'purchase_order.change_answered': readChangeAnswer,
  'stock.changed': readStockChange,
};

/**
 * What an event tells us; 'nothing' for a type that we do not know, or that only repeats what comes later;
 * undefined when it does not have the form of its type.
 */
export function readEvent(key: string, event: ApiEvent): Told | 'nothing' | undefined {
  const reader = Object.hasOwn(READERS, event.type) ? READERS[event.type] : undefined;
  return reader ? reader(key, event) : 'nothing';
}

function readAcknowledgement(key: string, { timestamp: at, data }: ApiEvent): Told | undefined {
  const order = ApiOrder.safeParse(data).data;
  if (!order) return undefined;
  const head = { key, number: order.reference, at };
  if (order.status === 'rejected') return { ...head, kind: 'rejected', why: reasonsIn(order) };
  return { ...head, kind: 'acknowledged', lines: order.lines.map(toAnswer) };
}

function reasonsIn({ lines }: ApiOrder): string {
  const reasons = new Set(lines.flatMap(({ reason }) => (reason ? [reason] : [])));
  return [...reasons].join(', ') || 'the supplier gave no reason';
}

function readShipment(key: string, { timestamp: at, data }: ApiEvent): Told | undefined {
  const order = ShippedData.safeParse(data).data;
  const shipment = order?.shipments.find(({ id }) => id === order.shipment_id);
  if (!order || !shipment) return undefined;
  return {
    key,
    number: order.reference,
    at,
    kind: 'shipped',
    shipmentKey: shipment.id,
    carrier: shipment.carrier,
    trackingNumber: shipment.tracking_number ?? undefined,
    trackingUrl: shipment.tracking_url ?? undefined,
    lines: shipment.lines.map(({ line_id: lineId, quantity }) => ({ lineId, quantity })),
  };
}

function readScan(key: string, { timestamp: at, data }: ApiEvent): Told | undefined {
  const scan = TrackedData.safeParse(data).data;
  return (
    scan && {
      key,
      number: scan.reference,
      at,
      kind: 'tracked',
      shipmentKey: scan.shipment_id,
      event: scan.status,
      scannedAt: scan.scanned_at,
      place: scan.place ?? undefined,
      expectedAt: scan.expected_at ?? undefined,
    }
  );
}

/**
 * The whole rest, or only a part of it: then what is left still comes, which is an answer by lines. Before the
 * supplier has answered, that part is told with its answer.
 */
function readCancellation(
  key: string,
  { timestamp: at, data }: ApiEvent,
): Told | 'nothing' | undefined {
  const order = ApiOrder.safeParse(data).data;
  if (!order) return undefined;
  const head = { key, number: order.reference, at };
  if (order.lines.every((line) => unitsComing(line, order) <= 0)) {
    return { ...head, kind: 'cancelled', accepted: true, why: undefined };
  }
  const lines = answersIn(order);
  return lines ? { ...head, kind: 'acknowledged', lines } : 'nothing';
}

function unitsComing(line: OrderLine, { acknowledged_at: answeredAt }: ApiOrder): number {
  const promised = answeredAt === null ? line.quantity : line.accepted + line.backordered;
  return promised - line.shipped - line.cancelled;
}

function readRefusedCancellation(key: string, { timestamp: at, data }: ApiEvent): Told | undefined {
  const order = ApiOrder.safeParse(data).data;
  if (!order) return undefined;
  const why = 'the supplier did not take the order back';
  return { key, number: order.reference, at, kind: 'cancelled', accepted: false, why };
}

function readChangeAnswer(key: string, { timestamp: at, data }: ApiEvent): Told | undefined {
  const answer = ChangeAnswered.safeParse(data).data;
  if (!answer) return undefined;
  const { reference: number, request_key: requestKey, accepted, reason } = answer;
  return {
    key,
    number,
    at,
    kind: 'change-answered',
    requestKey,
    accepted,
    why: reason ?? undefined,
  };
}

function readStockChange(key: string, { timestamp: at, data }: ApiEvent): Told | undefined {
  const change = StockChange.safeParse(data).data;
  if (!change) return undefined;
  const level = {
    supplierSku: change.sku,
    locationCode: change.location ?? undefined,
    quantity: change.quantity,
    asOf: change.as_of ?? at,
  };
  return { kind: 'stock-changed', key, at, levels: [level] };
}
