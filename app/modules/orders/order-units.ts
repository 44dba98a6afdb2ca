/** Units of an order line: what is wanted, what suppliers have been asked for, and what lies between. */

/** The sums of a line's ledger, and what was shipped of it. */
export type LineUnits = {
  readonly quantity: number;
  readonly forwardedQuantity: number;
  readonly cancelledQuantity: number;
  readonly removedQuantity: number;
  readonly replacedQuantity: number;
  readonly returnedQuantity: number;
  readonly shippedQuantity: number;
};

/** Units that suppliers are to ship in all: the right side of the ledger's guard. */
export function wantedUnits(line: LineUnits): number {
  return line.quantity - line.removedQuantity + line.replacedQuantity;
}

/** Units that suppliers were asked for and have not given back: the left side of the ledger's guard. */
export function unitsAtSuppliers(line: LineUnits): number {
  return line.forwardedQuantity - line.cancelledQuantity;
}

/** Units that may still be forwarded. */
export function unitsToForward(line: LineUnits): number {
  return Math.max(0, wantedUnits(line) - unitsAtSuppliers(line));
}

/** Units that suppliers were asked for and nobody wants any more. */
export function surplusUnits(line: LineUnits): number {
  return Math.max(0, unitsAtSuppliers(line) - wantedUnits(line));
}
