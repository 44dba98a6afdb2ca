/**
 * Store event: a store's word that something changed. Its payload is a hint of what to read again, never the truth,
 * and is reduced to ids before it is kept, so the inbox holds no shopper's data.
 */
import type { Instant } from '../../platform/clock.ts';
import type { Result } from '../../platform/result.ts';

export type StoreEventKind =
  | 'order-changed'
  | 'fulfilment-order-changed'
  /** Somebody asks us to ship a fulfilment order: mostly we ourselves, in the merchant's name. */
  | 'fulfilment-requested'
  | 'product-changed'
  | 'product-deleted'
  | 'store-uninstalled'
  | 'scopes-changed'
  | 'store-changed'
  | 'location-gone'
  | 'bulk-finished'
  | 'privacy-data-request'
  | 'privacy-redact-customer'
  | 'privacy-redact-store';

export type StoreEventHint = {
  readonly kind: StoreEventKind;
  /** The channel's id of the thing that changed, in the form that the channel's port takes. */
  readonly outsideId?: string | undefined;
  /** Privacy events: the orders they are about. */
  readonly outsideOrderIds?: readonly string[] | undefined;
  /** Privacy events: the channel's own id of the request and of the customer (numbers, no names). */
  readonly requestId?: string | undefined;
  readonly customerId?: string | undefined;
};

/** Events that our own writes raise too travel in their own lane, so that a flood of them delays no order. */
export type StoreEventLane = 'main' | 'catalog';

export type StoreEventEnvelope = {
  readonly channel: string;
  /** The channel's own address of the shop, for example x.myshopify.com. */
  readonly domain: string;
  readonly topic: string;
  /** With channel, domain and topic unique: the same event sent again has the same key. */
  readonly eventKey: string;
  readonly lane: StoreEventLane;
  readonly hint: StoreEventHint;
  readonly triggeredAt: Instant | undefined;
};

export type StoreEventRefusal = 'bad-signature' | 'unreadable';

export interface StoreEventReader {
  /** Checks the signature on the bytes as they came, then reads. Header names are in lower case. */
  read(
    headers: Readonly<Record<string, string | readonly string[] | undefined>>,
    rawBody: Uint8Array,
  ): Result<StoreEventEnvelope, StoreEventRefusal>;
}
