import { currencyCode, money } from '../../platform/money.ts';
import type { FoundListing, ListingsContext } from './listing.ts';

type Row = Omit<FoundListing, 'toldPrice'> & {
  readonly toldPriceMinor: number | null;
  readonly currency: string;
};

/** The listings behind the variants that a store names, in an order for example; what is not ours has none. */
export async function findListingsByOutsideVariant(
  { tx }: Pick<ListingsContext, 'tx'>,
  { storeId, outsideVariantIds }: { storeId: string; outsideVariantIds: readonly string[] },
): Promise<readonly FoundListing[]> {
  if (outsideVariantIds.length === 0) return [];
  const rows = await tx.$queryRaw<Row[]>`
    /* planned once */ select l.distributor_id as "distributorId", l.connection_id as "connectionId", l.variant_id as "variantId",
      l.product_id as "productId", l.outside_variant_id as "outsideVariantId", l.status,
      l.told_price_minor::float8 as "toldPriceMinor", s.currency
    from listing l join store s on s.id = l.store_id
    where l.store_id = ${storeId}::uuid and l.outside_variant_id = any(${[...outsideVariantIds]}::text[])`;
  return rows.map(({ toldPriceMinor, currency, ...row }) => ({
    ...row,
    toldPrice: toldPriceMinor === null ? undefined : money(toldPriceMinor, currencyCode(currency)),
  }));
}
