/**
 * `productSet`: makes a product what the input says. Lists that are sent replace what was there (variants,
 * metafields, collections, tags, files); fields that are not sent stay. Everything is checked before anything is
 * written.
 */
import type { SandboxCore } from '../core.ts';
import type { Gid, ProductRecord, ProductStatus, StoreState, VariantRecord } from '../store.ts';
import type { UserErrorRecord } from '../store-app.ts';
import {
  createProduct,
  createVariant,
  DEFAULT_OPTION,
  DEFAULT_VALUE,
  deleteVariant,
  findVariantByOptions,
  setOptions,
  takeHandle,
  touchProduct,
} from './catalog.ts';
import { primaryLocation } from './inventory.ts';
import { replaceMetafields } from './metafields.ts';
import type { MetafieldInput } from './metafields.ts';
import { setFiles } from './product-files.ts';
import { checkProductSet, selectedOptionsOf } from './product-set-checks.ts';
import { stockVariant, writeVariant } from './variant-input.ts';
import type { FileInput, VariantInput } from './variant-input.ts';

export type ProductSetVariant = VariantInput & {
  inventoryQuantities?: { locationId: Gid; name: string; quantity: number }[] | null;
};
export type ProductSetInput = {
  id?: string | null;
  title?: string | null;
  handle?: string | null;
  status?: ProductStatus | null;
  vendor?: string | null;
  productType?: string | null;
  descriptionHtml?: string | null;
  templateSuffix?: string | null;
  seo?: { title?: string | null; description?: string | null } | null;
  tags?: string[] | null;
  collections?: Gid[] | null;
  metafields?: MetafieldInput[] | null;
  files?: FileInput[] | null;
  productOptions?: { name?: string | null; values?: { name?: string | null }[] | null }[] | null;
  variants?: ProductSetVariant[] | null;
};
export type ProductSetIdentifier = {
  id?: string | null;
  handle?: string | null;
  customId?: { namespace?: string | null; key: string; value: string } | null;
};
export type ProductSetOutcome = { product: ProductRecord | null; userErrors: UserErrorRecord[] };

export function setProduct(
  core: SandboxCore,
  store: StoreState,
  identifier: ProductSetIdentifier | null,
  input: ProductSetInput,
): ProductSetOutcome {
  const checked = checkProductSet(core, store, identifier, input);
  if ('userErrors' in checked) return { product: null, userErrors: checked.userErrors };
  const fresh = checked.product === undefined;
  const product = checked.product ?? createProduct(core, store, input.title ?? '', input.handle);
  writeProductFields(store, product, input);
  const metafields = withCustomId(identifier, input.metafields, fresh);
  if (metafields) replaceMetafields(core, store, 'PRODUCT', product, metafields);
  if (input.files) setFiles(core, store, product, input.files);
  if (input.productOptions && input.variants) setVariants(core, store, product, input);
  if (fresh && product.variantIds.length === 0) addDefaultVariant(core, store, product);
  touchProduct(core, store, product, fresh ? 'products/create' : 'products/update');
  return { product, userErrors: [] };
}

/** A product that is made by its custom id gets it, also when the input does not list it. */
function withCustomId(
  identifier: ProductSetIdentifier | null,
  metafields: MetafieldInput[] | null | undefined,
  fresh: boolean,
): MetafieldInput[] | undefined {
  const custom = identifier?.customId;
  const given = metafields?.some((each) => each.key === custom?.key) ?? false;
  if (!custom || given || (!metafields && !fresh)) return metafields ?? undefined;
  const { namespace = null, key, value } = custom;
  return [...(metafields ?? []), { namespace, key, type: 'id', value }];
}

export function writeProductFields(
  store: StoreState,
  product: ProductRecord,
  input: ProductSetInput,
): void {
  if (input.title != null) product.title = input.title;
  if (input.handle != null) takeHandle(store, product, input.handle);
  if (input.status != null) product.status = input.status;
  if (input.vendor != null) product.vendor = input.vendor;
  if (input.productType != null) product.productType = input.productType;
  if (input.descriptionHtml != null) product.descriptionHtml = input.descriptionHtml;
  if (input.templateSuffix !== undefined) product.templateSuffix = input.templateSuffix;
  if (input.seo)
    product.seo = { title: input.seo.title ?? null, description: input.seo.description ?? null };
  if (input.tags) product.tags = [...new Set(input.tags)].toSorted();
  if (input.collections) setCollections(store, product, input.collections);
}

export function setCollections(store: StoreState, product: ProductRecord, ids: Gid[]): void {
  for (const collection of store.collections.values()) {
    collection.productIds = collection.productIds.filter((id) => id !== product.id);
    if (ids.includes(collection.id)) collection.productIds.push(product.id);
  }
  product.collectionIds = ids;
}

function addDefaultVariant(core: SandboxCore, store: StoreState, product: ProductRecord): void {
  setOptions(store, product, [{ name: DEFAULT_OPTION, values: [DEFAULT_VALUE] }]);
  const options = [{ name: DEFAULT_OPTION, value: DEFAULT_VALUE }];
  const variant = createVariant(core, store, product, options);
  stockVariant(core, store, variant, primaryLocation(store), 0);
}

function setVariants(
  core: SandboxCore,
  store: StoreState,
  product: ProductRecord,
  input: ProductSetInput,
): void {
  const options = (input.productOptions ?? []).map((option) => ({
    name: option.name ?? '',
    values: (option.values ?? []).map((value) => value.name ?? ''),
  }));
  setOptions(store, product, options);
  const kept = (input.variants ?? []).map((each) => setVariant(core, store, product, each));
  const keptIds = new Set(kept.map((variant) => variant.id));
  for (const id of product.variantIds) {
    const variant = store.variants.get(id);
    if (variant && !keptIds.has(id)) deleteVariant(store, variant);
  }
  product.variantIds = kept.map((variant) => variant.id);
  kept.forEach((variant, index) => {
    variant.position = index + 1;
  });
}

function setVariant(
  core: SandboxCore,
  store: StoreState,
  product: ProductRecord,
  input: ProductSetVariant,
): VariantRecord {
  const options = selectedOptionsOf(product, input.optionValues ?? []);
  const known =
    input.id == null ? findVariantByOptions(store, product, options) : store.variants.get(input.id);
  const variant = known ?? createVariant(core, store, product, options);
  variant.selectedOptions = options;
  writeVariant(core, store, variant, input);
  if (input.metafields) replaceMetafields(core, store, 'PRODUCTVARIANT', variant, input.metafields);
  if (input.file)
    variant.mediaId = product.media.find((media) => fits(media, input.file))?.id ?? null;
  const quantities = input.inventoryQuantities ?? [];
  for (const each of quantities) stockVariant(core, store, variant, each.locationId, each.quantity);
  if (!known && quantities.length === 0)
    stockVariant(core, store, variant, primaryLocation(store), 0);
  return variant;
}

const fits = (
  media: ProductRecord['media'][number],
  file: FileInput | null | undefined,
): boolean => (file?.id != null ? media.id === file.id : media.source === file?.originalSource);
