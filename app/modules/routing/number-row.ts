/**
 * Number row: a fixed row of numbers that the search reads and writes millions of times a second. All rows
 * of the search are Float64Array, so that the engine sees one shape; whole numbers up to 2^53 are exact in it.
 */
export type NumberRow = Float64Array;

export function numberRow(length: number): NumberRow {
  return new Float64Array(length);
}

/** The number at an index that the caller knows to be inside the row. */
export function read(row: NumberRow, index: number): number {
  return row[index] ?? 0;
}

export function increase(row: NumberRow, index: number, by: number): void {
  row[index] = (row[index] ?? 0) + by;
}
