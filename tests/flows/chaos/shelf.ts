/** What the shop shows, held against what the hub offers. */
import { readOffers } from '../../../app/modules/offers/read-offers.server.ts';
import type { Clock } from '../../../app/platform/clock.ts';
import type { Database } from '../../../app/platform/database.server.ts';
import { formatDecimal } from '../../../app/platform/money.ts';
import type { ShopifyControl } from '../../sandbox/shopify/control.ts';
import { SHOP } from './chaos-ground.ts';
import type { Made } from './chaos-ground.ts';

export type Shelf = {
  readonly db: Database;
  readonly clock: Clock;
  readonly shopify: ShopifyControl;
  readonly made: Made;
};

type Shown = { readonly available: number | undefined; readonly price: string };

/** By our variant: what a shopper sees. */
export async function shownOf({ db, shopify, made }: Shelf): Promise<ReadonlyMap<string, Shown>> {
  const store = await db.store.findUniqueOrThrow({ where: { id: made.storeId } });
  const listings = await db.listing.findMany({ where: { storeId: made.storeId } });
  const variants = (await shopify.products({ shop: SHOP })).flatMap((product) => product.variants);
  const byId = new Map(variants.map((variant) => [variant.id, variant]));
  return new Map(
    listings.flatMap(({ variantId, outsideVariantId }) => {
      const variant = byId.get(outsideVariantId ?? '');
      if (!variant) return [];
      const level = variant.levels.find(({ locationId }) => locationId === store.outsideLocationId);
      return [[variantId, { available: level?.available, price: variant.price }]];
    }),
  );
}

/** Each difference between the shop and the offers, in words. */
export async function differences(shelf: Shelf): Promise<string[]> {
  const { db, clock, made } = shelf;
  const { distributorId, connectionId } = made;
  const variantIds = [made.sock, made.cap, made.shirt].map(({ variantId }) => variantId);
  const offers = await readOffers({ tx: db, clock }, { distributorId, connectionId, variantIds });
  const shown = await shownOf(shelf);
  return offers.flatMap(({ variantId, quantity, retail }) => {
    const there = shown.get(variantId);
    const price = retail ? Number(formatDecimal(retail)) : 0;
    if (there?.available === quantity && Number(there.price) === price) return [];
    return [
      `The shop shows ${there?.available} at ${there?.price} of ${variantId}, the offer is ${quantity} at ${price}`,
    ];
  });
}
