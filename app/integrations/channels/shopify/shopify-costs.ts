/**
 * Cost book: what each operation costs as requested, learnt from the answers, so that exactly that much is reserved
 * before the next call. Kept in memory only: a guess that is too high is given back after the call.
 */
import type { ShopifyOperation } from './shopify-operation.ts';

const DEAREST = 1_000;

export type CostBook = {
  readonly expected: (operation: ShopifyOperation<unknown>, variables: unknown) => number;
  readonly learn: (
    operation: ShopifyOperation<unknown>,
    variables: unknown,
    requested: number,
  ) => void;
};

export function createCostBook(): CostBook {
  const known = new Map<string, number>();
  return {
    expected(operation, variables) {
      const size = sizeOf(variables);
      return Math.min(DEAREST, known.get(keyOf(operation, size)) ?? guess(operation, size));
    },
    learn(operation, variables, requested) {
      const key = keyOf(operation, sizeOf(variables));
      // Calls of one size may differ in what they carry: the dearest counts.
      known.set(key, Math.max(known.get(key) ?? 0, requested));
    },
  };
}

function keyOf(operation: ShopifyOperation<unknown>, size: number): string {
  return `${operation.name}:${size}`;
}

function guess({ points }: ShopifyOperation<unknown>, size: number): number {
  return typeof points === 'number' ? points : points(size);
}

/** What makes a call dear: entries of lists and the sizes of pages asked for. */
function sizeOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let size = Array.isArray(value) ? value.length : 0;
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner === 'number' && (name === 'first' || name === 'lines')) size += inner;
    else if (typeof inner === 'object') size += sizeOf(inner);
  }
  return size;
}
