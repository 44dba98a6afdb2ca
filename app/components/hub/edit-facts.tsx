import { Facts } from './facts.tsx';

const NAMES: Readonly<Record<string, string>> = {
  status: 'Status',
  vendor: 'Vendor',
  productType: 'Type',
  category: 'Category',
  addTags: 'Adds tags',
  removeTags: 'Removes tags',
  titleEnding: 'Appends to the title',
  attribute: 'Attribute',
  originCountry: 'Made in',
  hsCode: 'HS code',
  weightGrams: 'Weight (g)',
  lengthMm: 'Length (mm)',
  widthMm: 'Width (mm)',
  heightMm: 'Height (mm)',
};

type Edit = Readonly<Record<string, unknown>>;

/** What an edit sets. */
export function EditFacts({ edit }: { readonly edit: Edit }) {
  const facts = Object.entries(edit).map(
    ([name, value]) => [NAMES[name] ?? name, wordsOf(value)] as const,
  );
  return <Facts facts={facts} />;
}

/** The same in one line. */
export function editInWords(edit: Edit): string {
  return Object.entries(edit)
    .map(([name, value]) => `${NAMES[name] ?? name}: ${wordsOf(value)}`)
    .join(' · ');
}

function wordsOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(', ');
  if (typeof value === 'object' && value !== null)
    return Object.values(value).map(String).join(' = ');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : 'none';
}
