/** What `productSet` refuses, checked before anything is written. */
import type { SandboxCore } from '../core.ts';
import { userError } from '../resolver-types.ts';
import type { ProductRecord, StoreState, VariantRecord } from '../store.ts';
import type { UserErrorRecord } from '../store-app.ts';
import { findVariantByOptions } from './catalog.ts';
import { levelOf } from './inventory.ts';
import { findByCustomId, whyNotMetafield } from './metafields.ts';
import { isAddress } from './product-files.ts';
import type { ProductSetIdentifier, ProductSetInput, ProductSetVariant } from './product-set.ts';
import { whyNotPrice } from './variant-input.ts';
import type { OptionValueInput } from './variant-input.ts';

export const MAXIMUM_OPTIONS = 3;
const MAXIMUM_QUANTITIES = 50_000;

type Checked = { product: ProductRecord | undefined } | { userErrors: UserErrorRecord[] };
const one = (field: (string | number)[], message: string, code: string) => ({
  userErrors: [userError(field, message, code)],
});

export function checkProductSet(
  core: SandboxCore,
  store: StoreState,
  identifier: ProductSetIdentifier | null,
  input: ProductSetInput,
): Checked {
  const found = identify(core, store, identifier, input);
  if ('userErrors' in found) return found;
  const { product } = found;
  if (!product && !input.title?.trim())
    return one(['input', 'title'], "Title can't be blank", 'MISSING_FIELD_REQUIRED');
  const taken = input.handle == null ? undefined : store.productHandles.get(input.handle);
  if (taken !== undefined && taken !== product?.id)
    return one(
      ['input', 'handle'],
      `Handle '${input.handle ?? ''}' already in use`,
      'HANDLE_NOT_UNIQUE',
    );
  const userErrors = [
    ...checkMetafields(core, store, product, input),
    ...checkFiles(input),
    ...checkOptions(input),
    ...checkVariants(core, store, product, input),
  ];
  return userErrors.length > 0 ? { userErrors } : { product };
}

function identify(
  core: SandboxCore,
  store: StoreState,
  identifier: ProductSetIdentifier | null,
  input: ProductSetInput,
): Checked {
  const id = identifier?.id ?? input.id;
  if (id != null) {
    const product = store.products.get(id);
    return product
      ? { product }
      : one(['input', 'id'], 'Product does not exist', 'PRODUCT_DOES_NOT_EXIST');
  }
  if (identifier?.handle != null)
    return { product: store.products.get(store.productHandles.get(identifier.handle) ?? '') };
  const custom = identifier?.customId;
  if (!custom) return { product: undefined };
  const given = input.metafields?.find((each) => each.key === custom.key);
  if (given && given.value !== custom.value)
    return one(
      ['identifier', 'customId'],
      'The metafield does not match the identifier',
      'METAFIELD_MISMATCH',
    );
  const { defined, owner } = findByCustomId(core, store, 'PRODUCT', custom);
  if (!defined)
    return one(
      ['identifier', 'customId'],
      `No unique metafield definition for ${custom.key}`,
      'NOT_FOUND',
    );
  return { product: owner === undefined ? undefined : store.products.get(owner) };
}

function checkMetafields(
  core: SandboxCore,
  store: StoreState,
  product: ProductRecord | undefined,
  input: ProductSetInput,
): UserErrorRecord[] {
  return (input.metafields ?? []).flatMap((each, index) => {
    const wrong = whyNotMetafield(core, store, 'PRODUCT', product?.id, each);
    return wrong ? [userError(['input', 'metafields', index], wrong.message, wrong.code)] : [];
  });
}

function checkFiles(input: ProductSetInput): UserErrorRecord[] {
  return (input.files ?? []).flatMap((file, index) =>
    file.id != null || isAddress(file.originalSource)
      ? []
      : [
          userError(
            ['input', 'files', index, 'originalSource'],
            'Image URL is invalid',
            'INVALID_INPUT',
          ),
        ],
  );
}

function checkOptions(input: ProductSetInput): UserErrorRecord[] {
  const field = ['input', 'productOptions'];
  const options = input.productOptions;
  if (!options)
    return input.variants
      ? [
          userError(
            field,
            'Product options input is required when updating variants',
            'PRODUCT_OPTIONS_INPUT_MISSING',
          ),
        ]
      : [];
  if (!input.variants)
    return [
      userError(
        ['input', 'variants'],
        'Variants input is required when updating product options',
        'VARIANTS_INPUT_MISSING',
      ),
    ];
  if (options.length > MAXIMUM_OPTIONS)
    return [
      userError(
        field,
        `Can only specify a maximum of ${MAXIMUM_OPTIONS} options`,
        'OPTIONS_OVER_LIMIT',
      ),
    ];
  const names = options.map((option) => option.name ?? '');
  if (new Set(names).size < names.length)
    return [userError(field, 'Duplicated option name', 'DUPLICATED_OPTION_NAME')];
  return options.flatMap((option, index) => {
    const values = (option.values ?? []).map((value) => value.name ?? '');
    if (values.length === 0)
      return [userError([...field, index], 'Option values are missing', 'OPTION_VALUES_MISSING')];
    return new Set(values).size < values.length
      ? [userError([...field, index], 'Duplicated option value', 'DUPLICATED_OPTION_VALUE')]
      : [];
  });
}

function checkVariants(
  core: SandboxCore,
  store: StoreState,
  product: ProductRecord | undefined,
  input: ProductSetInput,
): UserErrorRecord[] {
  const variants = input.variants ?? [];
  const limit = store.shop.maxProductVariants;
  const field = ['input', 'variants'];
  if (variants.length > limit)
    return [
      userError(
        field,
        `The product cannot have more than ${limit} variants`,
        'VARIANTS_OVER_LIMIT',
      ),
    ];
  const quantities = variants.reduce(
    (sum, each) => sum + (each.inventoryQuantities?.length ?? 0),
    0,
  );
  if (quantities > MAXIMUM_QUANTITIES)
    return [
      userError(field, 'Too many inventory quantities', 'INVENTORY_QUANTITIES_LIMIT_EXCEEDED'),
    ];
  const seen = new Set<string>();
  return variants.flatMap((variant, index) => {
    const wrong = checkVariant(core, store, product, input, variant);
    if (wrong) return [userError([...field, index, ...wrong.field], wrong.message, wrong.code)];
    const key = JSON.stringify((variant.optionValues ?? []).map((each) => each.name));
    if (seen.has(key))
      return [
        userError([...field, index], `The variant '${key}' already exists`, 'INVALID_VARIANT'),
      ];
    seen.add(key);
    return [];
  });
}

type Wrong = { field: (string | number)[]; message: string; code: string };

function checkVariant(
  core: SandboxCore,
  store: StoreState,
  product: ProductRecord | undefined,
  input: ProductSetInput,
  variant: ProductSetVariant,
): Wrong | undefined {
  if (variant.id != null && store.variants.get(variant.id)?.productId !== product?.id)
    return {
      field: ['id'],
      message: 'Variant does not exist',
      code: 'PRODUCT_VARIANT_DOES_NOT_EXIST',
    };
  const options = input.productOptions ?? [];
  const values = variant.optionValues ?? [];
  if (values.length !== options.length)
    return {
      field: ['optionValues'],
      message: 'Option values do not fit the options',
      code: 'INVALID_VARIANT',
    };
  for (const value of values)
    if (!options.some((option) => option.name === value.optionName && hasValue(option, value.name)))
      return {
        field: ['optionValues'],
        message: 'Option value does not exist',
        code: 'OPTION_VALUE_DOES_NOT_EXIST',
      };
  const price = whyNotPrice(variant);
  if (price) return { field: ['price'], message: price, code: 'INVALID_VARIANT' };
  const known = product && knownVariant(store, product, variant);
  for (const each of variant.metafields ?? []) {
    const wrong = whyNotMetafield(core, store, 'PRODUCTVARIANT', known?.id, each);
    if (wrong) return { field: ['metafields'], ...wrong };
  }
  return checkQuantities(store, known, variant);
}

const hasValue = (
  option: { values?: { name?: string | null }[] | null },
  name: string | null | undefined,
): boolean => option.values?.some((value) => value.name === name) ?? false;

function knownVariant(
  store: StoreState,
  product: ProductRecord,
  variant: ProductSetVariant,
): VariantRecord | undefined {
  if (variant.id != null) return store.variants.get(variant.id);
  return findVariantByOptions(
    store,
    product,
    selectedOptionsOf(product, variant.optionValues ?? []),
  );
}

function checkQuantities(
  store: StoreState,
  known: VariantRecord | undefined,
  variant: ProductSetVariant,
): Wrong | undefined {
  for (const each of variant.inventoryQuantities ?? []) {
    const field = ['inventoryQuantities'];
    if (!store.locations.get(each.locationId)?.isActive)
      return { field, message: 'Location does not exist', code: 'NOT_FOUND' };
    if (each.name !== 'available' && each.name !== 'on_hand')
      return { field, message: `Quantity name ${each.name} is not valid`, code: 'INVALID_INPUT' };
    if (known && !levelOf(store, known.inventoryItemId, each.locationId)?.isActive)
      return {
        field,
        message: 'The variant is not stocked at the location',
        code: 'INVALID_INPUT',
      };
  }
  return undefined;
}

export function selectedOptionsOf(
  product: ProductRecord,
  values: readonly OptionValueInput[],
): VariantRecord['selectedOptions'] {
  return values.map((value, index) => ({
    name:
      value.optionName ??
      product.options.find((option) => option.id === value.optionId)?.name ??
      product.options[index]?.name ??
      '',
    value: value.name ?? '',
  }));
}
