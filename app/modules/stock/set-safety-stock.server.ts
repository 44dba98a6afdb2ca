import { markChanged } from './mark-changed.server.ts';
import type {
  DistributorId,
  StockContext,
  SupplierId,
  SupplierLocationId,
  VariantId,
} from './stock-level.ts';

/** Of a whole supplier, of one of its locations, or of one SKU there: what is set for less goes before what is set for more. */
export type SafetyScope = {
  readonly supplierId: SupplierId;
  readonly locationId?: SupplierLocationId;
  readonly variantId?: VariantId;
};

/**
 * Sets how many units stores are never shown, though orders may draw on them; undefined: as the wider rule says. The
 * levels concerned carry the figure themselves, so that an offer needs no further look-up, and their offers follow.
 */
export async function setSafetyStock(
  context: StockContext,
  input: {
    readonly distributorId: DistributorId;
    readonly scope: SafetyScope;
    readonly units: number | undefined;
  },
): Promise<void> {
  const { distributorId, scope, units } = input;
  const rows = await context.tx.$queryRaw<{ variantId: VariantId }[]>`
    select distinct variant_id as "variantId" from set_safety_stock(${distributorId}::uuid, ${scope.supplierId}::uuid,
      ${scope.locationId ?? null}::uuid, ${scope.variantId ?? null}::uuid, ${units ?? null}::integer) as t(variant_id)`;
  const variantIds = rows.map(({ variantId }) => variantId);
  await markChanged(context, distributorId, variantIds);
}
