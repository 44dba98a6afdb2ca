/**
 * Order: the lines of one shop order that belong to one distributor, in our words. Order line: so many
 * units of one variant. What becomes of its units is told by a ledger of entries (forward, cancel, remove,
 * replace, return); the sums by kind stand on the line.
 */
import type { Clock, Instant } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';
import type { PaymentState } from '../stores/channel.ts';
import type { OrderStatus } from './order-status.ts';

export type OrderId = Id<'Order'>;
export type OrderLineId = Id<'OrderLine'>;

/** What the verbs of orders need. */
export type OrdersContext = { readonly tx: Tx; readonly clock: Clock };

export type OrderKey = { readonly distributorId: Id<'Distributor'>; readonly orderId: OrderId };

export type Order = {
  readonly distributorId: Id<'Distributor'>;
  readonly id: OrderId;
  readonly connectionId: Id<'Connection'>;
  readonly storeId: Id<'Store'>;
  readonly outsideOrderId: string;
  /** The store's fulfilment orders at our place, as last read. */
  readonly outsideFulfilmentOrderIds: readonly string[];
  /** As the shop prints it, for example "#1001". */
  readonly name: string;
  readonly number: number;
  readonly status: OrderStatus;
  readonly payment: PaymentState;
  readonly currency: string;
  readonly destinationCountry: string;
  readonly isTest: boolean;
  readonly placedAt: Instant;
  readonly paidAt: Instant | null;
  readonly storeUpdatedAt: Instant;
  readonly storeReadAt: Instant;
  readonly rerouteAt: Instant | null;
  /** The latest moment at which it should be at the door, as routing promised it first. */
  readonly promisedBy: Instant | null;
  readonly partAllowed: boolean;
  readonly cancellation: 'requested' | 'accepted' | 'refused' | null;
  /** What to do in the store once nothing of it ships, where somebody here asked for that; left out: not read. */
  readonly cancelInStore?: 'reject' | 'cancel' | 'refund' | null;
  readonly releaseAt: Instant | null;
  readonly releasedAt: Instant | null;
  /** The rule that set the moment of release, in words; null where the connection's own terms did. */
  readonly releaseReason: string | null;
  readonly acceptedInStoreAt: Instant | null;
  readonly cancelledAt: Instant | null;
  readonly closedAt: Instant | null;
};

export type OrderLine = {
  readonly id: OrderLineId;
  readonly orderId: OrderId;
  readonly outsideLineId: string;
  readonly variantId: Id<'Variant'>;
  readonly title: string;
  readonly quantity: number;
  readonly forwardedQuantity: number;
  readonly cancelledQuantity: number;
  /** Taken off in the store before they were shipped. */
  readonly removedQuantity: number;
  /** Sent once more with somebody's authority. */
  readonly replacedQuantity: number;
  /** Given back after they were shipped. */
  readonly returnedQuantity: number;
  /** Of the removed units those that were called off here while the store still shows them; left out: not read. */
  readonly calledOffQuantity?: number;
  readonly shippedQuantity: number;
  readonly unitPriceMinor: number;
  readonly unitWholesaleMinor: number;
  readonly wholesaleCurrency: string;
};
