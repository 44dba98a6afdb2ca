/** Allocation: which payment or credit note closes how much of which open item. */

export type Source = {
  readonly id: string;
  readonly kind: 'payment' | 'credit-note';
  readonly leftMinor: number;
};
export type OpenItem = {
  readonly id: string;
  readonly kind: 'document' | 'supplier-invoice';
  readonly openMinor: number;
};
export type Allocation = {
  readonly source: Source;
  readonly item: OpenItem;
  readonly amountMinor: number;
};

/**
 * Spends what is left of the sources on the open items, both in the order given (the oldest first). One currency; minor
 * units. What is left over stays on account.
 */
export function allocate(
  sources: readonly Source[],
  items: readonly OpenItem[],
): readonly Allocation[] {
  const allocations: Allocation[] = [];
  const left = sources.map(({ leftMinor }) => leftMinor);
  let from = 0;
  for (const item of items) {
    let open = item.openMinor;
    while (open > 0 && from < sources.length) {
      const source = sources[from];
      const amountMinor = Math.min(open, left[from] ?? 0);
      if (source && amountMinor > 0) {
        allocations.push({ source, item, amountMinor });
        open -= amountMinor;
        left[from] = (left[from] ?? 0) - amountMinor;
      }
      if ((left[from] ?? 0) <= 0) from += 1;
    }
  }
  return allocations;
}
