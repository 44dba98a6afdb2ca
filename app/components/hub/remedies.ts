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
  'let-ship': { label: 'Let it ship' },
  wait: { label: 'Wait for it' },
  'report-again': { label: 'Tell the store again' },
  'accept-again': { label: 'Tell the store again' },
  'approve-feed': { label: 'Apply the delivery' },
  'reject-feed': { label: 'Reject the delivery' },
  'read-again': { label: 'Read it again' },
  'retry-parked': { label: 'Run it again' },
};

export type ActingRemedy = Remedy & { readonly remedy: string };

/** Those of an exception's remedies that are carried out here, in its order. */
export function actingRemedies(remedies: readonly string[]): readonly ActingRemedy[] {
  return remedies.flatMap((remedy) => {
    const known = REMEDIES[remedy];
    return known ? [{ remedy, ...known }] : [];
  });
}
