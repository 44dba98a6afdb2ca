/**
 * Supplier item: an article as a supplier names it, under a SKU that no supply has yet. It is matched to one variant
 * (which then has a supply under that SKU), or set aside. Rules decide where a code names exactly one variant; all
 * else waits for a person.
 */
import type { Id } from '../../platform/ids.ts';

export type SupplierItemId = Id<'SupplierItem'>;
export type SupplierItemKey = { readonly distributorId: string; readonly itemId: string };

/** What a supplier says of an article; anything but the SKU may be missing. */
export type NotedItem = {
  readonly supplierSku: string;
  readonly title?: string | undefined;
  readonly brand?: string | undefined;
  /** With a valid check digit. */
  readonly gtin?: string | undefined;
  /** The manufacturer's part number. */
  readonly mpn?: string | undefined;
  /** Minor units of the supplier's currency. */
  readonly costMinor?: number | undefined;
};

/** Why the rules left an item to a person. */
export type MatchDoubt =
  | 'no-code'
  | 'no-variant'
  | 'several-variants'
  | 'variant-taken'
  | 'no-cost';

export type SupplierItem = {
  readonly id: SupplierItemId;
  readonly supplierId: string;
  readonly supplierSku: string;
  readonly title: string | null;
  readonly brand: string | null;
  readonly gtin: string | null;
  readonly mpn: string | null;
  readonly costMinor: number | null;
  readonly currency: string;
  readonly status: 'open' | 'matched' | 'rejected';
  readonly variantId: string | null;
};

/** A variant that a code of the item names. */
export type MatchCandidate = {
  readonly variantId: string;
  /** The supplier supplies it already, under another SKU. */
  readonly isTaken: boolean;
};

export type MatchDecision =
  | { readonly kind: 'match'; readonly variantId: string; readonly by: 'gtin' | 'mpn' }
  | { readonly kind: 'doubt'; readonly why: MatchDoubt };

/**
 * What the rules say: the GTIN decides where it names one variant; if it names none, number and brand together may.
 * A code that names several variants, or one that the supplier supplies already, is never guessed at.
 */
export function decideMatch(
  item: Pick<SupplierItem, 'gtin' | 'mpn' | 'brand' | 'costMinor'>,
  named: { readonly byGtin: readonly MatchCandidate[]; readonly byMpn: readonly MatchCandidate[] },
): MatchDecision {
  const hasCode = item.gtin !== null || (item.mpn !== null && item.brand !== null);
  if (!hasCode) return { kind: 'doubt', why: 'no-code' };
  const by = named.byGtin.length > 0 ? 'gtin' : 'mpn';
  const candidates = by === 'gtin' ? named.byGtin : named.byMpn;
  const [only] = candidates;
  if (!only) return { kind: 'doubt', why: 'no-variant' };
  if (candidates.length > 1) return { kind: 'doubt', why: 'several-variants' };
  if (only.isTaken) return { kind: 'doubt', why: 'variant-taken' };
  if (item.costMinor === null) return { kind: 'doubt', why: 'no-cost' };
  return { kind: 'match', variantId: only.variantId, by };
}
