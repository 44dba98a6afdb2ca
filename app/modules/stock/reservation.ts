/**
 * Reservation: units promised to an order line and not yet inside the supplier's own figure; tentative before
 * the order's release, firm after it.
 */
import type { Instant } from '../../platform/clock.ts';
import type { Id } from '../../platform/ids.ts';
import type { ReservationState } from './reservation-status.ts';
import type { LevelKey, SupplierId, VariantId } from './stock-level.ts';

export type ReservationId = Id<'Reservation'>;
export type Commitment = 'tentative' | 'firm';

export type Reservation = LevelKey & {
  readonly reservationId: ReservationId;
  readonly orderLineId: Id<'OrderLine'>;
  readonly supplierId: SupplierId;
  readonly quantity: number;
  readonly commitment: Commitment;
  readonly state: ReservationState;
  readonly purchaseOrderId: Id<'PurchaseOrder'> | undefined;
  readonly deductedAt: Instant | undefined;
};

export type ReservationItem = LevelKey & {
  readonly orderLineId: Id<'OrderLine'>;
  readonly supplierId: SupplierId;
  readonly quantity: number;
};

/** Units that a store is seen to have sold while their order has not come yet. */
export type UnseenSale = { readonly variantId: VariantId; readonly quantity: number };

/** A reservation, or so many units of it. */
export type ReservationPart = { readonly reservationId: ReservationId; readonly quantity: number };
