/**
 * Channel: the kind of system a store runs on (Shopify, WooCommerce, …), spoken to through this port.
 * An adapter translates and reports; it decides nothing. What channels cannot all do is a capability.
 */
import type { Instant } from '../../platform/clock.ts';
import type { CurrencyCode, Money } from '../../platform/money.ts';
import type { Page } from '../../platform/page.ts';
import type { Result } from '../../platform/result.ts';
import type { AdapterFailure } from '../../platform/adapter-failure.ts';

export type OutsideProductId = string & { readonly __outside: 'Product' };
export type OutsideVariantId = string & { readonly __outside: 'Variant' };
/** What stock is kept under; Shopify's inventory item. */
export type OutsideStockId = string & { readonly __outside: 'Stock' };
export type OutsideOrderId = string & { readonly __outside: 'Order' };
export type OutsideLineId = string & { readonly __outside: 'OrderLine' };
export type OutsideFulfilmentId = string & { readonly __outside: 'Fulfilment' };
export type OutsideRefundId = string & { readonly __outside: 'Refund' };
/** The store's own request that somebody ships some lines; Shopify's fulfilment order. */
export type OutsideFulfilmentOrderId = string & { readonly __outside: 'FulfilmentOrder' };

export type ChannelCapabilities = {
  /** The store refuses a stock write whose expected value is not the present one. Default false. */
  readonly compareAndSwapStock: boolean;
  /** Most stock rows in one call. Default 1. */
  readonly stockBatch: number;
  /** From this many products on, `startBulkImport` is cheaper than one call each. Default: never. */
  readonly bulkImportFrom: number;
  /** From this many products on, `startBulkPrices` is cheaper than one call each. Default: never. */
  readonly bulkPricesFrom: number;
  /** The store asks for shipping with fulfilment orders that are accepted or rejected. Default false. */
  readonly fulfilmentOrders: boolean;
  /** Payments can be given back through `refund`. Default false: the merchant does it in its own admin. */
  readonly refunds: boolean;
};

export type ChannelFailure = AdapterFailure;
export type ChannelAnswer<Value> = Promise<Result<Value, ChannelFailure>>;

export type StoreDescription = {
  readonly outsideShopId: string;
  readonly name: string;
  readonly email: string | undefined;
  readonly currency: CurrencyCode;
  readonly timeZone: string;
  readonly country: string;
};

/** What the app set up in the store once: where its stock lives and where its products are shown. */
export type StorePlaces = {
  readonly outsideServiceId: string | undefined;
  readonly outsideLocationId: string | undefined;
  readonly outsidePublicationId: string | undefined;
  /** The merchant has taken our location out of use: nothing can be stocked there until it is put back. */
  readonly locationIsInactive?: boolean;
};

export type ProductImage = { readonly url: string; readonly altText: string | undefined };

export type ChannelVariant = {
  /** Our variant id: how the answer is matched, whatever the merchant does to SKU and title. */
  readonly key: string;
  readonly optionValues: readonly string[];
  readonly sku: string | undefined;
  readonly gtin: string | undefined;
  readonly price: Money;
  readonly compareAt: Money | undefined;
  /** What the retailer pays, shown to it as its cost. */
  readonly wholesale: Money | undefined;
  readonly weightGrams: number;
  readonly requiresShipping: boolean;
  readonly taxable: boolean;
  readonly imageUrl: string | undefined;
  readonly quantity: number;
};

export type ChannelProduct = {
  /** Our product id; the store keeps it, so that repeating an import updates instead of doubling. */
  readonly key: string;
  readonly title: string;
  readonly bodyHtml: string;
  readonly vendor: string;
  readonly productType: string;
  readonly tags: readonly string[];
  readonly handle: string;
  readonly optionNames: readonly string[];
  readonly images: readonly ProductImage[];
  readonly variants: readonly ChannelVariant[];
  readonly published: boolean;
};

/** The words and pictures of a product that a retailer lets follow the catalogue. */
export const CONTENT_FIELDS = ['title', 'description', 'images', 'vendor', 'type', 'tags'] as const;
export type ContentField = (typeof CONTENT_FIELDS)[number];
/** Only what is given is written; the rest of the product stays as the merchant has it. */
export type ProductContent = Partial<
  Pick<ChannelProduct, 'title' | 'bodyHtml' | 'images' | 'vendor' | 'productType' | 'tags'>
>;

export type ImportedVariant = {
  readonly key: string;
  readonly outsideVariantId: OutsideVariantId;
  readonly outsideStockId: OutsideStockId;
};

export type ImportedProduct = {
  readonly key: string;
  readonly outsideProductId: OutsideProductId;
  readonly variants: readonly ImportedVariant[];
};

/** The outcome for one product of a bulk import; a refusal says what to change. */
export type ImportOutcome =
  | { readonly kind: 'imported'; readonly product: ImportedProduct }
  | { readonly kind: 'refused'; readonly key: string; readonly why: string };

export type BulkImport =
  | { readonly state: 'running'; readonly done: number }
  | { readonly state: 'finished'; readonly outcomes: readonly ImportOutcome[] }
  | { readonly state: 'failed'; readonly why: string };

export type StockWrite = {
  readonly outsideStockId: OutsideStockId;
  readonly quantity: number;
  /** What we believe the store shows; undefined = write without comparing. */
  readonly expected: number | undefined;
};

export type StockWriteOutcome =
  | { readonly outsideStockId: OutsideStockId; readonly kind: 'set' }
  /** The store shows something else than expected: read before writing again. */
  | { readonly outsideStockId: OutsideStockId; readonly kind: 'stale' }
  /** The item or its place in the location is gone. */
  | { readonly outsideStockId: OutsideStockId; readonly kind: 'gone'; readonly why: string }
  | { readonly outsideStockId: OutsideStockId; readonly kind: 'refused'; readonly why: string };

export type StockReading = {
  readonly outsideStockId: OutsideStockId;
  readonly available: number;
  /** Sold and not yet shipped, where the channel tells. */
  readonly committed: number | undefined;
  readonly onHand: number | undefined;
  readonly active: boolean;
};

export type PriceWrite = {
  readonly outsideProductId: OutsideProductId;
  readonly outsideVariantId: OutsideVariantId;
  readonly price: Money;
  readonly compareAt: Money | undefined;
};

export type PriceWriteOutcome = {
  readonly outsideVariantId: OutsideVariantId;
  readonly kind: 'set' | 'gone' | 'refused';
  readonly why: string | undefined;
};

export type BulkPrices =
  | { readonly state: 'running' }
  | { readonly state: 'finished'; readonly outcomes: readonly PriceWriteOutcome[] }
  /** Nothing is known of what it did: the prices are to be written again. */
  | { readonly state: 'failed'; readonly why: string };

/** One stock level as the store shows it, for the nightly audit. */
export type AuditedListing = StockReading & {
  readonly outsideVariantId: OutsideVariantId;
  readonly price: Money;
};

export type PaymentState =
  | 'unpaid'
  | 'authorised'
  | 'part-paid'
  | 'paid'
  | 'part-refunded'
  | 'refunded'
  | 'voided';

export type PostalAddress = {
  readonly name: string;
  readonly company: string | undefined;
  readonly address1: string;
  readonly address2: string | undefined;
  readonly city: string;
  readonly province: string | undefined;
  readonly zip: string | undefined;
  readonly country: string;
  readonly phone: string | undefined;
};

export type StoreOrderLine = {
  readonly outsideLineId: OutsideLineId;
  readonly outsideProductId: OutsideProductId | undefined;
  readonly outsideVariantId: OutsideVariantId | undefined;
  readonly sku: string | undefined;
  readonly title: string;
  /** Units as first ordered. */
  readonly quantity: number;
  /** Units still wanted after edits and refunds. */
  readonly currentQuantity: number;
  /** What the shopper pays for one unit after discounts, in the store's currency. */
  readonly unitPrice: Money;
  readonly requiresShipping: boolean;
};

export type FulfilmentOrderState = {
  readonly outsideId: OutsideFulfilmentOrderId;
  readonly status:
    | 'open'
    | 'in-progress'
    | 'scheduled'
    | 'on-hold'
    | 'closed'
    | 'cancelled'
    | 'incomplete';
  readonly request:
    | 'unsubmitted'
    | 'submitted'
    | 'accepted'
    | 'rejected'
    | 'cancellation-requested'
    | 'cancellation-accepted'
    | 'cancellation-rejected'
    | 'closed';
  /** True when it is assigned to the location that the app owns. */
  readonly ours: boolean;
  readonly lines: readonly {
    readonly outsideLineId: OutsideLineId;
    readonly total: number;
    readonly remaining: number;
  }[];
};

export type StoreFulfilment = {
  readonly outsideId: OutsideFulfilmentId;
  readonly cancelled: boolean;
  readonly trackingNumbers: readonly string[];
  readonly lines: readonly { readonly outsideLineId: OutsideLineId; readonly quantity: number }[];
};

/** A shop's order as the store tells it now. Payloads of events are hints; this is read again each time. */
export type StoreOrder = {
  readonly outsideOrderId: OutsideOrderId;
  readonly name: string;
  readonly isTest: boolean;
  readonly placedAt: Instant;
  readonly updatedAt: Instant;
  readonly cancelledAt: Instant | undefined;
  readonly payment: PaymentState;
  readonly currency: CurrencyCode;
  readonly fraudAdvice: 'none' | 'accept' | 'investigate' | 'cancel';
  readonly delivery: 'shipping' | 'pick-up' | 'local' | 'none';
  readonly destination: PostalAddress | undefined;
  readonly email: string | undefined;
  readonly lines: readonly StoreOrderLine[];
  readonly fulfilmentOrders: readonly FulfilmentOrderState[];
  readonly fulfilments: readonly StoreFulfilment[];
};

export type StoreOrderReference = {
  readonly outsideOrderId: OutsideOrderId;
  readonly updatedAt: Instant;
};

export type Tracking = {
  readonly carrier: string;
  readonly number: string | undefined;
  readonly url: string | undefined;
};

export type FulfilmentRequest = {
  readonly outsideOrderId: OutsideOrderId;
  readonly lines: readonly { readonly outsideLineId: OutsideLineId; readonly quantity: number }[];
  readonly tracking: Tracking;
  readonly notifyShopper: boolean;
};

/**
 * What becomes of a refunded unit in the store's own stock. return: it was sent and is on the app's shelf again; cancel:
 * it was never sent; none: stock is left as it is.
 */
export type RefundRestock = 'return' | 'cancel' | 'none';

export type RefundRequest = {
  readonly outsideOrderId: OutsideOrderId;
  /** A line may be named once for each way of restocking. Restocked units go to the place that the app owns. */
  readonly lines: readonly {
    readonly outsideLineId: OutsideLineId;
    readonly quantity: number;
    readonly restock: RefundRestock;
  }[];
  /** Shipping given back with it, in the shop's currency. */
  readonly shipping: Money | undefined;
  /** Kept with the refund in the store, so that it is found again: the number of our return. */
  readonly reference: string;
  readonly notifyShopper: boolean;
};

export type StoreRefund = {
  readonly outsideId: OutsideRefundId;
  readonly reference: string | undefined;
  /** What the shopper got back, in the shop's currency. */
  readonly amount: Money;
  readonly refundedAt: Instant;
};

export type RejectionReason = 'out-of-stock' | 'address' | 'undeliverable' | 'payment' | 'other';

/** A carrier's scan as a shopper may see it. */
export type ShownScan = {
  readonly kind: ShownScanKind;
  readonly at: Instant;
  readonly place: string | undefined;
};
export type ShownScanKind =
  | 'label-created'
  | 'picked-up'
  | 'in-transit'
  | 'delayed'
  | 'out-for-delivery'
  | 'attempted'
  | 'ready-for-pickup'
  | 'delivered'
  | 'failed';

export interface Channel {
  readonly capabilities: ChannelCapabilities;

  describeStore(): ChannelAnswer<StoreDescription>;
  /** Sets up (or finds again) the app's place in the store. Safe to repeat. */
  prepareStore(): ChannelAnswer<StorePlaces>;

  importProduct(product: ChannelProduct): ChannelAnswer<ImportOutcome>;
  startBulkImport(products: readonly ChannelProduct[]): ChannelAnswer<{ readonly runId: string }>;
  readBulkImport(runId: string): ChannelAnswer<BulkImport>;
  /** Shows or hides a product in the shop's online store; the product itself stays. */
  setPublished(product: OutsideProductId, published: boolean): ChannelAnswer<'done' | 'gone'>;
  /** Overwrites some words or pictures of a product. Repeating it changes nothing. */
  setContent(product: OutsideProductId, content: ProductContent): ChannelAnswer<'done' | 'gone'>;

  /**
   * Writes up to `capabilities.stockBatch` quantities. `attempt` is the idempotency key of this logical
   * write: the same key and rows again after an unknown outcome has no second effect; new rows need a new key.
   */
  setStock(
    writes: readonly StockWrite[],
    attempt: string,
  ): ChannelAnswer<readonly StockWriteOutcome[]>;
  /** Reads stock as the store shows it; what no longer exists is missing from the answer. */
  readStock(items: readonly OutsideStockId[]): ChannelAnswer<readonly StockReading[]>;
  setPrices(writes: readonly PriceWrite[]): ChannelAnswer<readonly PriceWriteOutcome[]>;
  /** Many prices as one run of the store's own; from `capabilities.bulkPricesFrom` products on. */
  startBulkPrices(writes: readonly PriceWrite[]): ChannelAnswer<{ readonly runId: string }>;
  /** `writes` as the run was started with: the answer is matched to them by their order. */
  readBulkPrices(runId: string, writes: readonly PriceWrite[]): ChannelAnswer<BulkPrices>;
  /** Everything at our location, page by page, for audits. */
  auditListings(after: string | undefined): ChannelAnswer<Page<AuditedListing>>;

  readOrder(order: OutsideOrderId): ChannelAnswer<StoreOrder | undefined>;
  /** The order that a fulfilment order belongs to. */
  findOrderOf(fulfilmentOrder: OutsideFulfilmentOrderId): ChannelAnswer<OutsideOrderId | undefined>;
  /** Orders changed since a moment, oldest change first. */
  listOrders(
    updatedSince: Instant,
    after: string | undefined,
  ): ChannelAnswer<Page<StoreOrderReference>>;

  /**
   * Tells the store that the hub has the order: from now on nobody else can ship it. Where nobody has asked us to ship,
   * that is done first, in the merchant's name. `ours`: the fulfilment orders at our location as last read; with them
   * the adapter may spare itself a look. Safe to repeat.
   */
  acceptFulfilment(
    order: OutsideOrderId,
    ours?: readonly OutsideFulfilmentOrderId[],
  ): ChannelAnswer<undefined>;
  rejectFulfilment(
    order: OutsideOrderId,
    reason: RejectionReason,
    message: string,
  ): ChannelAnswer<undefined>;
  holdFulfilment(order: OutsideOrderId, reason: string): ChannelAnswer<undefined>;
  releaseHold(order: OutsideOrderId): ChannelAnswer<undefined>;
  answerCancellation(
    order: OutsideOrderId,
    accept: boolean,
    message: string,
  ): ChannelAnswer<undefined>;

  /**
   * Records shipped lines with their tracking; several fulfilments where the lines lie in several fulfilment
   * orders. Not idempotent at the store: after an unknown outcome compare with `readOrder().fulfilments` first.
   */
  createFulfilment(request: FulfilmentRequest): ChannelAnswer<readonly OutsideFulfilmentId[]>;
  updateTracking(
    fulfilment: OutsideFulfilmentId,
    tracking: Tracking,
    notifyShopper: boolean,
  ): ChannelAnswer<undefined>;
  /**
   * Shows the shopper where the parcel is. Scans that the store has already are not written again, so it may be
   * repeated; a channel that shows none answers ok.
   */
  showScans(fulfilment: OutsideFulfilmentId, scans: readonly ShownScan[]): ChannelAnswer<undefined>;
  cancelFulfilment(fulfilment: OutsideFulfilmentId): ChannelAnswer<undefined>;
  /**
   * Gives back what the shopper paid for some units, with tax, by the way it was paid. The same key and request again
   * has no second effect. After an unknown outcome look with `findRefund` first.
   */
  refund(request: RefundRequest, key: string): ChannelAnswer<StoreRefund>;
  /** A refund of this order that carries our reference. */
  findRefund(order: OutsideOrderId, reference: string): ChannelAnswer<StoreRefund | undefined>;
  /** Cancels the shop's order, with or without giving the money back to the shopper. */
  cancelOrder(order: OutsideOrderId, refund: boolean, message: string): ChannelAnswer<undefined>;
}

/** What an adapter needs to know of a connected store. */
export type ChannelStore = {
  readonly storeId: string;
  readonly domain: string;
  readonly currency: CurrencyCode;
  readonly places: StorePlaces;
};

export type ChannelFactory = (store: ChannelStore) => Channel;
