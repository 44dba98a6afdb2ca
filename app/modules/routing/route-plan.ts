/**
 * Route plan: which supplier location ships how many units of each order line, what that is expected to
 * cost, what could not be placed and why, and why nothing else was chosen. It is data: it is stored,
 * explained on a screen (`describePlan`) and replayed (`planRoute(plan.input)`).
 *
 * Shipment: all that one location sends for one order, in one or more parcels.
 */
import type { Id } from '../../platform/ids.ts';
import type { CurrencyCode } from '../../platform/money.ts';
import type { CostParts } from './cost-parts.ts';
import type { RoutingInput } from './routing-input.ts';

export type Allocation = {
  readonly orderLineId: Id<'OrderLine'>;
  readonly supplierId: Id<'Supplier'>;
  readonly locationId: Id<'SupplierLocation'>;
  readonly quantity: number;
};

export type PlannedShipment = {
  readonly supplierId: Id<'Supplier'>;
  readonly locationId: Id<'SupplierLocation'>;
  readonly units: number;
  readonly weightGrams: number;
  /** What the carrier bills, where volume makes it more than the weight. */
  readonly billedGrams?: number;
  readonly carrier?: string;
  readonly parcels: number;
  readonly costs: CostParts;
  readonly totalMinor: number;
};

export type SupplierShare = {
  readonly supplierId: Id<'Supplier'>;
  readonly costs: CostParts;
  readonly totalMinor: number;
};

/** Why a candidate could never take a unit of a line, seen alone. */
export type Rejection =
  | 'out-of-stock'
  | 'outside-contract'
  | 'outside-territory'
  | 'below-margin-floor'
  | 'no-parcel-rate'
  | 'other-carrier'
  | 'over-parcel-weight'
  | 'capacity'
  | 'minimum-order';

/** `costlier`: could ship the line, but the whole order costs less without. The last two explain a shortage. */
export type Verdict = Rejection | 'chosen' | 'costlier' | 'stock-taken' | 'split-forbidden';

export type ConsideredCandidate = {
  readonly orderLineId: Id<'OrderLine'>;
  readonly supplierId: Id<'Supplier'>;
  readonly locationId: Id<'SupplierLocation'>;
  readonly allocatable: number;
  readonly unitCostMinor: number;
  readonly quantity: number;
  readonly verdict: Verdict;
  /** What a shipment of nothing but this line (as far as stock goes) would cost; absent when rejected. */
  readonly alone?: CostParts;
};

/** Everything from one location: the plan a person would compare first. */
export type RouteAlternative = {
  readonly supplierId: Id<'Supplier'>;
  readonly locationId: Id<'SupplierLocation'>;
  readonly units: number;
  readonly shortUnits: number;
  readonly costs: CostParts;
  readonly totalMinor: number;
  /** Its total less the plan's; says little where it places fewer units. */
  readonly extraMinor: number;
};

export type Shortage = {
  readonly orderLineId: Id<'OrderLine'>;
  readonly quantity: number;
  readonly reasons: readonly ShortageReason[];
};
export type ShortageReason = {
  readonly supplierId: Id<'Supplier'>;
  readonly locationId: Id<'SupplierLocation'>;
  readonly verdict: Verdict;
};

/** How sure the plan is: with `exact` no plan places more units, nor as many for less. */
export type SearchReport = {
  readonly exact: boolean;
  readonly nodes: number;
  /** No plan that places as many units costs less than this. */
  readonly lowerBoundMinor: number;
  readonly gapMinor: number;
  /** Units that a longer search might still place; 0 when exact. */
  readonly gapUnits: number;
};

export type RoutingPlan = {
  readonly ruleVersion: string;
  readonly currency: CurrencyCode;
  readonly allocations: readonly Allocation[];
  readonly shipments: readonly PlannedShipment[];
  readonly suppliers: readonly SupplierShare[];
  readonly costs: CostParts;
  readonly totalMinor: number;
  readonly shortages: readonly Shortage[];
  readonly candidates: readonly ConsideredCandidate[];
  readonly alternatives: readonly RouteAlternative[];
  readonly search: SearchReport;
  readonly input: RoutingInput;
};
