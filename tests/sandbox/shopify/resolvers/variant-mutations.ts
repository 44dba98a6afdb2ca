/** Variants written in bulk, all of one product. */
import type { Context, Payload, ResolverTable } from '../resolver-types.ts';
import { NO_ERRORS, refused, userError } from '../resolver-types.ts';
import {
  createVariant,
  deleteVariant,
  ensureOptionValue,
  findVariantByOptions,
  touchProduct,
} from '../simulator/catalog.ts';
import { primaryLocation } from '../simulator/inventory.ts';
import { whyNotMetafield } from '../simulator/metafields.ts';
import { selectedOptionsOf } from '../simulator/product-set-checks.ts';
import {
  stockVariant,
  whyNotPrice,
  writeVariant,
  writeVariantMetafields,
} from '../simulator/variant-input.ts';
import type { VariantInput } from '../simulator/variant-input.ts';
import type { Gid, ProductRecord, VariantRecord } from '../store.ts';
import type { UserErrorRecord } from '../store-app.ts';

type BulkInput = VariantInput & {
  inventoryQuantities?: { locationId: Gid; availableQuantity: number }[] | null;
  quantityAdjustments?: unknown[] | null;
};
type Arguments = {
  productId: Gid;
  variants: BulkInput[];
  allowPartialUpdates?: boolean;
  strategy?: string;
};

const noProduct = () => refused(['productId'], 'Product does not exist', 'PRODUCT_DOES_NOT_EXIST');

function productVariantsBulkUpdate(_source: unknown, args: Arguments, context: Context): Payload {
  const { core, store } = context;
  const product = store.products.get(args.productId);
  if (!product) return noProduct();
  const checked = args.variants.map((input, index) => ({
    input,
    error: checkUpdate(context, product, input, index),
  }));
  const userErrors = checked.flatMap(({ error }) => error ?? []);
  if (userErrors.length > 0 && !args.allowPartialUpdates)
    return { product, productVariants: null, userErrors };
  const productVariants = checked.flatMap(({ input, error }) => {
    const variant = store.variants.get(input.id ?? '');
    if (error || !variant) return [];
    applyOptions(context, product, variant, input);
    writeVariant(core, store, variant, input);
    writeVariantMetafields(core, store, variant, input.metafields);
    return [variant];
  });
  if (productVariants.length > 0) touchProduct(core, store, product);
  return { product, productVariants, userErrors };
}

function checkUpdate(
  { core, store }: Context,
  product: ProductRecord,
  input: BulkInput,
  index: number,
): UserErrorRecord | undefined {
  const wrong = (field: string, message: string, code: string) =>
    userError(['variants', index, field], message, code);
  if (input.id == null)
    return wrong('id', 'Product variant is missing ID attribute', 'PRODUCT_VARIANT_ID_MISSING');
  if (store.variants.get(input.id)?.productId !== product.id)
    return wrong('id', 'Product variant does not exist', 'PRODUCT_VARIANT_DOES_NOT_EXIST');
  if (input.inventoryQuantities ?? input.quantityAdjustments)
    return wrong(
      'inventoryQuantities',
      'Inventory quantities can only be provided during create',
      'NO_INVENTORY_QUANTITIES_ON_VARIANTS_UPDATE',
    );
  const price = whyNotPrice(input);
  if (price) return wrong('price', price, 'GREATER_THAN_OR_EQUAL_TO');
  for (const each of input.metafields ?? []) {
    const metafield = whyNotMetafield(core, store, 'PRODUCTVARIANT', input.id, each);
    if (metafield) return wrong('metafields', metafield.message, 'INVALID_VALUE');
  }
  return undefined;
}

function applyOptions(
  { store }: Context,
  product: ProductRecord,
  variant: VariantRecord,
  input: BulkInput,
): void {
  for (const { name, value } of selectedOptionsOf(product, input.optionValues ?? [])) {
    ensureOptionValue(store, product, name, value);
    const own = variant.selectedOptions.find((each) => each.name === name);
    if (own) own.value = value;
  }
}

function productVariantsBulkCreate(_source: unknown, args: Arguments, context: Context): Payload {
  const { core, store } = context;
  const product = store.products.get(args.productId);
  if (!product) return noProduct();
  const userErrors = args.variants.flatMap(
    (input, index) => checkCreate(context, product, input, index) ?? [],
  );
  if (userErrors.length > 0) return { product, productVariants: null, userErrors };
  if (args.strategy === 'REMOVE_STANDALONE_VARIANT') removeStandalone(context, product);
  const productVariants = args.variants.map((input) => addVariant(context, product, input));
  touchProduct(core, store, product);
  return { product, productVariants, userErrors: NO_ERRORS };
}

function checkCreate(
  { core, store }: Context,
  product: ProductRecord,
  input: BulkInput,
  index: number,
): UserErrorRecord | undefined {
  const wrong = (field: string, message: string, code: string) =>
    userError(['variants', index, field], message, code);
  const options = selectedOptionsOf(product, input.optionValues ?? []);
  if (options.length !== product.options.length)
    return wrong('optionValues', 'You need to add option values', 'NEED_TO_ADD_OPTION_VALUES');
  if (findVariantByOptions(store, product, options))
    return wrong('optionValues', 'The variant already exists', 'VARIANT_ALREADY_EXISTS');
  const price = whyNotPrice(input);
  if (price) return wrong('price', price, 'GREATER_THAN_OR_EQUAL_TO');
  for (const each of input.metafields ?? []) {
    const metafield = whyNotMetafield(core, store, 'PRODUCTVARIANT', undefined, each);
    if (metafield) return wrong('metafields', metafield.message, 'INVALID');
  }
  const lost = input.inventoryQuantities?.some(
    (each) => !store.locations.get(each.locationId)?.isActive,
  );
  return lost
    ? wrong('inventoryQuantities', 'Location does not exist', 'TRACKED_VARIANT_LOCATION_NOT_FOUND')
    : undefined;
}

function removeStandalone({ store }: Context, product: ProductRecord): void {
  const [only] = product.variantIds;
  const variant = product.variantIds.length === 1 ? store.variants.get(only ?? '') : undefined;
  if (variant) deleteVariant(store, variant);
}

function addVariant(
  { core, store }: Context,
  product: ProductRecord,
  input: BulkInput,
): VariantRecord {
  const options = selectedOptionsOf(product, input.optionValues ?? []);
  for (const { name, value } of options) ensureOptionValue(store, product, name, value);
  const variant = createVariant(core, store, product, options);
  writeVariant(core, store, variant, input);
  writeVariantMetafields(core, store, variant, input.metafields);
  const quantities = input.inventoryQuantities ?? [];
  for (const each of quantities)
    stockVariant(core, store, variant, each.locationId, each.availableQuantity);
  if (quantities.length === 0) stockVariant(core, store, variant, primaryLocation(store), 0);
  return variant;
}

function productVariantsBulkDelete(
  _source: unknown,
  args: { productId: Gid; variantsIds: Gid[] },
  { core, store }: Context,
): Payload {
  const product = store.products.get(args.productId);
  if (!product) return noProduct();
  const strange = args.variantsIds.findIndex((id) => !product.variantIds.includes(id));
  if (strange >= 0)
    return refused(
      ['variantsIds', strange],
      'At least one variant does not belong to the product',
      'AT_LEAST_ONE_VARIANT_DOES_NOT_BELONG_TO_THE_PRODUCT',
    );
  if (args.variantsIds.length >= product.variantIds.length)
    return refused(['variantsIds'], 'Cannot delete the last variant', 'CANNOT_DELETE_LAST_VARIANT');
  for (const id of args.variantsIds) {
    const variant = store.variants.get(id);
    if (variant) deleteVariant(store, variant);
  }
  touchProduct(core, store, product);
  return { product, userErrors: NO_ERRORS };
}

export const variantMutations: ResolverTable = {
  Mutation: { productVariantsBulkUpdate, productVariantsBulkCreate, productVariantsBulkDelete },
};
