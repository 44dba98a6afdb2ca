import type { CatalogProduct, CatalogVariant } from '../../modules/catalog/read-products.server.ts';
import type { Offer, WithheldReason } from '../../modules/offers/offer.ts';
import type { ChannelProduct, ChannelVariant } from '../../modules/stores/channel.ts';
import { money } from '../../platform/money.ts';
import type { Money } from '../../platform/money.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';

/** What a retailer reads when a product cannot stand in its store now. */
const WHY_WITHHELD: Readonly<Record<WithheldReason, string>> = {
  'connection-inactive':
    'The connection to the distributor is not active. Ask the distributor to resume it.',
  'not-in-assortment':
    'This product is not in the range that the distributor opened to you. Ask for it.',
  withdrawn: 'The distributor has withdrawn this product.',
  'no-price-list': 'The distributor has not given you a price list yet. Ask for one.',
  'no-rate':
    'The distributor prices in another currency than your shop sells in, and has no exchange rate for it yet.',
  'stale-rate': 'The distributor’s exchange rate for your currency is too old to price by.',
  'no-price': 'The distributor has not priced this product yet. Pick it again once it has a price.',
  'under-margin-floor': 'The distributor is looking at the price of this product.',
};

/** Products with more options than a shop takes cannot be built there. */
const MAX_OPTIONS = 3;

/**
 * A catalogue product as a store takes it. A variant that has no price yet stands there too, with nothing to sell,
 * so that it is complete once the price comes; a product of only such variants stays hidden from shoppers. Refused
 * with a sentence for the retailer when no variant may be in the store at all.
 */
export function toChannelProduct(
  product: CatalogProduct,
  offers: ReadonlyMap<string, Offer>,
): Result<ChannelProduct, string> {
  if (product.optionNames.length > MAX_OPTIONS) {
    return err(
      `It has ${product.optionNames.length} options; a shop takes at most ${MAX_OPTIONS}.`,
    );
  }
  const variants = product.variants.flatMap((variant) =>
    toChannelVariant(variant, offers.get(variant.id)),
  );
  const isForSale = product.variants.some(({ id }) => offers.get(id)?.retail);
  if (variants.length === 0) return err(whyNone(product, offers));
  return ok({
    key: product.id,
    title: product.title,
    bodyHtml: product.bodyHtml,
    vendor: product.vendor,
    productType: product.productType,
    tags: product.tags,
    handle: product.handle,
    optionNames: product.optionNames,
    images: product.images.map(({ url, altText }) => ({ url, altText: altText || undefined })),
    variants,
    published: isForSale,
  });
}

function toChannelVariant(variant: CatalogVariant, offer: Offer | undefined): ChannelVariant[] {
  const price = offer?.retail ?? (offer?.reason === 'no-price' ? unpriced(offer) : undefined);
  if (!offer || !price) return [];
  return [
    {
      key: variant.id,
      optionValues: variant.optionValues,
      sku: variant.sku ?? undefined,
      gtin: variant.gtin ?? undefined,
      price,
      compareAt: offer.compareAt,
      wholesale: offer.wholesale,
      weightGrams: variant.weightGrams,
      requiresShipping: variant.requiresShipping,
      taxable: variant.taxable,
      imageUrl: variant.imageUrl ?? undefined,
      // What others list is divided anew once this listing stands: it starts with nothing and is told its share then.
      quantity: offer.isNewcomer ? 0 : offer.quantity,
    },
  ];
}

/** What a shop shows for a variant without a price; with a quantity of 0 it cannot be bought for that. */
function unpriced({ currency }: Offer): Money {
  return money(0, currency);
}

function whyNone(product: CatalogProduct, offers: ReadonlyMap<string, Offer>): string {
  const reason = product.variants.map(({ id }) => offers.get(id)?.reason).find(Boolean);
  return WHY_WITHHELD[reason ?? 'withdrawn'];
}
