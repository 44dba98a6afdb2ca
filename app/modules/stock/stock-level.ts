/**
 * Stock level: what one location of a supplier has of one variant, as of a moment, and how many of those units
 * are promised and not yet inside the supplier's own figure. Allocatable = on hand − reserved.
 */
import type { Clock, Instant } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';
import type { Money } from '../../platform/money.ts';

export type StockContext = { readonly tx: Tx; readonly clock: Clock };

export type VariantId = Id<'Variant'>;
export type SupplierId = Id<'Supplier'>;
export type SupplierLocationId = Id<'SupplierLocation'>;
export type DistributorId = Id<'Distributor'>;

export type LevelKey = { readonly variantId: VariantId; readonly locationId: SupplierLocationId };

/** A supplier's figure for one level; `statedAsOf` is the moment that the supplier names, if it names one. */
export type ToldLevel = LevelKey & {
  readonly quantity: number;
  readonly statedAsOf: Instant | undefined;
};

/** A level that is promised beyond what it has. */
export type ShortLevel = LevelKey & { readonly onHand: number; readonly reserved: number };

export type AppliedLevels = {
  /** Levels that took the figure, changed or confirmed; the others had a newer one. */
  readonly applied: number;
  readonly changed: number;
  readonly short: readonly ShortLevel[];
  readonly recovered: readonly LevelKey[];
};

/** What one location could give of a variant to an order of one connection. */
export type SupplyOption = {
  readonly variantId: VariantId;
  readonly supplierId: SupplierId;
  readonly locationId: SupplierLocationId;
  readonly supplierSku: string;
  readonly onHand: number;
  readonly reserved: number;
  /** On hand − reserved as far as the age of the figure lets it count; never negative. */
  readonly allocatable: number;
  readonly cost: Money;
  /** Costs of a unit from so many on, rising in quantity, as they are in force; minor units of the cost's currency. */
  readonly costTiers?: readonly { readonly minQuantity: number; readonly costMinor: number }[];
  readonly leadTimeDays: number | undefined;
  readonly tier: string;
  readonly country: string;
  readonly asOf: Instant;
  readonly confirmedAt: Instant;
};
