/** Remedy: one thing that a person can do about an exception. What each is called, and which we can carry out here. */

type Remedy = {
  readonly label: string;
  /** Carried out by a button; the others are done by the person elsewhere, where the subject's page leads. */
  readonly acts: boolean;
  /** Asked before it is done. */
  readonly confirm?: string;
};

export const REMEDIES: Readonly<Record<string, Remedy>> = {
  'release-hold': { label: 'Release the order', acts: true },
  'reroute-order': { label: 'Look for stock again', acts: true },
  'send-available': { label: 'Send what there is', acts: true },
  'cancel-order': {
    label: 'Cancel the order',
    acts: true,
    confirm: 'Cancels the order here and in the store. The payment is not refunded by this.',
  },
  'send-again': { label: 'Send again', acts: true },
  'cancel-purchase-order': { label: 'Ask the supplier for it back', acts: true },
  'report-again': { label: 'Tell the store again', acts: true },
  'accept-again': { label: 'Tell the store again', acts: true },
  'approve-feed': { label: 'Apply the delivery', acts: true },
  'reject-feed': { label: 'Reject the delivery', acts: true },
  'read-again': { label: 'Read it again', acts: true },
  'mark-sent': { label: 'Mark as sent', acts: false },
  'mark-cancelled': { label: 'Mark as cancelled', acts: false },
  'let-ship': { label: 'Let it ship', acts: false },
  'deliver-again': { label: 'Upload the file again', acts: false },
  'check-connector': { label: 'Check the link', acts: false },
  'upload-file': { label: 'Upload a file', acts: false },
  'contact-supplier': { label: 'Contact the supplier', acts: false },
};

export function isActing(remedy: string): boolean {
  return REMEDIES[remedy]?.acts === true;
}
