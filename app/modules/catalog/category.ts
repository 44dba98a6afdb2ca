/**
 * Category: a place in Shopify's Standard Product Taxonomy, written as the path from its vertical down, as Shopify's
 * CSV has it ("Apparel & Accessories > Clothing > Shirts"). The taxonomy's many thousand nodes are not on the package
 * registry, so a path is checked by its form and by its vertical; nodes below are taken as they are written.
 * https://shopify.github.io/product-taxonomy
 */

/** The taxonomy's top level. */
const VERTICALS: ReadonlySet<string> = new Set([
  'Animals & Pet Supplies', 'Apparel & Accessories', 'Arts & Entertainment', 'Baby & Toddler', 'Bundles',
  'Business & Industrial', 'Cameras & Optics', 'Electronics', 'Food, Beverages & Tobacco', 'Furniture', 'Gift Cards',
  'Hardware', 'Health & Beauty', 'Home & Garden', 'Luggage & Bags', 'Mature', 'Media', 'Office Supplies',
  'Product Add-Ons', 'Religious & Ceremonial', 'Services', 'Software', 'Sporting Goods', 'Toys & Games',
  'Uncategorized', 'Vehicles & Parts',
]); // prettier-ignore

export type Category = {
  /** With single blanks around each ">". */
  readonly path: string;
  /** Its vertical is one of the taxonomy's. */
  readonly isCanonical: boolean;
};

const DEEPEST = 10;

/** Reads a path; undefined for what is none: an empty level, too many of them, an id or a bare number. */
export function categoryOf(text: string): Category | undefined {
  const levels = text.split('>').map((level) => level.trim().replace(/\s+/g, ' '));
  if (levels.length > DEEPEST || levels.some((level) => !/\p{L}/u.test(level))) return undefined;
  if (/^gid:\/\//.test(text.trim())) return undefined;
  return { path: levels.join(' > '), isCanonical: VERTICALS.has(levels[0] ?? '') };
}
