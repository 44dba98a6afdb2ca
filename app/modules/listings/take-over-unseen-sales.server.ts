import type { Id } from '../../platform/ids.ts';
import { releaseUnseenSales } from '../stock/release-unseen-sales.server.ts';
import type { ListingsContext } from './listing.ts';
import type { StoreSale } from './lower-told.server.ts';

type Taken = {
  readonly distributorId: Id<'Distributor'>;
  readonly connectionId: Id<'Connection'>;
  readonly variantId: Id<'Variant'>;
  readonly quantity: number;
};

/**
 * The order of sales has come: what was reserved for them meanwhile is given back, to be reserved for the order in
 * the same transaction. Call it before the order is routed. It locks the listings first, as a reading of the store does.
 */
export async function takeOverUnseenSales(
  context: ListingsContext,
  { storeId, sales }: { readonly storeId: string; readonly sales: readonly StoreSale[] },
): Promise<void> {
  if (sales.length === 0) return;
  const listings = await context.tx.$queryRaw<Taken[]>`
    /* planned once */ select l.distributor_id as "distributorId", l.connection_id as "connectionId", l.variant_id as "variantId",
      least(l.unseen_sold, s.quantity)::integer as quantity
    from listing l
    join (select variant, sum(quantity) as quantity
      from unnest(${sales.map(({ outsideVariantId }) => outsideVariantId)}::text[], ${sales.map(({ quantity }) => quantity)}::integer[]) as t(variant, quantity)
      group by variant) s on s.variant = l.outside_variant_id
    where l.store_id = ${storeId}::uuid
    order by l.variant_id for update of l`;
  const unseen = listings.filter(({ quantity }) => quantity > 0);
  for (const connectionId of new Set(unseen.map((listing) => listing.connectionId))) {
    const own = unseen.filter((listing) => listing.connectionId === connectionId);
    const [first] = own;
    if (!first) continue;
    const { distributorId } = first;
    await releaseUnseenSales(context, { distributorId, connectionId, sales: own });
  }
}
