/**
 * Supplier invoice: what a supplier asks for. It is held against purchase orders and parcels (match-invoice.ts); what
 * fits is approved by itself, the rest waits for a person: accept, pay what fits (short pay), or dispute with a reason.
 */
import type { Id } from '../../platform/ids.ts';
import type { CurrencyCode } from '../../platform/money.ts';
import type { InvoiceLine } from './match-invoice.ts';
import type { Day } from './period.ts';

export type SupplierInvoiceId = Id<'SupplierInvoice'>;
export const INVOICE_STATUSES = ['differs', 'disputed', 'approved'] as const;
export type InvoiceStatus = (typeof INVOICE_STATUSES)[number];
export type InvoiceDecision = 'matched' | 'accepted' | 'short-paid' | 'disputed';

export type SupplierInvoiceKey = {
  readonly distributorId: Id<'Distributor'>;
  readonly invoiceId: SupplierInvoiceId;
};

export type NewSupplierInvoice = {
  readonly distributorId: Id<'Distributor'>;
  readonly supplierId: Id<'Supplier'>;
  readonly number: string;
  readonly issuedOn: Day;
  /** Undefined: by the terms. */
  readonly dueOn: Day | undefined;
  readonly currency: CurrencyCode;
  /** As stated on it; undefined: the sum of its lines. */
  readonly totalMinor: number | undefined;
  readonly lines: readonly Omit<InvoiceLine, 'number'>[];
  readonly source: 'form' | 'csv' | 'push';
  readonly by: string;
};

/** Two spellings of one number are one number: "RE 2026/17" is "re-202617". */
export function numberKey(number: string): string {
  return number.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}
