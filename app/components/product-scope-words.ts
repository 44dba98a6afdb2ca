/** Product scopes in words, for forms and lists. */
export const SCOPE_CHOICES = [
  { value: 'all', label: 'Everything' },
  { value: 'type', label: 'Product types' },
  { value: 'vendor', label: 'Brands' },
  { value: 'tag', label: 'Tags' },
  { value: 'category', label: 'Categories' },
  { value: 'sku', label: 'SKUs' },
];

type Scope = { readonly by: string; readonly values: readonly string[] };

export function scopeText({ by, values }: Scope): string {
  if (by === 'all') return 'Everything';
  const label = SCOPE_CHOICES.find(({ value }) => value === by)?.label ?? by;
  return `${label}: ${values.join(', ')}`;
}
