/** Exceptions about money, in words for who must act. */
import type { NewException } from '../../modules/activity/activity.ts';
import type { Difference, Match } from '../../modules/settlement/match-invoice.ts';
import type { StoredInvoice } from '../../modules/settlement/supplier-invoices.repository.server.ts';
import { formatDecimal, money } from '../../platform/money.ts';

export const differenceKey = (invoiceId: string): string => `supplier-invoice:${invoiceId}`;

const WORDS: Readonly<Record<Difference, string>> = {
  'unknown-order': 'for a purchase order that this supplier does not have',
  'unknown-article': 'for an article that is not on the purchase order',
  currency: 'in another currency than the purchase order',
  quantity: 'for more units than were shipped and not yet invoiced',
  price: 'at a higher price than agreed',
  shipping: 'of shipping above what was agreed',
  tax: 'of tax above the agreed rate',
};

export function differenceException(invoice: StoredInvoice, match: Match): NewException {
  const counts = new Map<Difference, number>();
  for (const { difference } of match.lines) {
    if (difference) counts.set(difference, (counts.get(difference) ?? 0) + 1);
  }
  const said = [...counts].map(([difference, count]) => `${count} line(s) ${WORDS[difference]}`);
  const amount = (minor: number) =>
    `${invoice.currency} ${formatDecimal(money(minor, invoice.currency))}`;
  return {
    distributorId: invoice.distributorId,
    kind: 'supplier-invoice-differs',
    severity: 'warning',
    owner: 'distributor',
    subject: { kind: 'supplier-invoice', id: invoice.id },
    dedupeKey: differenceKey(invoice.id),
    happened: `Invoice ${invoice.number} over ${amount(invoice.totalMinor)} has ${said.join('; ')}.`,
    meaning: `It is not paid while it differs. ${amount(match.payableMinor)} of it fit.`,
    nextStep: 'Open the invoice: accept it, pay only what fits, or dispute it.',
    remedies: [],
  };
}
