/**
 * Supplier connector: the kind of link to a supplier (API, CSV files, EDI, e-mail, another hub), spoken to
 * through this port. Whatever the link cannot do is a capability.
 */
import type { AdapterFailure } from '../../platform/adapter-failure.ts';
import type { Instant } from '../../platform/clock.ts';
import type { Money } from '../../platform/money.ts';
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
};

/** One row of a stock delivery, already in our words; `line` counts from 1 as a person would. */
export type FeedLine =
  | {
      readonly kind: 'level';
      readonly line: number;
      readonly supplierSku: string;
      readonly locationCode: string | undefined;
      readonly quantity: number;
      readonly cost: Money | undefined;
      readonly asOf: Instant | undefined;
    }
  | {
      readonly kind: 'refused';
      readonly line: number;
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

export type PurchaseOrderRequest = {
  readonly number: string;
  readonly placedAt: Instant;
  readonly shipTo: PostalAddress;
  readonly shipFromLocationCode: string;
  readonly lines: readonly {
    readonly lineId: string;
    readonly supplierSku: string;
    readonly quantity: number;
    readonly unitCost: Money;
  }[];
};

export type AnsweredLine = {
  readonly lineId: string;
  readonly accepted: number;
  readonly rejected: number;
  readonly backordered: number;
  readonly expectedAt: Instant | undefined;
};

export type PlacedPurchaseOrder = {
  readonly outsideReference: string;
  /** Present when the supplier answered line by line at once. */
  readonly answers: readonly AnsweredLine[] | undefined;
};

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
);

export type ConnectorAnswer<Value> = Promise<Result<Value, AdapterFailure>>;

export interface SupplierConnector {
  readonly capabilities: ConnectorCapabilities;
  /** Fetches stock told since the cursor; 'unchanged' when the supplier has nothing new. */
  collectStock(cursor: string | undefined): ConnectorAnswer<StockDelivery | 'unchanged'>;
  /** Reads a kept delivery as a stream; used again when a feed is resumed. */
  readStock(body: AsyncIterable<Uint8Array>): AsyncIterable<FeedLine>;
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
