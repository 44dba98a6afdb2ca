/** Products and variants as the API shows them. */
import { connect } from '../connections.ts';
import type { PageArguments } from '../connections.ts';
import { gidNumber } from '../ids.ts';
import type { Context, ResolverTable } from '../resolver-types.ts';
import { compareMoments, filterBy, sameId, sameText } from '../search-query.ts';
import type { Filters } from '../search-query.ts';
import { activeLevels, totalAvailable } from '../simulator/inventory.ts';
import { findByCustomId } from '../simulator/metafields.ts';
import type { ProductSetIdentifier } from '../simulator/product-set.ts';
import type { Gid, ProductRecord, StoreState, VariantRecord } from '../store.ts';
import { byMoment } from './sorting.ts';

type Search = PageArguments & { query?: string | null; sortKey?: string | null };

export const variantsOf = (store: StoreState, product: ProductRecord): VariantRecord[] =>
  product.variantIds.flatMap((id) => store.variants.get(id) ?? []);

const itemOf = (store: StoreState, variant: VariantRecord) =>
  store.inventoryItems.get(variant.inventoryItemId);

const productFilters = (store: StoreState): Filters<ProductRecord> => ({
  id: (product, value) => sameId(product.id, value),
  status: (product, value) => sameText(product.status, value),
  title: (product, value) => sameText(product.title, value),
  handle: (product, value) => sameText(product.handle, value),
  vendor: (product, value) => sameText(product.vendor, value),
  product_type: (product, value) => sameText(product.productType, value),
  tag: (product, value) => product.tags.some((tag) => sameText(tag, value)),
  sku: (product, value) =>
    variantsOf(store, product).some((each) => sameText(itemOf(store, each)?.sku ?? null, value)),
  created_at: (product, value, how) => compareMoments(product.createdAt, value, how),
  updated_at: (product, value, how) => compareMoments(product.updatedAt, value, how),
});

const variantFilters = (store: StoreState): Filters<VariantRecord> => ({
  id: (variant, value) => sameId(variant.id, value),
  product_id: (variant, value) => sameId(variant.productId, value),
  sku: (variant, value) => sameText(itemOf(store, variant)?.sku ?? null, value),
  managed: (variant, value) => String(itemOf(store, variant)?.tracked ?? false) === value,
  updated_at: (variant, value, how) => compareMoments(variant.updatedAt, value, how),
});

function products(_source: unknown, args: Search, context: Context) {
  const { store } = context;
  const found = filterBy([...store.products.values()], args.query, productFilters(store));
  return connect(byMoment(found, args.sortKey), args, context);
}

function productVariants(_source: unknown, args: Search, context: Context) {
  const { store } = context;
  const found = filterBy([...store.variants.values()], args.query, variantFilters(store));
  return connect(found, args, context);
}

function productByIdentifier(
  _source: unknown,
  args: { identifier: ProductSetIdentifier },
  { core, store }: Context,
) {
  const { id, handle, customId } = args.identifier;
  if (id != null) return store.products.get(id) ?? null;
  if (handle != null) return store.products.get(store.productHandles.get(handle) ?? '') ?? null;
  if (!customId) return null;
  const { owner } = findByCustomId(core, store, 'PRODUCT', customId);
  return owner === undefined ? null : (store.products.get(owner) ?? null);
}

export const catalogResolvers: ResolverTable = {
  QueryRoot: {
    product: (_source: unknown, args: { id: Gid }, { store }: Context) =>
      store.products.get(args.id) ?? null,
    productVariant: (_source: unknown, args: { id: Gid }, { store }: Context) =>
      store.variants.get(args.id) ?? null,
    products,
    productVariants,
    productByIdentifier,
    productsCount: (_source: unknown, _args: unknown, { store }: Context) => ({
      count: store.products.size,
      precision: 'EXACT',
    }),
    productVariantsCount: (_source: unknown, _args: unknown, { store }: Context) => ({
      count: store.variants.size,
      precision: 'EXACT',
    }),
  },
  Product: {
    legacyResourceId: (product: ProductRecord) => gidNumber(product.id),
    description: (product: ProductRecord) => product.descriptionHtml.replace(/<[^>]*>/g, ''),
    options: (product: ProductRecord) =>
      product.options.map((option) => ({
        ...option,
        values: option.values.map((each) => each.name),
        optionValues: option.values,
      })),
    variants: (product: ProductRecord, args: PageArguments, context: Context) =>
      connect(variantsOf(context.store, product), args, context),
    variantsCount: (product: ProductRecord) => ({
      count: product.variantIds.length,
      precision: 'EXACT',
    }),
    media: (product: ProductRecord, args: PageArguments, context: Context) =>
      connect(product.media, args, context),
    featuredMedia: (product: ProductRecord) => product.media[0] ?? null,
    collections: (product: ProductRecord, args: PageArguments, context: Context) =>
      connect(
        product.collectionIds.flatMap((id) => context.store.collections.get(id) ?? []),
        args,
        context,
      ),
    totalInventory: (product: ProductRecord, _args: unknown, { store }: Context) =>
      variantsOf(store, product).reduce((sum, each) => sum + quantityOf(store, each), 0),
    tracksInventory: (product: ProductRecord, _args: unknown, { store }: Context) =>
      variantsOf(store, product).some((each) => itemOf(store, each)?.tracked),
    hasOnlyDefaultVariant: (product: ProductRecord) =>
      product.options.length === 1 && product.options[0]?.name === 'Title',
    onlineStoreUrl: () => null,
  },
  MediaImage: {
    preview: () => ({ image: null, status: 'READY' }),
    mediaContentType: () => 'IMAGE',
    mediaErrors: () => [],
    image: (media: { source: string; alt: string | null; id: string; status: string }) =>
      media.status === 'READY' ? { id: null, url: media.source, altText: media.alt } : null,
  },
  ProductVariant: {
    legacyResourceId: (variant: VariantRecord) => gidNumber(variant.id),
    title: (variant: VariantRecord) =>
      variant.selectedOptions.map((each) => each.value).join(' / '),
    displayName: (variant: VariantRecord, _args: unknown, { store }: Context) =>
      `${store.products.get(variant.productId)?.title ?? ''} - ${variant.selectedOptions.map((each) => each.value).join(' / ')}`,
    sku: (variant: VariantRecord, _args: unknown, { store }: Context) =>
      itemOf(store, variant)?.sku ?? null,
    product: (variant: VariantRecord, _args: unknown, { store }: Context) =>
      store.products.get(variant.productId),
    inventoryItem: (variant: VariantRecord, _args: unknown, { store }: Context) =>
      itemOf(store, variant),
    inventoryQuantity: (variant: VariantRecord, _args: unknown, { store }: Context) =>
      quantityOf(store, variant),
    sellableOnlineQuantity: (variant: VariantRecord, _args: unknown, { store }: Context) =>
      quantityOf(store, variant),
    availableForSale: (variant: VariantRecord, _args: unknown, { store }: Context) => {
      const tracked = itemOf(store, variant)?.tracked ?? false;
      return !tracked || variant.inventoryPolicy === 'CONTINUE' || quantityOf(store, variant) > 0;
    },
    image: (variant: VariantRecord, _args: unknown, { store }: Context) => {
      const media = store.products
        .get(variant.productId)
        ?.media.find((each) => each.id === variant.mediaId);
      return media ? { id: media.id, url: media.source, altText: media.alt } : null;
    },
  },
};

function quantityOf(store: StoreState, variant: VariantRecord): number {
  const item = itemOf(store, variant);
  return item && activeLevels(store, item).length > 0 ? totalAvailable(store, item) : 0;
}
