/**
 * Shopify product CSV: the table in which Shopify exports and imports products. One row is a variant, an image
 * or both; rows that share a handle are one product, whose words stand on the first of them.
 * These types are what the reader makes of it, in our words; nothing here knows a database.
 * Column names: Shopify's help page "Using CSV files to import and export products" (both generations).
 */
import type { Money } from '../../../platform/money.ts';

/** Product text as the file states it. `title` falls back to the handle (with a warning) where none is stated. */
export type ParsedDetails = {
  readonly title: string;
  readonly descriptionHtml: string;
  readonly vendor: string;
  readonly productType: string;
  /** Shopify's taxonomy path ("Apparel & Accessories > Clothing"), empty where none or none readable is stated. */
  readonly category: string;
  readonly tags: readonly string[];
  /** True where the column is absent or blank, as Shopify treats it. */
  readonly published: boolean;
  readonly status: ParsedStatus | undefined;
  readonly giftCard: boolean;
  readonly seoTitle: string;
  readonly seoDescription: string;
  /** The product's metafields, by name. */
  readonly attributes: Readonly<Record<string, string>>;
};

export type ParsedStatus = 'active' | 'draft' | 'archived' | 'unlisted';
export type WeightUnit = 'g' | 'kg' | 'oz' | 'lb';

export type ParsedImage = {
  readonly url: string;
  readonly altText: string;
  /** From 1, as stated, or after the images before it. In a continued product count on from those it has. */
  readonly position: number;
};

export type ParsedVariant = {
  /** First physical line of the row, counted from 1; the header usually stands on line 1. */
  readonly line: number;
  /** In the order of the product's option names; empty for a product without options ("Default Title"). */
  readonly optionValues: readonly string[];
  readonly sku: string | undefined;
  /** Undefined: the file states no price; the variant is known but cannot be sold yet. */
  readonly price: Money | undefined;
  readonly compareAtPrice: Money | undefined;
  readonly cost: Money | undefined;
  /** The barcode as written, and as GTIN (8, 12, 13 or 14 digits) when its check digit holds. */
  readonly barcode: string | undefined;
  readonly gtin: string | undefined;
  readonly mpn: string | undefined;
  /** Whole grams. */
  readonly weightGrams: number | undefined;
  readonly weightUnit: WeightUnit | undefined;
  /** Whole millimetres. */
  readonly lengthMm: number | undefined;
  readonly widthMm: number | undefined;
  readonly heightMm: number | undefined;
  /** ISO 3166-1 alpha-2. */
  readonly originCountry: string | undefined;
  /** Digits of the Harmonised System. */
  readonly hsCode: string | undefined;
  /** Units on hand, never below 0 (a negative figure is read as 0); undefined: the file does not say. */
  readonly quantity: number | undefined;
  readonly tracked: boolean;
  readonly sellsWhenOutOfStock: boolean;
  readonly requiresShipping: boolean;
  readonly taxable: boolean;
  readonly imageUrl: string | undefined;
};

/**
 * The rows of one handle that stand together. `continued`: the handle stood earlier in the file too, so this
 * adds to that product. Its variants and images are new; `details` is present only if a title is stated again,
 * and `optionNames` may be empty (positions then follow the earlier part).
 */
export type ParsedProduct = {
  readonly handle: string;
  readonly line: number;
  readonly continued: boolean;
  readonly details: ParsedDetails | undefined;
  readonly optionNames: readonly string[];
  readonly variants: readonly ParsedVariant[];
  readonly images: readonly ParsedImage[];
};

export type RowWarningCode =
  | 'barcode-not-gtin' | 'category-not-canonical' | 'category-unreadable' | 'compare-at-unreadable'
  | 'continued-product' | 'cost-unreadable' | 'country-unknown' | 'duplicate-sku' | 'extra-cells'
  | 'handle-from-title' | 'hs-code-unreadable' | 'image-not-a-url' | 'negative-quantity'
  | 'no-price' | 'no-sku' | 'no-title' | 'nothing-new' | 'option-name-differs' | 'option-without-name'
  | 'quantity-unreadable' | 'reformatted-amount' | 'size-unreadable' | 'stray-quote' | 'title-differs' | 'unknown-status'
  | 'unreadable-characters' | 'unreadable-flag' | 'weight-unreadable' | 'zero-price'; // prettier-ignore

type RowRefusalCode =
  | 'duplicate-variant' | 'empty-row' | 'malformed-quotes' | 'missing-option-value' | 'negative-price'
  | 'no-handle' | 'options-differ' | 'price-unreadable' | 'row-too-long' | 'too-few-cells'
  | 'too-many-cells'; // prettier-ignore

export type RowWarning = { readonly code: RowWarningCode; readonly message: string };
export type RowRefusal = { readonly code: RowRefusalCode; readonly message: string };

/** What became of one physical row: exactly one of the three. Blank lines are not rows. */
export type RowReport = {
  readonly line: number;
  readonly handle: string | undefined;
  readonly sku: string | undefined;
} & (
  | { readonly outcome: 'accepted' }
  | { readonly outcome: 'warned'; readonly warnings: readonly RowWarning[] }
  | { readonly outcome: 'refused'; readonly refusal: RowRefusal }
);

/** `rows` = accepted + warned + refused; `products` counts a continued one once; `variants` those accepted. */
export type CatalogueCounts = {
  readonly rows: number;
  readonly products: number;
  readonly variants: number;
  readonly warned: number;
  readonly refused: number;
};

/** One step of the reading: the rows it accounts for and the product they made, if any was accepted. */
export type CatalogueStep = {
  readonly product: ParsedProduct | undefined;
  readonly rows: readonly RowReport[];
};

/** Something about the whole file that a person should know; the file is still read. */
export type FileNotice = {
  readonly code: 'windows-1252' | 'damaged-utf-8' | 'utf-16-without-bom' | 'repeated-column';
  readonly message: string;
};

/** Why a whole file was refused before any row was read. */
export type FileRefusal = {
  readonly code: 'empty-file' | 'not-text' | 'missing-columns';
  readonly message: string;
  readonly missing: readonly string[];
  readonly found: readonly string[];
};

/**
 * What a variant is known by, whatever its SKU: handle and option values. Meant for
 * `stableId(distributorId, ...variantIdentity(…))`, so that a re-import finds the same variant.
 */
export function variantIdentity(handle: string, optionValues: readonly string[]): string[] {
  return ['variant', handle, ...optionValues];
}

/** What a product is known by; see {@link variantIdentity}. */
export function productIdentity(handle: string): string[] {
  return ['product', handle];
}
