/** What differences between store, hub and supplier are called on screens. */
import type { Difference } from '../modules/orders/three-way.ts';

const WORDS: Readonly<Record<Difference, string>> = {
  'missing-in-hub': 'Missing in the hub',
  'missing-in-store': 'Gone from the store',
  'cancelled-in-store-only': 'Cancelled in the store only',
  'refunded-in-store-only': 'Refunded in the store only',
  'fulfilled-by-others': 'Fulfilled by others',
  'quantity-differs': 'Quantities differ',
  'cancelled-in-hub-only': 'Called off here only',
  'not-forwarded': 'Not sent to a supplier',
  'not-at-supplier': 'Unknown to the supplier',
  'shipped-at-supplier-only': 'Shipped, not told to us',
  'cancelled-at-supplier-only': 'Cancelled by the supplier only',
  'cancelled-here-only': 'Cancelled here only',
  'shipped-not-in-store': 'Shipped, not told to the store',
};

export function differenceWords(kind: Difference): string {
  return WORDS[kind];
}

/** Of an exception that tells such a difference; undefined for any other kind. */
export function differenceTold(exceptionKind: string): string | undefined {
  const kind = exceptionKind.replace(/^differs-/, '');
  const words: Readonly<Record<string, string>> = WORDS;
  return kind === exceptionKind ? undefined : words[kind];
}
