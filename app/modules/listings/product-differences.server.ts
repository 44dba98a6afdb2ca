import { Prisma } from '../../platform/prisma/generated/client.ts';
import type { Id } from '../../platform/ids.ts';
import type { ContentField, OutsideProductId } from '../stores/channel.ts';
import { changedSince } from './find-differences.server.ts';
import type { ListingsContext } from './listing.ts';
import type { PublishState } from './publish-state.repository.server.ts';

/** A product that stands in a store with other words, or more (or less) to be seen, than the catalogue wants. */
export type ProductDifference = {
  readonly distributorId: Id<'Distributor'>;
  readonly connectionId: Id<'Connection'>;
  readonly productId: Id<'Product'>;
  readonly outsideProductId: OutsideProductId;
  readonly contentDiffers: boolean;
  readonly contentFields: readonly ContentField[];
  /** hide: it has left the range; show: it is in the range again, or has its first price. */
  readonly visibility: 'hide' | 'show' | null;
};

export type ProductKey = Pick<ProductDifference, 'distributorId' | 'connectionId' | 'productId'>;

/**
 * Products of a store to be told anew: of those that the change log names since the cursor, or of all where a sweep is
 * wanted. What leaves the shop comes first. Prices are asked for only where a product is hidden.
 */
export async function findProductDifferences(
  { tx, clock }: ListingsContext,
  storeId: string,
  state: PublishState,
  limit: number,
): Promise<readonly ProductDifference[]> {
  const now = clock.now().toISOString();
  const asked =
    state.sweepsWanted > state.sweepsDone
      ? Prisma.empty
      : Prisma.sql`and (w.distributor_id, w.product_id) in (
          select v.distributor_id, v.product_id from variant v
          where v.id = any(array(${changedSince(storeId, state.cursor)})) and v.distributor_id in
            (select k.distributor_id from connection k where k.store_id = ${storeId}::uuid))`;
  return tx.$queryRaw<ProductDifference[]>(Prisma.sql`
    /* planned once */ select w.distributor_id as "distributorId", w.connection_id as "connectionId", w.product_id as "productId",
      w.outside_product_id as "outsideProductId", w.content_differs as "contentDiffers",
      w.content_fields as "contentFields",
      case when w.is_gone and not w.is_hidden then 'hide' when w.is_hidden and not w.is_gone and priced.any then 'show' end as visibility
    from wanted_products(${storeId}::uuid) w
    left join lateral (
      select true as any from variant v
      cross join lateral (select o.retail_minor from offers_of(v.distributor_id, w.connection_id, ${now}::timestamptz) o
        where o.variant_id = v.id offset 0) o
      where w.is_hidden and not w.is_gone and v.distributor_id = w.distributor_id and v.product_id = w.product_id
        and o.retail_minor is not null limit 1
    ) priced on true
    where (w.content_differs or w.is_gone <> w.is_hidden and (w.is_gone or priced.any)) ${asked}
    order by w.is_gone and not w.is_hidden desc, w.connection_id, w.product_id limit ${limit}::integer`);
}

/** Notes what the store was told of one product. `hidden` undefined: that was left as it is. */
export async function recordProductTold(
  { tx, clock }: ListingsContext,
  { distributorId, connectionId, productId }: ProductKey,
  told: {
    readonly contentHash?: string | undefined;
    readonly hidden?: boolean | undefined;
    /** Why the shop did not take it: not tried again until it changes. */
    readonly failure?: string | undefined;
  },
): Promise<void> {
  const { contentHash, hidden, failure } = told;
  await tx.listedProduct.update({
    where: {
      distributorId_connectionId_productId: { distributorId, connectionId, productId },
    },
    data: {
      failure: failure ?? null,
      ...(contentHash === undefined ? {} : { contentHash }),
      ...(hidden === undefined ? {} : { hiddenAt: hidden ? clock.now() : null }),
    },
  });
}

/** Of every product of a connection the content is told anew: which of it the shop follows has changed. */
export async function forgetContentTold(
  { tx }: Pick<ListingsContext, 'tx'>,
  { distributorId, connectionId }: Pick<ProductKey, 'distributorId' | 'connectionId'>,
): Promise<void> {
  await tx.listedProduct.updateMany({
    where: { distributorId, connectionId },
    data: { contentHash: null },
  });
}
