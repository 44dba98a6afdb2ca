/** Column choice: which columns of the catalogue a person wants to see, kept in a cookie of its browser. */
export const COLUMN_NAMES = [
  'status', 'vendor', 'type', 'category', 'tags', 'stock', 'price', 'stores', 'changed',
] as const; // prettier-ignore
export type ColumnName = (typeof COLUMN_NAMES)[number];

export const COLUMNS_COOKIE = 'catalogue-columns';
const USUAL: readonly ColumnName[] = ['status', 'vendor', 'type', 'stock', 'price', 'stores'];

/** The chosen columns in their own order; the usual ones for who has not chosen. */
export function columnsFrom(cookies: string | null): readonly ColumnName[] {
  const pair = (cookies ?? '').split(/;\s*/).find((one) => one.startsWith(`${COLUMNS_COOKIE}=`));
  if (pair === undefined) return USUAL;
  const named = pair.slice(COLUMNS_COOKIE.length + 1).split('.');
  return COLUMN_NAMES.filter((name) => named.includes(name));
}
