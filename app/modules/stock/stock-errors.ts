import type { LevelKey } from './stock-level.ts';

export type StockShortage = LevelKey & { readonly missing: number };

/** Not all of the units are there; nothing was reserved. */
export type StockShort = {
  readonly kind: 'stock-short';
  readonly shortages: readonly StockShortage[];
};
