/**
 * Return (RMA): units of one order on their way back to the supplier that shipped them. One wish of a shopper becomes
 * one return for each of those suppliers. What is decided, where the goods are and what became of the money move
 * independently of each other, since they happen in any order; a return is closed when all of them are settled.
 */
import type { Clock, Instant } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';
import type { OrderId } from '../orders/order.ts';
import type { LabelPayer, LabelSource, ReturnPolicy, ReturnReason } from './return-policy.ts';
import type { ReturnDecision, ReturnStatus } from './return-status.ts';

export type ReturnId = Id<'Return'>;
export type ReturnLineId = Id<'ReturnLine'>;
export type ReturnsContext = { readonly tx: Tx; readonly clock: Clock };
export type ReturnKey = {
  readonly distributorId: Id<'Distributor'>;
  readonly returnId: ReturnId;
};

/** Who began it: a person on either side, a refund that the store made by itself, or a cancellation that came too late. */
export const RETURN_ORIGINS = ['retailer', 'distributor', 'store-refund', 'cancellation'] as const;
export type ReturnOrigin = (typeof RETURN_ORIGINS)[number];

/** Condition of a unit as inspected: as new, opened, used, or not to be sold again. `kept`: it does not come back. */
export const GRADES = ['A', 'B', 'C', 'unsaleable'] as const;
export type Grade = (typeof GRADES)[number];
/**
 * What was done with a unit: put on our own shelf again, taken over by the supplier (whose own figure will tell),
 * thrown away, or left with the shopper.
 */
export const DISPOSITIONS = ['restocked', 'supplier', 'disposed'] as const;
export type Disposition = (typeof DISPOSITIONS)[number];

/** Units of one line found in one condition. */
export type GradedUnits = {
  readonly returnLineId: ReturnLineId;
  readonly grade: Grade | 'kept';
  readonly disposition: Disposition | 'kept';
  readonly quantity: number;
  /** Whether the retailer gets their wholesale price back. */
  readonly credited: boolean;
};

/** The store's refund to the shopper; `by-hand`: the retailer sees to it, and its news are matched. */
export type RefundState = 'by-hand' | 'wanted' | 'sending' | 'done' | 'parked';
/** What has to have happened before the store refunds by itself. */
export const REFUND_MOMENTS = ['authorised', 'received', 'inspected'] as const;
export type RefundMoment = (typeof REFUND_MOMENTS)[number];

/** `none`: it has been decided that the supplier gives nothing for it. */
export type SupplierCredit = 'awaited' | 'received' | 'none';

export type ReturnCase = {
  readonly distributorId: Id<'Distributor'>;
  readonly id: ReturnId;
  readonly requestId: string;
  readonly number: string;
  readonly orderId: OrderId;
  readonly connectionId: Id<'Connection'>;
  readonly storeId: Id<'Store'>;
  readonly supplierId: Id<'Supplier'>;
  readonly origin: ReturnOrigin;
  readonly reason: ReturnReason;
  readonly note: string;
  readonly status: ReturnStatus;
  readonly decision: ReturnDecision;
  readonly decisionReason: string;
  readonly policy: ReturnPolicy;
  readonly policyVersion: number;
  readonly refund: RefundState;
  readonly refundWhen: RefundMoment;
  readonly refundAttempt: number;
  readonly refundFailure: string | null;
  readonly outsideRefundId: string | null;
  /** Minor units of `storeCurrency`, as the amount refunded. */
  readonly refundShippingMinor: number;
  readonly refundedMinor: number | null;
  readonly storeCurrency: string;
  readonly supplierCredit: SupplierCredit;
  readonly labelFrom: LabelSource;
  readonly labelPaidBy: LabelPayer;
  readonly labelCostMinor: number | null;
  readonly labelCurrency: string | null;
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
  readonly trackingUrl: string | null;
  readonly requestedAt: Instant;
  readonly decidedAt: Instant | null;
  readonly sentAt: Instant | null;
  readonly receivedAt: Instant | null;
  readonly inspectedAt: Instant | null;
  readonly refundedAt: Instant | null;
  readonly creditedAt: Instant | null;
  readonly supplierCreditedAt: Instant | null;
  readonly closedAt: Instant | null;
  readonly dueAt: Instant | null;
};

export type ReturnLine = {
  readonly id: ReturnLineId;
  readonly returnId: ReturnId;
  readonly orderLineId: Id<'OrderLine'>;
  readonly outsideLineId: string;
  readonly purchaseOrderLineId: Id<'PurchaseOrderLine'>;
  readonly variantId: Id<'Variant'>;
  readonly locationId: Id<'SupplierLocation'>;
  readonly quantity: number;
  readonly receivedQuantity: number;
  /** Units that the store has refunded to the shopper. */
  readonly refundedQuantity: number;
  readonly unitWholesaleMinor: number;
  readonly wholesaleCurrency: string;
  readonly unitCostMinor: number;
  readonly costCurrency: string;
  readonly shippedAt: Instant | null;
};

export type ReturnWithLines = ReturnCase & {
  readonly lines: readonly ReturnLine[];
  readonly grades: readonly GradedUnits[];
};

/** A unit's worth of wholesale and cost, kept with the return as they stood when it was opened. */
export type NewReturnLine = Omit<
  ReturnLine,
  'returnId' | 'outsideLineId' | 'receivedQuantity' | 'refundedQuantity'
>;
