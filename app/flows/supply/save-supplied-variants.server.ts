import { variantIdOf } from '../../modules/catalog/product.ts';
import type { VariantId } from '../../modules/catalog/product.ts';
import type {
  ParsedProduct,
  ParsedVariant,
} from '../../modules/catalog/shopify-csv/shopify-csv.ts';
import { applyLevels } from '../../modules/stock/apply-levels.server.ts';
import { markChanged } from '../../modules/stock/mark-changed.server.ts';
import type { StockContext } from '../../modules/stock/stock-level.ts';
import {
  findSupplier,
  findTakenSkus,
  upsertSupplies,
} from '../../modules/suppliers/suppliers.repository.server.ts';
import { shareOf } from '../../platform/money.ts';
import type { Money } from '../../platform/money.ts';
import type { Instant } from '../../platform/clock.ts';
import type { DistributorId } from '../../modules/accounts/account.ts';
import type { SupplierId, SupplierLocationId } from '../../modules/suppliers/supplier.ts';

type SuppliedFile = {
  readonly id: string;
  readonly distributorId: string;
  readonly supplierId: string | null;
  readonly assumedCostBasisPoints: number | null;
  readonly startedAt: Instant;
};

type Supplied = { readonly variantId: VariantId; readonly variant: ParsedVariant };

/**
 * Where a catalogue file is also a supplier's list: says what the supplier supplies, at which cost (the file's,
 * else the assumed share of the price; a variant with neither gets no supply), and what it has at its first
 * location, as of the file's arrival.
 */
export async function saveSuppliedVariants(
  context: StockContext,
  file: SuppliedFile,
  products: readonly ParsedProduct[],
): Promise<void> {
  if (!file.supplierId) return;
  const key = { distributorId: file.distributorId, supplierId: file.supplierId };
  const supplier = await findSupplier(context.tx, key);
  const location = supplier?.supplierLocations[0];
  if (!supplier || !location) return;
  const supplied = products.flatMap((product) =>
    product.variants.map((variant) => ({
      variantId: variantIdOf(file.distributorId, product.handle, variant.optionValues),
      variant,
    })),
  );
  const costed = supplied.flatMap((one) => {
    const cost = costOf(one.variant, file.assumedCostBasisPoints);
    return cost === undefined ? [] : [{ ...one, cost }];
  });
  const skus = await chooseSkus(context, key, costed);
  const records = costed.map(({ variantId, cost }) => ({
    variant_id: variantId,
    supplier_sku: skus.get(variantId) ?? variantId,
    cost_minor: cost.minor,
    lead_time_days: null,
  }));
  // The file's amounts are in the catalogue's currency, whatever the supplier charges in otherwise.
  const changed = await upsertSupplies(
    context,
    key,
    costed[0]?.cost.currency ?? supplier.currency,
    records,
  );
  // What a supplier says of its levels tells the followers by itself; that it supplies at all is told here.
  await markChanged(context, file.distributorId as DistributorId, changed as VariantId[]);
  await applyLevels(
    context,
    {
      distributorId: file.distributorId as DistributorId,
      supplierId: file.supplierId as SupplierId,
      reference: file.id,
      epoch: supplier.epoch,
      receivedAt: file.startedAt,
    },
    costed.flatMap(({ variantId, variant }) =>
      variant.quantity === undefined
        ? []
        : [
            {
              variantId,
              locationId: location.id as SupplierLocationId,
              quantity: variant.quantity,
              statedAsOf: file.startedAt,
            },
          ],
    ),
  );
}

function costOf(
  { cost, price }: ParsedVariant,
  assumedBasisPoints: number | null,
): Money | undefined {
  if (cost) return cost;
  return assumedBasisPoints === null || !price ? undefined : shareOf(price, assumedBasisPoints);
}

/** A supplier's SKU names one variant: where the file repeats one, or has none, the variant's own id stands in. */
async function chooseSkus(
  context: StockContext,
  key: { distributorId: string; supplierId: string },
  supplied: readonly Supplied[],
): Promise<ReadonlyMap<string, string>> {
  const skus = supplied.flatMap(({ variant }) => variant.sku ?? []);
  const owners = new Map(await findTakenSkus(context, key, skus));
  return new Map(
    supplied.map(({ variantId, variant }) => {
      const { sku } = variant;
      if (!sku) return [variantId, variantId];
      const owner = owners.get(sku) ?? variantId;
      owners.set(sku, owner);
      return [variantId, owner === variantId ? sku : variantId];
    }),
  );
}
