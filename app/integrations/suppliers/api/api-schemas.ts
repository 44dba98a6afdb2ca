/**
 * Schemas of the Stockbridge supplier API: what a supplier that we speak to in JSON answers and tells. Times are
 * ISO 8601 with an offset, amounts plain decimals.
 */
import { z } from 'zod';
import { CARRIER_SCAN_KINDS } from '../../../modules/suppliers/supplier-connector.ts';

const Moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const Units = z.int().min(0);

export const ApiSettings = z.object({
  /** Where the API lives, for example https://api.supplier.example/v1; paths are added to it. */
  address: z.url({ protocol: /^https?$/ }).transform((address) => address.replace(/\/+$/, '')),
  /** What a collection asks for: what changed since the last one, or everything each time. */
  stock: z.enum(['delta', 'full']).default('delta'),
  /** Under 'delta': hours after which everything is asked for once, so that nothing missed stays missed. */
  fullEveryHours: z.number().positive().default(24),
});
export type ApiSettings = z.infer<typeof ApiSettings>;

/** A whole page is one object, its rows are read one by one: a bad row costs no other row. */
export const StockPage = z.object({
  as_of: Moment,
  rows: z.array(z.unknown()),
  next_page: z.int().positive().nullable(),
});

export const StockRow = z.object({
  sku: z.string().trim().min(1),
  location: z.string().trim().min(1).nullish(),
  quantity: z.number(),
  as_of: Moment.nullish(),
  cost: z.object({ amount: z.string(), currency: z.string().regex(/^[A-Z]{3}$/) }).nullish(),
});

/** Of a row that does not fit: enough to say which one it was. */
export const NamedRow = z.object({ sku: z.string() });

const OrderLine = z.object({
  line_id: z.string(),
  quantity: Units,
  accepted: Units,
  rejected: Units,
  backordered: Units,
  shipped: Units,
  cancelled: Units,
  reason: z.string().nullish(),
  unit_cost: z.string().nullish(),
  expected_at: Moment.nullish(),
  /** What the supplier makes of the quantity, where it is not the one ordered. */
  confirmed_quantity: Units.nullish(),
  /** Another article that it would ship instead of these units. */
  substitute: z
    .object({
      sku: z.string().trim().min(1),
      title: z.string().nullish(),
      quantity: Units,
      unit_cost: z.string().nullish(),
    })
    .nullish(),
});
export type OrderLine = z.infer<typeof OrderLine>;

const Shipment = z.object({
  id: z.string().min(1),
  carrier: z.string(),
  tracking_number: z.string().nullish(),
  tracking_url: z.url({ protocol: /^https?$/ }).nullish(),
  lines: z.array(z.object({ line_id: z.string(), quantity: z.int().min(1) })),
});

export const ApiOrder = z.object({
  id: z.string().min(1),
  reference: z.string(),
  status: z.string(),
  acknowledged_at: Moment.nullable(),
  lines: z.array(OrderLine),
  shipments: z.array(Shipment),
});
export type ApiOrder = z.infer<typeof ApiOrder>;

export const FoundOrders = z.object({ purchase_orders: z.array(ApiOrder) });

export const Cancellation = z.object({ status: z.enum(['pending', 'accepted', 'refused']) });

export const Change = z.object({
  status: z.enum(['pending', 'accepted', 'refused']),
  reason: z.string().nullish(),
});

/** `request_key`: the key that the change was asked with. */
export const ChangeAnswered = z.object({
  reference: z.string(),
  request_key: z.string(),
  accepted: z.boolean(),
  reason: z.string().nullish(),
});

export const ShippedData = ApiOrder.extend({ shipment_id: z.string() });

/** Status names of the API are ours in snake case, for example "out_for_delivery". */
export const TrackedData = z.object({
  reference: z.string(),
  shipment_id: z.string().min(1),
  status: z
    .string()
    .transform((text) => text.replaceAll('_', '-'))
    .pipe(z.enum(CARRIER_SCAN_KINDS)),
  scanned_at: Moment,
  place: z.string().trim().max(200).nullish(),
  expected_at: Moment.nullish(),
});

export const StockChange = z.object({
  sku: z.string().trim().min(1),
  location: z.string().trim().min(1).nullish(),
  quantity: z.number(),
  as_of: Moment.nullish(),
});

export const ApiEvent = z.object({ type: z.string(), timestamp: Moment, data: z.unknown() });
export type ApiEvent = z.infer<typeof ApiEvent>;

export const ListedEvent = ApiEvent.extend({ id: z.string().min(1), sequence: z.int().positive() });

/** Events are read one by one, so that those before one that we cannot read still arrive. */
export const EventPage = z.object({
  events: z.array(z.unknown()),
  next_after: z.int().min(0),
  has_more: z.boolean(),
});

export const Refusal = z.object({ error: z.object({ message: z.string().min(1) }) });
