/** Why something about money is refused. Amounts are minor units of the currency named. */
export type NoSuchDocument = { readonly kind: 'no-such-document' };
export type NotAnInvoice = { readonly kind: 'not-an-invoice' };
export type TooMuch = {
  readonly kind: 'too-much';
  readonly mostMinor: number;
  readonly currency: string;
};
export type NoSuchParty = { readonly kind: 'no-such-party' };

/** A supplier is never paid more than the invoices that were approved. */
export type MoreThanOwed = {
  readonly kind: 'more-than-owed';
  readonly mostMinor: number;
  readonly currency: string;
};

export type InvoiceKnown = { readonly kind: 'invoice-known'; readonly number: string };
export type SelfBilled = { readonly kind: 'self-billed' };
export type TotalDiffers = {
  readonly kind: 'total-differs';
  readonly linesMinor: number;
  readonly totalMinor: number;
  readonly currency: string;
};
export type AlreadyDecided = { readonly kind: 'already-decided' };
/** Units that were not shipped are not paid for, whoever accepts them. */
export type NotShipped = { readonly kind: 'not-shipped' };
export type NothingToPay = { readonly kind: 'nothing-to-pay' };
