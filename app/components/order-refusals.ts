/** What a person reads when something about an order is refused, by the kind of refusal. */
const TOLD: Readonly<Record<string, string>> = {
  'unknown-order': 'This order does not exist any more. Go back to the list.',
  'already-over': 'This order is over already: nothing of it can be called off.',
  'already-forwarded':
    'A supplier has been asked to ship it meanwhile. Cancel the order in your shop: we then ask the supplier to stop, and tell you whether it still could.',
  'nothing-to-call-off': 'All of it has left already, or is called off: nothing is left to stop.',
  'no-such-hold':
    'This hold has been resolved meanwhile. Reload the page to see the order as it is.',
};

export function orderRefusalTold({ kind }: { readonly kind: string }): string {
  return TOLD[kind] ?? 'This is not possible now. Reload the page and try again.';
}
