/**
 * Substitute: another article that a supplier offers for units of a line. They neither come nor are refused until
 * somebody has decided; the line keeps its identity, so that the supplier's messages go on naming it.
 */
import type { Id } from '../../platform/ids.ts';
import type { OfferedSubstitute } from '../suppliers/supplier-connector.ts';

export type Substitute = {
  readonly supplierSku: string;
  readonly title: string | null;
  readonly quantity: number;
  /** Minor units of the purchase order's currency; null: the cost of the article asked for. */
  readonly unitCostMinor: number | null;
  readonly state: 'offered' | 'accepted' | 'declined';
  /** The distributor's own variant under this SKU; null: the catalogue does not have it. */
  readonly variantId: Id<'Variant'> | null;
  /** What was asked for, once another article has taken its place. */
  readonly askedSku?: string;
};

/** Units that wait for a decision: neither coming nor refused. */
export function unitsOffered(substitute: Substitute | null): number {
  return substitute?.state === 'offered' ? substitute.quantity : 0;
}

/** The same offer again keeps what was decided of it; one that is not made any more is only kept once decided. */
export function substituteAfter(
  before: Substitute | null,
  offered: OfferedSubstitute | undefined,
  unitCostMinor: number | null,
): Substitute | null {
  if (!offered || offered.quantity === 0) return before?.state === 'offered' ? null : before;
  const { supplierSku, quantity, title = null } = offered;
  const isSame = before?.supplierSku === supplierSku && before.unitCostMinor === unitCostMinor;
  if (before && isSame && (before.state !== 'offered' || before.quantity === quantity))
    return before;
  return { supplierSku, title, quantity, unitCostMinor, state: 'offered', variantId: null };
}
