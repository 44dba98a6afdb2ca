/** What a person is told when a wish is refused: what it means and what to do, by the kind of the refusal. */
const SENTENCES: Readonly<Record<string, string>> = {
  'unknown-connection':
    'This connection does not exist any more. Go back to the list of retailers.',
  'unknown-price-list': 'Choose a price list first: without one the store sees no prices.',
  'not-now':
    'That does not fit the present state. Reload the page to see what has changed meanwhile.',
  'unknown-supplier': 'This supplier does not exist any more.',
  'code-taken': 'Another supplier has this code. Choose one that is not taken.',
  'currency-in-use':
    'The list has fixed prices in its present currency. Make another list for the new currency.',
  'feed-not-held':
    'Somebody has decided about this delivery already. Reload to see what became of it.',
  'too-large': 'The file is larger than this installation takes. Split it and upload the parts.',
  'unknown-exception': 'This matter is settled already.',
  'no-such-remedy': 'This cannot be done from here. Follow what the exception says to do next.',
  'unknown-order': 'This order does not exist any more.',
  'no-such-hold': 'The hold is released already.',
  'already-forwarded':
    'A supplier has been asked to ship part of this order. Ask the purchase order back first.',
  'already-over': 'The order is finished already.',
  'unknown-purchase-order': 'This purchase order does not exist any more.',
  'not-parked': 'It is not waiting any more; it may have been taken up in the meantime.',
  'name-taken': 'This short name is taken. Choose another.',
};

export function refusalText(error: { readonly kind: string; readonly why?: string }): string {
  return (
    SENTENCES[error.why ?? ''] ??
    SENTENCES[error.kind] ??
    'That was not possible. Reload the page and try again.'
  );
}
