import type { ImportedProduct } from '../stores/channel.ts';
import type { ProductImportContext } from './product-import.ts';

/** What the store was sent for each variant: the quantity it shows from now on, and the price in minor units. */
export type SentVariant = {
  readonly variantId: string;
  readonly quantity: number;
  readonly priceMinor: number;
};

/**
 * Records that a product stands in a store. New listings are told what the import sent; a listing that existed
 * keeps what it was last told, because a repeated import does not write stock.
 */
export async function recordImportedProduct(
  { tx, clock }: ProductImportContext,
  input: {
    distributorId: string;
    connectionId: string;
    storeId: string;
    imported: ImportedProduct;
    sent: readonly SentVariant[];
    /** Of the catalogue as it was sent. */
    contentHash: string;
    /** Whether the online store shows it. */
    published: boolean;
  },
): Promise<void> {
  const { distributorId, connectionId, storeId, imported, contentHash, published } = input;
  const now = clock.now();
  const sent = new Map(input.sent.map((variant) => [variant.variantId, variant]));
  const rows = imported.variants.map((variant) => ({
    variant_id: variant.key,
    outside_variant_id: variant.outsideVariantId,
    outside_stock_id: variant.outsideStockId,
    told_quantity: sent.get(variant.key)?.quantity ?? null,
    told_price_minor: sent.get(variant.key)?.priceMinor ?? null,
  }));
  await tx.$executeRaw`
    update listed_product set status = 'listed', outside_product_id = ${imported.outsideProductId},
      content_hash = case when listed_at is null then ${contentHash} else content_hash end,
      hidden_at = case when listed_at is null and not ${published} then ${now}::timestamptz else hidden_at end,
      listed_at = coalesce(listed_at, ${now}), failure = null
    where distributor_id = ${distributorId}::uuid and connection_id = ${connectionId}::uuid
      and product_id = ${imported.key}::uuid`;
  await tx.$executeRaw`
    insert into listing (distributor_id, connection_id, variant_id, product_id, store_id, outside_variant_id,
      outside_stock_id, status, told_quantity, told_price_minor, told_at, confirmed_at)
    select ${distributorId}::uuid, ${connectionId}::uuid, r.variant_id, ${imported.key}::uuid, ${storeId}::uuid,
      r.outside_variant_id, r.outside_stock_id, 'live', r.told_quantity, r.told_price_minor, ${now}, ${now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(variant_id uuid, outside_variant_id text,
      outside_stock_id text, told_quantity int, told_price_minor bigint)
    order by r.variant_id
    on conflict (distributor_id, connection_id, variant_id) do update set
      outside_variant_id = excluded.outside_variant_id, outside_stock_id = excluded.outside_stock_id,
      status = 'live',
      told_quantity = case when listing.outside_stock_id = excluded.outside_stock_id
        then listing.told_quantity else excluded.told_quantity end`;
}

/** Marks a picked product as not sellable in this store, with what to change. */
export async function recordRefusedProduct(
  { tx }: ProductImportContext,
  input: { distributorId: string; connectionId: string; productId: string; why: string },
): Promise<void> {
  await tx.$executeRaw`
    update listed_product set failure = ${input.why},
      status = case when status = 'listed' then 'listed' else 'refused' end
    where distributor_id = ${input.distributorId}::uuid and connection_id = ${input.connectionId}::uuid
      and product_id = ${input.productId}::uuid`;
}
