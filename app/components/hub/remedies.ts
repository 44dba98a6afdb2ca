/** Remedy: one thing that a person can do about an exception. What each is called, and which a button carries out. */
type Remedy = {
  readonly label: string;
  /** Carried out by a button; the others are done elsewhere, where the subject's page leads. */
  readonly acts: boolean;
  /** Said before it is done. */
  readonly warning?: string;
};

const REMEDIES: Readonly<Record<string, Remedy>> = {
  'release-hold': { label: 'Release the order', acts: true },
  'reroute-order': { label: 'Look for stock again', acts: true },
  'send-available': { label: 'Send what there is', acts: true },
  'cancel-order': {
    label: 'Cancel the order',
    acts: true,
    warning: 'The order is cancelled here and in the store. The payment is not refunded by this.',
  },
  'send-again': { label: 'Send again', acts: true },
  'cancel-purchase-order': { label: 'Ask for it back', acts: true },
  'report-again': { label: 'Tell the store again', acts: true },
  'accept-again': { label: 'Tell the store again', acts: true },
  'approve-feed': { label: 'Apply the delivery', acts: true },
  'reject-feed': { label: 'Reject the delivery', acts: true },
  'read-again': { label: 'Read it again', acts: true },
};

export type ActingRemedy = {
  readonly remedy: string;
  readonly label: string;
  readonly warning: string | undefined;
};

/** Those of an exception's remedies that can be carried out by a button, in its order. */
export function actingRemedies(remedies: readonly string[]): readonly ActingRemedy[] {
  return remedies.flatMap((remedy) => {
    const known = REMEDIES[remedy];
    return known?.acts ? [{ remedy, label: known.label, warning: known.warning }] : [];
  });
}
