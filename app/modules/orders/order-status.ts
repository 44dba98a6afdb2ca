/**
 * Order status: how far an order has come. It follows from the sums of its lines; the table says which
 * moves can occur, and a move that is not in it is a bug.
 */
import { surplusUnits, unitsAtSuppliers, unitsToForward, wantedUnits } from './order-units.ts';
import type { LineUnits } from './order-units.ts';

export const ORDER_STATUSES = [
  'awaiting-release',
  'short',
  'released',
  'part-shipped',
  'shipped',
  'completed',
  'cancelling',
  'cancelled',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

export const ORDER_MOVES: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  // Reserved; payment, delay or a hold keeps it from being sent.
  'awaiting-release': ['short', 'released', 'part-shipped', 'shipped', 'cancelling', 'cancelled'],
  // Some units have no place in any stock.
  short: ['awaiting-release', 'released', 'part-shipped', 'shipped', 'completed', 'cancelling', 'cancelled'],
  released: ['short', 'awaiting-release', 'part-shipped', 'shipped', 'cancelling', 'cancelled'],
  'part-shipped': ['shipped', 'completed', 'cancelling'],
  // Everything wanted has left the suppliers; the store is not told everything yet.
  shipped: ['completed', 'part-shipped', 'cancelling'],
  completed: ['part-shipped', 'shipped', 'cancelling'],
  // Nobody wants units that a supplier may still ship.
  cancelling: ['cancelled', 'released', 'part-shipped', 'shipped', 'completed'],
  cancelled: ['cancelling', 'part-shipped', 'shipped', 'completed'],
}; // prettier-ignore

export type OrderFacts = {
  readonly lines: readonly LineUnits[];
  /** Units that are wanted, not at suppliers and not reserved. */
  readonly missingUnits: number;
  /** Whether the store knows of every parcel. */
  readonly allReported: boolean;
};

/** The status that the sums say. */
export function orderStatusOf({ lines, missingUnits, allReported }: OrderFacts): OrderStatus {
  const wanted = total(lines, wantedUnits);
  const shipped = total(lines, (line) => line.shippedQuantity);
  const toShip = total(lines, (line) => Math.max(0, wantedUnits(line) - line.shippedQuantity));
  if (toShip === 0) {
    if (total(lines, unshippedSurplus) > 0) return 'cancelling';
    if (wanted === 0 && shipped === 0) return 'cancelled';
    return allReported ? 'completed' : 'shipped';
  }
  if (shipped > 0) return 'part-shipped';
  if (missingUnits > 0) return 'short';
  return total(lines, unitsAtSuppliers) > 0 ? 'released' : 'awaiting-release';
}

/** Units that a supplier may still ship although nobody wants them. */
function unshippedSurplus(line: LineUnits): number {
  return Math.min(surplusUnits(line), Math.max(0, unitsAtSuppliers(line) - line.shippedQuantity));
}

export function mayMove(from: OrderStatus, to: OrderStatus): boolean {
  return from === to || ORDER_MOVES[from].includes(to);
}

/** Nothing more will be routed or sent for such an order unless the store asks for more. */
export function isOver(status: OrderStatus): boolean {
  return status === 'completed' || status === 'cancelled';
}

/** Whether part of it can still be called off without asking a supplier. */
export function isBeforeForwarding(lines: readonly LineUnits[]): boolean {
  return lines.every((line) => unitsAtSuppliers(line) === 0);
}

export function hasUnitsToForward(lines: readonly LineUnits[]): boolean {
  return lines.some((line) => unitsToForward(line) > 0);
}

function total(lines: readonly LineUnits[], unitsOf: (line: LineUnits) => number): number {
  return lines.reduce((sum, line) => sum + unitsOf(line), 0);
}
