/**
 * Supplier connector: the kind of link to a supplier (API, CSV files, EDI, e-mail, another hub), spoken to
 * through this port. Whatever the link cannot do is a capability.
 */
import type { AdapterFailure } from '../../platform/adapter-failure.ts';
import type { Instant } from '../../platform/clock.ts';
import type { Money } from '../../platform/money.ts';
import type { FileFacts } from '../../platform/records/file-row.ts';
import type { Result } from '../../platform/result.ts';
import type { PostalAddress } from '../stores/channel.ts';

export type ConnectorCapabilities = {
  /** Stock is fetched from the supplier on a clock. Default false (it pushes, or a person uploads). */
  readonly pullsStock: boolean;
  /** A purchase order can be looked up by our key after an unknown outcome. Default false. */
  readonly findPurchaseOrder: boolean;
  /** Acknowledgements and ship notices can be fetched by a cursor. Default false. */
  readonly readsEvents: boolean;
  /** A sent purchase order can be asked back. Default false. */
  readonly requestsCancellation: boolean;
  /** The supplier calls our door with signed events, see `readPush`. Default false. */
  readonly pushes: boolean;
  /** A document may carry purchase orders of several orders, see `parcels`. Default false: each goes by itself. */
  readonly takesSeveral?: boolean;
};

/** One row of a stock delivery, already in our words; `line` counts from 1 as a person would. */
export type FeedLine =
  | {
      readonly kind: 'level';
      readonly line: number;
      /** Empty where the article is named by its GTIN alone. */
      readonly supplierSku: string;
      readonly gtin?: string | undefined;
      readonly locationCode: string | undefined;
      readonly quantity: number;
      readonly cost: Money | undefined;
      readonly leadTimeDays?: number | undefined;
      readonly asOf: Instant | undefined;
    }
  | {
      readonly kind: 'refused';
      readonly line: number;
      /** Where it can be read: what is refused is not what the supplier no longer has. */
      readonly supplierSku?: string | undefined;
      readonly column: string | undefined;
      readonly value: string | undefined;
      readonly why: string;
    };

/** A delivery as it arrived. `cursor` is given back at the next collection. */
export type StockDelivery = {
  readonly body: AsyncIterable<Uint8Array>;
  readonly mediaType: string;
  readonly name: string;
  readonly scope: 'full' | 'delta';
  /** The moment that the supplier states for the whole delivery. */
  readonly asOf: Instant | undefined;
  readonly cursor: string | undefined;
};

/** What is known of a kept delivery, and where its reader notes what it finds out. */
export type StockReading = {
  readonly mediaType?: string | undefined;
  readonly facts?: FileFacts | undefined;
};

/** Nothing new since the cursor; the supplier stands by its figures as of this moment of its own. */
export type UnchangedStock = { readonly unchangedAsOf: Instant };

/** Thrown while a delivery's body is read: the rest of it cannot be had, and why. */
export class DeliveryInterrupted extends Error {
  readonly failure: AdapterFailure;

  constructor(failure: AdapterFailure) {
    super(`The delivery broke off: ${failure.kind === 'throttled' ? 'throttled' : failure.why}`);
    this.name = 'DeliveryInterrupted';
    this.failure = failure;
  }
}

export type PurchaseOrderRequest = {
  readonly number: string;
  readonly placedAt: Instant;
  readonly shipTo: PostalAddress;
  readonly shipFromLocationCode: string;
  /** Where the document carries several purchase orders: which lines belong to which, and where each of them goes. */
  readonly parcels?: readonly PurchaseOrderParcel[];
  readonly lines: readonly {
    readonly lineId: string;
    readonly supplierSku: string;
    readonly quantity: number;
    readonly unitCost: Money;
  }[];
};

/** One purchase order in a document of several. */
export type PurchaseOrderParcel = {
  readonly number: string;
  readonly shipTo: PostalAddress;
  readonly lineIds: readonly string[];
};

/** Another article that a supplier would ship instead; nothing of it ships until it is told so. */
export type OfferedSubstitute = {
  readonly supplierSku: string;
  readonly title?: string | undefined;
  readonly quantity: number;
  /** A decimal in the purchase order's currency; left out: as the article asked for. */
  readonly unitCost?: string | undefined;
};

export type AnsweredLine = {
  readonly lineId: string;
  readonly accepted: number;
  /** Units that do not come; those that were called off may be among them. */
  readonly rejected: number;
  readonly backordered: number;
  readonly expectedAt: Instant | undefined;
  /** What the supplier will charge for a unit, as a decimal in the purchase order's currency; left out: what was asked. */
  readonly unitCost?: string | undefined;
  /** What the supplier makes of the line's quantity; left out: as asked. */
  readonly quantity?: number | undefined;
  readonly substitute?: OfferedSubstitute | undefined;
};

/** What a supplier is asked to change on an order that it has. */
export type RequestedChange =
  | {
      readonly kind: 'address';
      readonly shipTo: PostalAddress;
      readonly lineIds: readonly string[];
    }
  /** Units to leave out. */
  | {
      readonly kind: 'lines';
      readonly lines: readonly { readonly lineId: string; readonly quantity: number }[];
    }
  | {
      readonly kind: 'substitute';
      readonly lineId: string;
      readonly supplierSku: string;
      readonly accept: boolean;
    };

/** 'requested': the answer comes later as a message. */
export type ChangeAnswer = {
  readonly status: 'accepted' | 'refused' | 'requested';
  readonly why?: string | undefined;
};

export type PlacedPurchaseOrder = {
  readonly outsideReference: string;
  /** Present when the supplier answered line by line at once. */
  readonly answers: readonly AnsweredLine[] | undefined;
  /** When the supplier answered, by its own clock; left out where it does not say. */
  readonly answeredAt?: Instant | undefined;
  /** Units shipped, and units that do not come (rejected or cancelled), where the supplier tells them with the order. */
  readonly progress?: readonly SuppliedLine[] | undefined;
};

/** How far a supplier is with a line of a purchase order. */
export type SuppliedLine = {
  readonly lineId: string;
  readonly shipped: number;
  readonly cancelled: number;
};

/** What happened to a parcel, in words that are the same for all carriers (`label-created`: none has seen it yet). */
export const CARRIER_SCAN_KINDS = [
  'label-created',
  'picked-up',
  'in-transit',
  'delayed',
  'out-for-delivery',
  'attempted',
  'ready-for-pickup',
  'delivered',
  'returned',
  'lost',
] as const;
export type CarrierScanKind = (typeof CARRIER_SCAN_KINDS)[number];

/** What a supplier tells about a purchase order, by our PO number; each with a key that never repeats. */
export type SupplierMessage = {
  readonly key: string;
  readonly number: string;
  readonly at: Instant;
} & (
  | { readonly kind: 'acknowledged'; readonly lines: readonly AnsweredLine[] }
  | { readonly kind: 'rejected'; readonly why: string }
  | {
      readonly kind: 'shipped';
      readonly shipmentKey: string;
      readonly carrier: string;
      readonly trackingNumber: string | undefined;
      readonly trackingUrl: string | undefined;
      readonly lines: readonly { readonly lineId: string; readonly quantity: number }[];
    }
  | { readonly kind: 'cancelled'; readonly accepted: boolean; readonly why: string | undefined }
  | {
      /** To a change that was asked for; `requestKey` is the key it was asked with. */
      readonly kind: 'change-answered';
      readonly requestKey: string;
      readonly accepted: boolean;
      readonly why: string | undefined;
    }
  | {
      /** A carrier's scan that the supplier passes on; the parcel by the key of its ship notice. */
      readonly kind: 'tracked';
      readonly shipmentKey: string;
      readonly event: CarrierScanKind;
      readonly scannedAt: Instant;
      readonly place: string | undefined;
      /** When the carrier now expects to deliver. */
      readonly expectedAt: Instant | undefined;
    }
);

/** Figures of a few articles that the supplier tells the moment they change. */
export type StockPush = {
  readonly kind: 'stock-changed';
  /** Never repeats: the same push sent again has the same key. */
  readonly key: string;
  readonly at: Instant;
  readonly levels: readonly {
    readonly supplierSku: string;
    /** Undefined: the supplier has one location, or does not say which. */
    readonly locationCode: string | undefined;
    readonly quantity: number;
    readonly asOf: Instant;
  }[];
};

/** Signed by the supplier, but not of the form of its type ('unreadable'), or of a type that tells us nothing. */
export type PushRefusal = 'bad-signature' | 'unreadable' | 'irrelevant';

export type ConnectorAnswer<Value> = Promise<Result<Value, AdapterFailure>>;

export interface SupplierConnector {
  readonly capabilities: ConnectorCapabilities;
  /**
   * Fetches stock told since the cursor. When the supplier has nothing new: the moment of its own that it says
   * this of, or 'unchanged' where it names none.
   */
  collectStock(
    cursor: string | undefined,
  ): ConnectorAnswer<StockDelivery | UnchangedStock | 'unchanged'>;
  /** The key that an SFTP server shows, for a person to compare and accept; absent where the link has none. */
  showHostKey?(): ConnectorAnswer<{ readonly fingerprint: string }>;
  /** Reads a kept delivery as a stream; used again when a feed is resumed. */
  readStock(body: AsyncIterable<Uint8Array>, reading?: StockReading): AsyncIterable<FeedLine>;
  /** Asks the supplier to ship. The same key again never asks twice. */
  placePurchaseOrder(
    order: PurchaseOrderRequest,
    key: string,
  ): ConnectorAnswer<PlacedPurchaseOrder>;
  findPurchaseOrder(key: string, number: string): ConnectorAnswer<PlacedPurchaseOrder | undefined>;
  readEvents(cursor: string | undefined): ConnectorAnswer<{
    readonly messages: readonly SupplierMessage[];
    readonly cursor: string | undefined;
    readonly more: boolean;
  }>;
  /** 'requested': the answer comes later as a message. */
  requestCancellation(number: string): ConnectorAnswer<'cancelled' | 'requested' | 'too-late'>;
  /** Asks for a change of a sent purchase order; the same key again asks once. Absent where the link cannot. */
  requestChange?(
    number: string,
    change: RequestedChange,
    key: string,
  ): ConnectorAnswer<ChangeAnswer>;
  /** Checks the signature of what came to our door, on the bytes as they came; header names in lower case. */
  readPush(
    headers: Readonly<Record<string, string>>,
    rawBody: Uint8Array,
  ): Result<SupplierMessage | StockPush, PushRefusal>;
}

/** What an adapter needs to know of a supplier; credentials already opened. */
export type ConnectorSupplier = {
  readonly supplierId: string;
  readonly code: string;
  readonly currency: string;
  readonly settings: unknown;
  readonly credentials: string | undefined;
};

export type ConnectorFactory = (supplier: ConnectorSupplier) => SupplierConnector;
