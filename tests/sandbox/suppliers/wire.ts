/** How a sandbox supplier writes things down in JSON: snake case, ISO 8601 times in UTC, amounts as decimals. */
import type { FeedRow } from './stock.ts';
import {
  statusOf,
  type Parcel,
  type PurchaseOrder,
  type StockFile,
  type SupplierEvent,
} from './supplier.ts';

export function orderBody(order: PurchaseOrder) {
  return {
    id: order.id,
    reference: order.reference,
    status: statusOf(order),
    placed_at: order.placedAt.toISOString(),
    acknowledged_at: order.acknowledgedAt?.toISOString() ?? null,
    cancellation: order.cancellation,
    lines: order.lines.map(lineBody),
    shipments: order.parcels.map(parcelBody),
  };
}

function lineBody(line: PurchaseOrder['lines'][number]) {
  const { answer } = line;
  return {
    line_id: line.lineId,
    sku: line.sku,
    quantity: line.quantity,
    accepted: answer?.accepted ?? 0,
    rejected: answer?.rejected ?? 0,
    backordered: answer?.backordered ?? 0,
    shipped: line.shipped,
    cancelled: line.cancelled,
    reason: answer?.reason ?? null,
    unit_cost: answer?.unitCost ?? line.unitCost ?? null,
    expected_at: answer?.expectedAt ?? null,
    ...(line.purchaseOrder !== undefined && { purchase_order: line.purchaseOrder }),
    ...(answer?.confirmedQuantity !== undefined && {
      confirmed_quantity: answer.confirmedQuantity,
    }),
    ...(answer?.substitute && {
      substitute: {
        sku: answer.substitute.sku,
        title: answer.substitute.title ?? null,
        quantity: answer.substitute.quantity,
        unit_cost: answer.substitute.unitCost ?? null,
      },
    }),
  };
}

function parcelBody(parcel: Parcel) {
  return {
    id: parcel.id,
    carrier: parcel.carrier,
    tracking_number: parcel.trackingNumber,
    tracking_url: parcel.trackingUrl,
    shipped_at: parcel.shippedAt.toISOString(),
    lines: parcel.lines.map(({ lineId, quantity }) => ({ line_id: lineId, quantity })),
  };
}

export function stockBody(row: FeedRow, asOf: Date, currency: string) {
  return {
    sku: row.sku,
    location: row.location,
    quantity: row.quantity,
    as_of: asOf.toISOString(),
    updated_at: row.updatedAt.toISOString(),
    ...(row.cost !== undefined && { cost: { amount: row.cost, currency } }),
  };
}

export function listedEvent({ sequence, id, type, timestamp, data }: SupplierEvent) {
  return { sequence, id, type, timestamp: timestamp.toISOString(), data };
}

export function listedFile({ name, content, modifiedAt }: StockFile) {
  return { name, size: Buffer.byteLength(content), modified_at: modifiedAt.toISOString() };
}
