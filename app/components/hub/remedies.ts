/**
 * Remedy: one thing that a person can do about an exception. What each is called, and what it asks before it is done.
 * Those that are done elsewhere are links; see `exception-links.ts`.
 */
type Remedy = {
  readonly label: string;
  /** Said before it is done. */
  readonly warning?: string;
  /** What the person has to fill in with it. */
  readonly asks?: string;
};

const REMEDIES: Readonly<Record<string, Remedy>> = {
  'release-hold': { label: 'Release the order' },
  'reroute-order': { label: 'Look for stock again' },
  'reroute-orders': {
    label: 'Route orders elsewhere',
    warning:
      'Orders that the supplier has not been asked for yet give their units here back, the newest first, and look for another supplier. What nobody has waits as missing stock.',
  },
  'send-available': { label: 'Send what there is' },
  'cancel-order': {
    label: 'Cancel the order',
    warning: 'The order is cancelled here and in the store. The payment is not refunded by this.',
  },
  'send-again': { label: 'Send again' },
  'mark-sent': { label: 'Mark as sent', asks: 'The supplier has it under this number' },
  'cancel-purchase-order': { label: 'Ask for it back' },
  'accept-cost': {
    label: 'Accept the cost',
    warning: 'The supplier may charge what it wants for this purchase order.',
  },
  'mark-cancelled': {
    label: 'Mark as cancelled',
    warning: 'Only if the supplier has told you that it does not ship the rest.',
  },
  'accept-substitute': {
    label: 'Take the article',
    warning:
      'The shopper gets this article instead of the one ordered. Make sure that the retailer agrees.',
  },
  'decline-substitute': {
    label: 'Decline the article',
    warning: 'The units are looked for at other suppliers, as they were ordered.',
  },
  'mark-not-shipping': {
    label: 'It does not ship',
    warning: 'Only if the supplier has told you that it ships nothing of it.',
  },
  'let-ship': { label: 'Let it ship' },
  'authorise-return': { label: 'Authorise' },
  'reject-return': {
    label: 'Reject',
    asks: 'Why it is not taken back; the retailer reads it',
    warning: 'The goods are not taken back and the retailer is not credited.',
  },
  'refund-again': {
    label: 'Refund again',
    warning: 'The shop gives the money back to the shopper.',
  },
  wait: { label: 'Wait for it' },
  'report-again': { label: 'Tell the store again' },
  'mark-delivered': { label: 'It was delivered' },
  'mark-lost': { label: 'It is lost' },
  'accept-again': { label: 'Tell the store again' },
  'approve-feed': { label: 'Apply the delivery' },
  'reject-feed': { label: 'Reject the delivery' },
  'read-again': { label: 'Read it again' },
  'retry-parked': { label: 'Run it again' },
  'import-now': { label: 'Read it from the store' },
  'compare-again': { label: 'Compare again' },
  'call-off-again': { label: 'Cancel it in the store' },
  'ask-suppliers': { label: 'Ask for its news' },
  'route-anew': {
    label: 'Route it anew',
    warning:
      'The supplier is asked once more. If it still does not have the purchase order, that counts as cancelled and its units go elsewhere.',
  },
  'tell-store-again': { label: 'Tell the store again' },
};

/** What a remedy is called; the remedy itself where it is done elsewhere. */
export function remedyLabel(remedy: string): string {
  return REMEDIES[remedy]?.label ?? remedy.replaceAll('-', ' ');
}

/** Its label, for doing it to many at once: without those that ask for something to be filled in, or cancel. */
export function bulkLabel(remedy: string): string | undefined {
  const known = REMEDIES[remedy];
  return known && !known.asks && remedy !== 'cancel-order' ? known.label : undefined;
}

export type ActingRemedy = Remedy & { readonly remedy: string };

/** Those of an exception's remedies that are carried out here, in its order. */
export function actingRemedies(remedies: readonly string[]): readonly ActingRemedy[] {
  return remedies.flatMap((remedy) => {
    const known = REMEDIES[remedy];
    return known ? [{ remedy, ...known }] : [];
  });
}
