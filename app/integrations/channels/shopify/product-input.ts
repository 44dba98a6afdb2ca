/**
 * Product input: a product of ours in the words of `productSet`. A first import sends everything; a repeated one
 * only what is ours, because a list that is sent replaces the store's and a text overwrites the merchant's.
 */
import type {
  ChannelProduct,
  ChannelStore,
  ChannelVariant,
  ProductContent,
} from '../../../modules/stores/channel.ts';
import { formatDecimal } from '../../../platform/money.ts';
import type { FoundProduct, StoreVariant } from './shopify-operations/products.ts';

/** Metafields in the app's own namespace that carry our ids; of type `id`, so unique in the shop. */
export const PRODUCT_KEY = 'supplier_product_id';
export const VARIANT_KEY = 'supplier_variant_id';

/** What Shopify itself calls the one option of a product without options. */
const NO_OPTION = { name: 'Title', value: 'Default Title' };

export const productIdentifier = (key: string) => ({
  customId: { namespace: '$app', key: PRODUCT_KEY, value: key },
});

type OptionValue = { readonly optionName: string; readonly name: string };
type VariantInput = { readonly optionValues: readonly OptionValue[] } & Readonly<
  Record<string, unknown>
>;
type OptionInput = {
  readonly name: string;
  readonly position: number;
  readonly values: readonly { readonly name: string }[];
};
export type ProductInput = {
  readonly variants: readonly VariantInput[];
  readonly productOptions: readonly OptionInput[];
} & Readonly<Record<string, unknown>>;

export function newProductInput(store: ChannelStore, product: ChannelProduct): ProductInput {
  const names = optionNames(product);
  return {
    title: product.title,
    descriptionHtml: product.bodyHtml,
    vendor: product.vendor,
    productType: product.productType,
    tags: product.tags,
    handle: product.handle,
    status: product.published ? 'ACTIVE' : 'DRAFT',
    metafields: [idMetafield(PRODUCT_KEY, product.key)],
    files: files(product),
    productOptions: optionInputs(names, product.variants.map(valuesOf)),
    variants: product.variants.map((variant) => ({
      ...ownedByUs(store, variant),
      ...firstTime(store, variant),
      optionValues: named(names, valuesOf(variant)),
      ...(variant.imageUrl && product.images.some(({ url }) => url === variant.imageUrl)
        ? { file: fileOf(product, variant.imageUrl) }
        : {}),
    })),
  };
}

/**
 * Variants are found by our metafield, so options that the merchant has renamed stay renamed. Variants that the
 * merchant has added are named again, or Shopify would delete them; those that we no longer have are left out.
 */
export function repeatedProductInput(
  store: ChannelStore,
  product: ChannelProduct,
  existing: FoundProduct & { readonly variants: readonly StoreVariant[] },
): ProductInput {
  const names = existing.options.map(({ name }) => name);
  const byKey = new Map(existing.variants.map((variant) => [variant.key?.value, variant]));
  const ours = product.variants.map((variant): VariantInput => {
    const known = byKey.get(variant.key);
    if (known) return { ...ownedByUs(store, variant), id: known.id, optionValues: present(known) };
    const optionValues = named(names, valuesOf(variant));
    return { ...ownedByUs(store, variant), ...firstTime(store, variant), optionValues };
  });
  const theirs = existing.variants
    .filter(({ key }) => key === null)
    .map((variant): VariantInput => ({ id: variant.id, optionValues: present(variant) }));
  const variants = [...ours, ...theirs];
  const values = variants.map(({ optionValues }) => optionValues.map(({ name }) => name));
  return {
    metafields: [idMetafield(PRODUCT_KEY, product.key)],
    productOptions: optionInputs(names, values),
    variants,
  };
}

/** Written at every import: what the offer says. */
function ownedByUs(store: ChannelStore, variant: ChannelVariant) {
  const { compareAt, wholesale } = variant;
  return {
    price: formatDecimal(variant.price),
    compareAtPrice: compareAt ? formatDecimal(compareAt) : null,
    barcode: variant.gtin ?? null,
    inventoryPolicy: 'DENY',
    taxable: variant.taxable,
    metafields: [idMetafield(VARIANT_KEY, variant.key)],
    inventoryItem: {
      ...(variant.sku === undefined ? {} : { sku: variant.sku }),
      tracked: true,
      requiresShipping: variant.requiresShipping,
      measurement: { weight: { value: variant.weightGrams, unit: 'GRAMS' } },
      // A cost is in the shop's currency by definition; another one is not converted here.
      ...(wholesale?.currency === store.currency ? { cost: formatDecimal(wholesale) } : {}),
    },
  };
}

/** Only for variants that the store does not have yet: stocks them at our location at the same time. */
function firstTime(store: ChannelStore, variant: ChannelVariant) {
  const locationId = store.places.outsideLocationId;
  if (!locationId) return {};
  const quantity = Math.max(0, variant.quantity);
  return { inventoryQuantities: [{ locationId, name: 'available', quantity }] };
}

const idMetafield = (key: string, value: string) => ({ namespace: '$app', key, type: 'id', value });

function optionNames(product: ChannelProduct): readonly string[] {
  return product.optionNames.length > 0 ? product.optionNames : [NO_OPTION.name];
}

function valuesOf(variant: ChannelVariant): readonly string[] {
  return variant.optionValues.length > 0 ? variant.optionValues : [NO_OPTION.value];
}

const present = (variant: StoreVariant): readonly OptionValue[] =>
  variant.selectedOptions.map(({ name, value }) => ({ optionName: name, name: value }));

function named(names: readonly string[], values: readonly string[]): readonly OptionValue[] {
  return names.map((optionName, index) => ({ optionName, name: values[index] ?? NO_OPTION.value }));
}

/** Each option with the values that the variants use, in the order in which they first appear. */
function optionInputs(
  names: readonly string[],
  rows: readonly (readonly string[])[],
): readonly OptionInput[] {
  return names.map((name, index) => {
    const values = new Set(rows.map((row) => row[index] ?? NO_OPTION.value));
    return { name, position: index + 1, values: [...values].map((value) => ({ name: value })) };
  });
}

/** Only what the retailer lets the catalogue overwrite. */
export function contentInput(content: ProductContent): Readonly<Record<string, unknown>> {
  const { title, bodyHtml, vendor, productType, tags, images } = content;
  return {
    ...(title === undefined ? {} : { title }),
    ...(bodyHtml === undefined ? {} : { descriptionHtml: bodyHtml }),
    ...(vendor === undefined ? {} : { vendor }),
    ...(productType === undefined ? {} : { productType }),
    ...(tags === undefined ? {} : { tags }),
    ...(images === undefined ? {} : { files: files({ images }) }),
  };
}

type Pictured = Pick<ChannelProduct, 'images'>;

function files(product: Pictured) {
  const urls = [...new Set(product.images.map(({ url }) => url))];
  return urls.map((url) => fileOf(product, url));
}

/** A variant's file must be the very file that stands in the product's list. */
function fileOf(product: Pictured, url: string) {
  const alt = product.images.find((image) => image.url === url)?.altText;
  return { originalSource: url, contentType: 'IMAGE', ...(alt ? { alt } : {}) };
}
