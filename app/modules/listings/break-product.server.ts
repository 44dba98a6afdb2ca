import type { BrokenListing, ListingsContext } from './listing.ts';
import type { ProductKey } from './product-differences.server.ts';

/** The store does not know the product any more: all its listings are broken. */
export async function breakProduct(
  { tx }: ListingsContext,
  { distributorId, connectionId, productId }: ProductKey,
): Promise<readonly BrokenListing[]> {
  return tx.$queryRaw<BrokenListing[]>`
    update listing l set status = 'broken', failure = 'It no longer exists in the store.', in_flight = null, in_flight_quantity = null
    from product p
    where l.distributor_id = ${distributorId}::uuid and l.connection_id = ${connectionId}::uuid and l.product_id = ${productId}::uuid
      and l.status = 'live' and p.distributor_id = l.distributor_id and p.id = l.product_id
    returning l.distributor_id as "distributorId", l.connection_id as "connectionId", l.product_id as "productId", p.title, l.failure as why`;
}
