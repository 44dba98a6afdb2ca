/** What a person reads when something about a connection is refused, by the kind of refusal. */
const TOLD: Readonly<Record<string, string>> = {
  'unknown-connection': 'This connection does not exist any more. Reload the page.',
  'unknown-distributor': 'This distributor does not exist any more. Search again.',
  'unknown-price-list': 'This price list does not exist any more. Choose another one.',
  'not-now':
    'The connection has changed meanwhile, so this is not possible now. Reload the page to see it as it is.',
  'already-connected': 'You are connected with this distributor, or your request is still open.',
};

export function connectionRefusalTold({ kind }: { readonly kind: string }): string {
  return TOLD[kind] ?? 'This is not possible now. Reload the page and try again.';
}
