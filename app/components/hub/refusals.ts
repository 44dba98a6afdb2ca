/** What a person is told when a wish is refused: what it means and what to do, by the kind of the refusal. */
const SENTENCES: Readonly<Record<string, string>> = {
  'unknown-connection':
    'This connection does not exist any more. Go back to the list of retailers.',
  'unknown-price-list': 'Choose a price list first: without one the store sees no prices.',
  'share-out-of-range':
    'A store counts 1 to 100 times, is sure of 0 to 1000 units, and has 0 or more kept back by itself. Check these fields.',
  'unknown-preview': 'This draft is not kept any more. Begin with the live rules.',
  'unknown-rule-version': 'There is no such version of the rules.',
  'rules-changed-meanwhile':
    'Other rules went live since this draft was made. Open it again and preview it against what holds now.',
  'nothing-to-call-off': 'All of it has left already, or is called off: nothing is left to stop.',
  'not-now':
    'That does not fit the present state. Reload the page to see what has changed meanwhile.',
  'unknown-supplier': 'This supplier does not exist any more.',
  'code-taken': 'Another supplier has this code. Choose one that is not taken.',
  'currency-in-use':
    'The list has fixed prices in its present currency. Make another list for the new currency.',
  'unknown-promotion': 'This promotion is over already.',
  'no-rate-given': 'There is no rate in it that can be read.',
  'day-in-the-future': 'A rate of a day that is yet to come cannot be known. Check the day.',
  'euro-is-the-base': 'The euro is what the others are stated in; it needs no rate.',
  'feed-not-held':
    'Somebody has decided about this delivery already. Reload to see what became of it.',
  'feed-not-applied':
    'Only a delivery that has been applied, and whose rows are still kept, can be rolled back.',
  'feed-not-now': 'The delivery is past that point. Reload to see what became of it.',
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
  'nothing-entered': 'Enter the number under which the supplier has the order.',
  'no-retry':
    'This step cannot be started from here alone. Open what it is about and act there; then settle this with a note.',
  'all-sent':
    'The supplier has been asked for all of it already. Open the orders and ask their purchase orders back.',
  'name-taken': 'This short name is taken. Choose another.',
  'unknown-product': 'This product does not exist any more.',
  'unknown-version': 'There is nothing to take back: the product is as it was then.',
  'nothing-to-edit': 'Choose at least one product and one field that shall change.',
  'unknown-edit': 'This edit does not exist any more.',
  'not-undoable': 'The edit is still running, or has been undone already.',
  'unknown-item': 'This article does not exist any more.',
  'item-decided': 'Somebody has decided about this article already. Reload to see what.',
  'unknown-variant': 'This variant does not exist any more. Choose another.',
  'variant-taken':
    'This supplier supplies the variant under another SKU already. Undo that match first, or choose another variant.',
  'already-comparing': 'This retailer is being compared right now. Wait for it, or stop it first.',
  'not-comparing': 'The comparison is over already.',
  'still-differs': 'The sides were compared again, and they still differ.',
  'store-silent': 'The store did not answer. Try again in a few minutes.',
  'supplier-has-it': 'The supplier has the purchase order after all. Compare again.',
  'nothing-sent': 'Nothing has been sent to a supplier yet.',
  'nothing-parked':
    'No report to the store has failed; it is being told, or shows it already. Compare again in a few minutes.',
  'cost-missing': 'The supplier has not said what it costs. Enter the cost, then match it.',
};

export function refusalText(error: { readonly kind: string; readonly why?: string }): string {
  return (
    SENTENCES[error.why ?? ''] ??
    SENTENCES[error.kind] ??
    'That was not possible. Reload the page and try again.'
  );
}
