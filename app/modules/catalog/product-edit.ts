/**
 * Product edit: a few fields and what shall become of them, the same for every product it is applied to. Fields of the
 * variants (weight, customs) are set on each variant of the product.
 */
import { z } from 'zod';
import { categoryOf } from './category.ts';
import { countryOf, hsCodeOf } from './customs.ts';
import type { FieldsToSet, ProductState } from './product-state.ts';

const text = (longest: number) => z.string().trim().max(longest);
const words = z.array(text(255).min(1)).max(50);
const sized = z.coerce.number().int().min(1).max(100_000);

/** What is left out stays as it is; what is named is set. */
export const ProductEdit = z
  .object({
    vendor: text(255),
    productType: text(255),
    category: text(1_000).transform((path, check) => {
      if (path === '') return null;
      const category = categoryOf(path);
      if (category) return category.path;
      check.addIssue({
        code: 'custom',
        message: 'A category is a path such as Furniture > Chairs.',
      });
      return z.NEVER;
    }),
    status: z.enum(['active', 'draft', 'archived', 'unlisted']),
    addTags: words,
    removeTags: words,
    titleEnding: text(100).min(1),
    attribute: z.object({ name: text(100).min(1), value: text(1_000) }),
    originCountry: text(60).transform((given, check) => {
      const country = countryOf(given);
      if (country) return country;
      check.addIssue({
        code: 'custom',
        message: 'A country is its code of two letters (ISO 3166-1).',
      });
      return z.NEVER;
    }),
    hsCode: text(20).transform((given, check) => {
      const code = hsCodeOf(given);
      if (code) return code;
      check.addIssue({ code: 'custom', message: 'An HS code has 6 to 13 digits.' });
      return z.NEVER;
    }),
    weightGrams: z.coerce.number().int().min(0).max(10_000_000),
    lengthMm: sized,
    widthMm: sized,
    heightMm: sized,
  })
  .partial();
export type ProductEdit = z.infer<typeof ProductEdit>;

const OWN = ['vendor', 'productType', 'category', 'status'] as const;
const OF_VARIANTS = [
  'originCountry',
  'hsCode',
  'weightGrams',
  'lengthMm',
  'widthMm',
  'heightMm',
] as const;

/** What an edit sets in one product; applying it twice sets the same. */
export function fieldsOf(edit: ProductEdit, productId: string, state: ProductState): FieldsToSet {
  const ofVariants = picked(edit, OF_VARIANTS);
  const ids = Object.keys(ofVariants).length === 0 ? [] : Object.keys(state.variants);
  return {
    productId,
    product: {
      ...picked(edit, OWN),
      ...titleOf(edit, state),
      ...tagsOf(edit, state),
      ...attributesOf(edit, state),
    },
    variants: Object.fromEntries(ids.map((id) => [id, ofVariants])),
  };
}

/** The state that an edit would lead to, for a preview. */
export function edited(edit: ProductEdit, state: ProductState): ProductState {
  const { product, variants } = fieldsOf(edit, '', state);
  return {
    product: { ...state.product, ...product },
    variants: Object.fromEntries(
      Object.entries(state.variants).map(([id, values]) => [id, { ...values, ...variants[id] }]),
    ),
  };
}

/** The named fields that the edit has. */
function picked<Name extends (typeof OWN)[number] | (typeof OF_VARIANTS)[number]>(
  edit: Pick<ProductEdit, Name>,
  names: readonly Name[],
): Partial<Record<Name, string | number | null>> {
  const values: Partial<Record<Name, string | number | null>> = {};
  for (const name of names) if (edit[name] !== undefined) values[name] = edit[name];
  return values;
}

function titleOf({ titleEnding }: ProductEdit, { product }: ProductState) {
  const title = typeof product.title === 'string' ? product.title : '';
  if (!titleEnding || title.endsWith(` ${titleEnding}`)) return {};
  return { title: `${title} ${titleEnding}`.slice(0, 255) };
}

function tagsOf({ addTags = [], removeTags = [] }: ProductEdit, { product }: ProductState) {
  if (addTags.length === 0 && removeTags.length === 0) return {};
  const present = Array.isArray(product.tags) ? product.tags.map(String) : [];
  const kept = present.filter((tag) => !removeTags.includes(tag));
  return { tags: [...new Set([...kept, ...addTags])] };
}

/** An attribute without a value is taken away. */
function attributesOf({ attribute }: ProductEdit, { product }: ProductState) {
  if (!attribute) return {};
  const present = Object.entries(product.attributes ?? {}).filter(
    ([name]) => name !== attribute.name,
  );
  const added = attribute.value === '' ? [] : [[attribute.name, attribute.value] as const];
  return { attributes: Object.fromEntries([...present, ...added]) };
}
