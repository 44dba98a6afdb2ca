/**
 * Sandbox supplier: a stand-in for a company that holds stock, takes purchase orders, ships, and tells about it.
 * Everything it knows is in memory. It has its own figures and deducts from them when it is told to, as real
 * suppliers do, so that a hub's arithmetic can be held against the truth.
 */
type DeductsAt = 'receipt' | 'acknowledgement' | 'shipment' | 'never';

type AcknowledgePolicy = {
  /** `by-stock` accepts what is on hand; `share` accepts that part of each line; `manual` waits for the control door. */
  readonly mode: 'accept' | 'by-stock' | 'share' | 'reject' | 'backorder' | 'manual';
  /** Milliseconds of the sandbox's clock; 0 answers within the placing of the order. */
  readonly afterMs: number;
  /** 0 to 1, for `share`; what is accepted is rounded down to whole units. */
  readonly share: number;
  /** What becomes of units that are not accepted under `by-stock` and `share`. */
  readonly shortage: 'reject' | 'backorder';
  readonly reason: string;
};

type ShipPolicy = {
  /** All accepted units in one parcel, or one parcel for each line; `manual` waits for the control door. */
  readonly mode: 'one-parcel' | 'parcel-per-line' | 'manual';
  /** Milliseconds after the acknowledgement. */
  readonly afterMs: number;
  readonly carrier: string;
};

type FilePolicy = {
  /** Where files are dropped as well as being listed under /files; the folder must exist. */
  readonly folder: string | undefined;
  readonly prefix: string;
  /** Where a file tells its moment: in its name (UTC, to the second), or in a column of each row. */
  readonly asOfIn: 'name' | 'column';
  readonly separator: ',' | ';';
};

export type SupplierSettings = {
  readonly apiKey: string;
  readonly currency: string;
  readonly deductsAt: DeductsAt;
  readonly acknowledge: AcknowledgePolicy;
  readonly ship: ShipPolicy;
  /** `accept` cancels all that has not been shipped; `manual` leaves the request pending. */
  readonly cancel: 'accept' | 'refuse' | 'manual';
  /** What becomes of changes that are asked for; `silent` never answers by itself. */
  readonly change: 'accept' | 'refuse' | 'silent';
  /** The feed shows the figures of this many milliseconds ago, and says so in `as_of`. */
  readonly feedLagMs: number;
  /** The feed stands still at this moment (ISO), as after a fault at the supplier; undefined lets it run. */
  readonly feedFrozenAt: string | undefined;
  /** Tell of each change of stock in an event, too. */
  readonly stockEvents: boolean;
  /** Where signed events are posted; `secret` in the form whsec_<base64>. */
  readonly hub: { readonly url: string; readonly secret: string } | undefined;
  readonly webhooks: WebhookPolicy;
  readonly files: FilePolicy;
};

type WebhookPolicy = {
  /** Each event is posted so many times even when it was taken (1 = once). */
  readonly copies: number;
  readonly attempts: number;
  readonly retryMs: number;
};

export type LineAnswer = {
  /** Counts units that were cancelled before or since. */
  readonly accepted: number;
  readonly rejected: number;
  readonly backordered: number;
  readonly reason?: string | undefined;
  /** The price that the supplier will charge, when it differs. */
  readonly unitCost?: string | undefined;
  /** ISO date and time at which a backorder is expected. */
  readonly expectedAt?: string | undefined;
  /** What it makes of the quantity, when it is not the one ordered. */
  readonly confirmedQuantity?: number | undefined;
  readonly substitute?:
    | {
        readonly sku: string;
        readonly title?: string | undefined;
        readonly quantity: number;
        readonly unitCost?: string | undefined;
      }
    | undefined;
};

/** What it was asked to change, by the key it was asked with. */
export type OrderChange = {
  readonly key: string;
  readonly wanted:
    | {
        readonly type: 'address';
        readonly shipTo: Readonly<Record<string, unknown>>;
        readonly lineIds: readonly string[];
      }
    | {
        readonly type: 'lines';
        readonly lines: readonly { readonly lineId: string; readonly quantity: number }[];
      }
    | {
        readonly type: 'substitute';
        readonly lineId: string;
        readonly sku: string;
        readonly accept: boolean;
      };
  status: 'pending' | 'accepted' | 'refused';
};

export type OrderLine = {
  readonly lineId: string;
  readonly sku: string;
  readonly quantity: number;
  readonly location: string | undefined;
  readonly unitCost: string | undefined;
  /** In a document of several: which one it belongs to, and where it goes. */
  readonly purchaseOrder: string | undefined;
  shipTo: Readonly<Record<string, unknown>> | undefined;
  answer: LineAnswer | undefined;
  shipped: number;
  cancelled: number;
  /** Units that left the supplier's own figure for this line. */
  deducted: number;
};

export type Parcel = {
  readonly id: string;
  readonly carrier: string;
  readonly trackingNumber: string;
  readonly trackingUrl: string;
  readonly shippedAt: Date;
  readonly lines: readonly { readonly lineId: string; readonly quantity: number }[];
};

export type PurchaseOrder = {
  readonly id: string;
  readonly reference: string;
  readonly idempotencyKey: string;
  readonly placedAt: Date;
  shipTo: Readonly<Record<string, unknown>> | undefined;
  readonly lines: OrderLine[];
  readonly parcels: Parcel[];
  readonly changes: OrderChange[];
  acknowledgedAt: Date | undefined;
  cancellation: 'none' | 'pending' | 'accepted' | 'refused';
};

export type StockRow = {
  readonly sku: string;
  readonly location: string;
  cost: string | undefined;
  /** Figures and since when, oldest first; the last one holds now. */
  readonly history: { at: Date; quantity: number }[];
  /** Older figures were forgotten; the first one kept stands for them. */
  trimmed: boolean;
};

export type SupplierEvent = {
  readonly sequence: number;
  readonly id: string;
  readonly type: string;
  readonly timestamp: Date;
  readonly data: Readonly<Record<string, unknown>>;
};

export type StockFile = {
  readonly name: string;
  readonly content: string;
  readonly modifiedAt: Date;
};
type StoredAnswer = {
  readonly fingerprint: string;
  readonly status: number;
  readonly body: unknown;
};

export type Supplier = {
  readonly code: string;
  settings: SupplierSettings;
  readonly stock: Map<string, StockRow>;
  /** Rows outside the main location, by SKU. */
  readonly locations: Map<string, StockRow[]>;
  /** The rows in order of SKU and location; made anew when there are more. */
  inOrder: StockRow[];
  /** Grows with every change of stock; the ETag of the feed. */
  stockRevision: number;
  readonly orders: Map<string, PurchaseOrder>;
  readonly ordersByReference: Map<string, PurchaseOrder[]>;
  readonly answers: Map<string, StoredAnswer>;
  readonly events: SupplierEvent[];
  readonly files: Map<string, StockFile>;
};

const DEFAULT_SETTINGS: SupplierSettings = {
  apiKey: 'sandbox-key',
  currency: 'USD',
  deductsAt: 'receipt',
  acknowledge: { mode: 'accept', afterMs: 0, share: 1, shortage: 'reject', reason: 'out_of_stock' },
  ship: { mode: 'manual', afterMs: 0, carrier: 'Sandbox Post' },
  cancel: 'accept',
  change: 'accept',
  feedLagMs: 0,
  feedFrozenAt: undefined,
  stockEvents: false,
  hub: undefined,
  webhooks: { copies: 1, attempts: 5, retryMs: 20 },
  files: { folder: undefined, prefix: 'stock', asOfIn: 'name', separator: ',' },
};

/** Settings to change; parts of a policy may be given alone. */
export type SettingsPatch = {
  readonly [Name in keyof SupplierSettings]?: Name extends
    | 'acknowledge'
    | 'ship'
    | 'webhooks'
    | 'files'
    ? Partial<SupplierSettings[Name]>
    : SupplierSettings[Name];
};

export function withSettings(base: SupplierSettings, patch: SettingsPatch): SupplierSettings {
  return {
    ...base,
    ...patch,
    acknowledge: { ...base.acknowledge, ...patch.acknowledge },
    ship: { ...base.ship, ...patch.ship },
    webhooks: { ...base.webhooks, ...patch.webhooks },
    files: { ...base.files, ...patch.files },
  };
}

export function newSupplier(code: string, patch: SettingsPatch): Supplier {
  return {
    code,
    settings: withSettings({ ...DEFAULT_SETTINGS, apiKey: `key-${code}` }, patch),
    stock: new Map(),
    locations: new Map(),
    inOrder: [],
    stockRevision: 0,
    orders: new Map(),
    ordersByReference: new Map(),
    answers: new Map(),
    events: [],
    files: new Map(),
  };
}

/** Units that are accepted and neither shipped nor cancelled. */
export function openUnits({ answer, shipped, cancelled }: OrderLine): number {
  return Math.max(0, (answer?.accepted ?? 0) - shipped - cancelled);
}

type OrderStatus =
  | 'received'
  | 'acknowledged'
  | 'rejected'
  | 'partly_shipped'
  | 'shipped'
  | 'cancelled';

export function statusOf(order: PurchaseOrder): OrderStatus {
  const shipped = order.lines.some((line) => line.shipped > 0);
  const open = order.lines.some(
    (line) => openUnits(line) > 0 || (line.answer?.backordered ?? 0) > 0,
  );
  if (shipped) return open ? 'partly_shipped' : 'shipped';
  if (order.lines.every((line) => line.cancelled > 0 && openUnits(line) === 0)) return 'cancelled';
  if (!order.acknowledgedAt) return 'received';
  if (order.lines.every((line) => line.answer?.rejected === line.quantity)) return 'rejected';
  return open ? 'acknowledged' : 'cancelled';
}
