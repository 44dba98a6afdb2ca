/** Columns: which column of a file holds what, under the names of both generations of Shopify's product CSV. */
import type { FileRefusal } from './shopify-csv.ts';

/** Every name a field is known by, the older export's first; compared without case and extra blanks. */
const NAMES = {
  handle: ['Handle', 'URL handle'],
  title: ['Title'],
  descriptionHtml: ['Body (HTML)', 'Description', 'Body HTML', 'Body'],
  vendor: ['Vendor'],
  category: ['Product Category', 'Category'],
  productType: ['Type', 'Product Type', 'Custom Product Type'],
  tags: ['Tags'],
  published: ['Published', 'Published on online store'],
  status: ['Status'],
  giftCard: ['Gift Card'],
  seoTitle: ['SEO Title'],
  seoDescription: ['SEO Description'],
  option1Name: ['Option1 Name'],
  option1Value: ['Option1 Value'],
  option2Name: ['Option2 Name'],
  option2Value: ['Option2 Value'],
  option3Name: ['Option3 Name'],
  option3Value: ['Option3 Value'],
  sku: ['Variant SKU', 'SKU'],
  barcode: ['Variant Barcode', 'Barcode'],
  mpn: ['Google Shopping / MPN', 'Google Shopping / Manufacturer part number (MPN)'],
  price: ['Variant Price', 'Price'],
  compareAtPrice: ['Variant Compare At Price', 'Compare-at price', 'Compare At Price'],
  cost: ['Cost per item', 'Variant Cost', 'Cost'],
  originCountry: [
    'Variant Country of Origin',
    'Country of Origin',
    'Country/Region of origin',
    'COO',
  ],
  hsCode: [
    'Variant HS Code',
    'HS Code',
    'Harmonized System Code',
    'Variant Harmonized System Code',
  ],
  length: ['Variant Length', 'Length', 'Depth'],
  width: ['Variant Width', 'Width'],
  height: ['Variant Height', 'Height'],
  weightGrams: ['Variant Grams', 'Weight value (grams)'],
  weightUnit: ['Variant Weight Unit', 'Weight unit for display'],
  quantity: ['Variant Inventory Qty', 'Inventory quantity', 'Variant Inventory Quantity'],
  tracker: ['Variant Inventory Tracker', 'Inventory tracker'],
  policy: ['Variant Inventory Policy', 'Continue selling when out of stock'],
  requiresShipping: ['Variant Requires Shipping', 'Requires shipping'],
  taxable: ['Variant Taxable', 'Charge tax'],
  imageUrl: ['Image Src', 'Product image URL', 'Image source'],
  imagePosition: ['Image Position'],
  imageAltText: ['Image Alt Text'],
  variantImageUrl: ['Variant Image', 'Variant image URL'],
} as const;

export type Field = keyof typeof NAMES;
/** Without a handle rows do not hang together, and without a title there is nothing to show. */
const REQUIRED: readonly Field[] = ['handle', 'title'];
const SEPARATORS = [',', ';', '\t'] as const;

const FIELD_BY_NAME: ReadonlyMap<string, Field> = new Map(
  (Object.keys(NAMES) as Field[]).flatMap((field) =>
    NAMES[field].map((name) => [normalised(name), field] as const),
  ),
);

export type Columns = {
  readonly count: number;
  readonly index: ReadonlyMap<Field, number>;
  /** Names that stand twice; the first column counts. */
  readonly repeated: readonly string[];
  /** Columns of product metafields, which become attributes under the name that stands before the bracket. */
  readonly attributes: readonly { readonly name: string; readonly position: number }[];
};

/** "Fabric (product.metafields.shopify.fabric)": the header of a metafield in Shopify's export. */
const METAFIELD = /^(?<name>.*?)\s*\((?<owner>product|variant)\.metafields\.(?<key>[^()]+)\)$/i;

function normalised(name: string): string {
  return name.trim().toLowerCase().replace(/\s+/g, ' ');
}

/** The separator under which the header line names most of Shopify's columns; the comma where none does. */
export function separatorOf(headerLine: string): string {
  const known = (separator: string) =>
    headerLine
      .split(separator)
      .filter((name) => FIELD_BY_NAME.has(normalised(name.replaceAll('"', '')))).length;
  return SEPARATORS.reduce((best, next) => (known(next) > known(best) ? next : best));
}

/** Finds each field's column, or says what is missing. */
export function columnsOf(header: readonly string[]): Columns | FileRefusal {
  const index = new Map<Field, number>();
  const repeated: string[] = [];
  const attributes: { name: string; position: number }[] = [];
  for (const [position, title] of header.entries()) {
    const { name, owner, key } = METAFIELD.exec(title.trim())?.groups ?? {};
    const field = FIELD_BY_NAME.get(normalised(owner === 'variant' ? (name ?? '') : title));
    if (owner === 'product') attributes.push({ name: (name || key || '').slice(0, 100), position });
    if (!field) continue;
    if (index.has(field)) repeated.push(title.trim());
    else index.set(field, position);
  }
  const missing = REQUIRED.filter((field) => !index.has(field));
  if (missing.length > 0) return missingColumns(missing, header);
  return { count: header.length, index, repeated, attributes };
}

function missingColumns(missing: readonly Field[], header: readonly string[]): FileRefusal {
  const wanted = missing.map((field) => NAMES[field].join(' or '));
  const found = header.slice(0, 60).map(printable);
  return {
    code: 'missing-columns',
    message: `The file lacks ${wanted.map((name) => `the column ${name}`).join(' and ')}. Found: ${found.join(', ')}. Export the products from Shopify again, or rename the column.`,
    missing: wanted,
    found,
  };
}

/** A piece of an unknown file, safe to show: short, and without control characters. */
export function printable(text: string): string {
  return text.trim().replace(/\p{C}/gu, '�').slice(0, 40);
}

/** A row's cells by field. A column that the file lacks reads as blank; blanks around a value do not count. */
export class RowCells {
  private readonly columns: Columns;
  private readonly cells: readonly string[];

  constructor(columns: Columns, cells: readonly string[]) {
    this.columns = columns;
    this.cells = cells;
  }

  text(field: Field): string {
    return this.raw(field).trim();
  }

  raw(field: Field): string {
    const position = this.columns.index.get(field);
    return position === undefined ? '' : (this.cells[position] ?? '');
  }

  optional(field: Field): string | undefined {
    return this.text(field) || undefined;
  }

  /** What the row's metafields say, by name; blank ones are left out. */
  attributes(): Readonly<Record<string, string>> {
    const said = this.columns.attributes.map(
      ({ name, position }) => [name, (this.cells[position] ?? '').trim().slice(0, 1_000)] as const,
    );
    return Object.fromEntries(said.filter(([, value]) => value !== ''));
  }
}
