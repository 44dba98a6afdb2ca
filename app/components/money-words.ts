/** What the parts of money are called on screens and on paper. */
export const DOCUMENT_NAMES: Readonly<Record<string, string>> = {
  invoice: 'Invoice',
  'credit-note': 'Credit note',
  statement: 'Statement',
  'self-bill': 'Self-billed invoice',
  'supplier-invoice': 'Supplier’s invoice',
};

const PURPOSES: Readonly<Record<string, string>> = {
  sales: 'Goods',
  'goods-cost': 'Goods',
  'shipping-charged': 'Shipping',
  'shipping-cost': 'Shipping',
  fees: 'Fees',
  tax: 'Tax',
  'credits-given': 'Credits',
  'credits-received': 'Credits',
  cash: 'Payment',
  rounding: 'Rounding',
  other: 'Other',
};

export function purposeName(purpose: string): string {
  return PURPOSES[purpose] ?? purpose;
}

export const PERIOD_NAMES: Readonly<Record<string, string>> = {
  weekly: 'every week, from Monday',
  'twice-monthly': 'twice a month, on the 1st and the 16th',
  monthly: 'every month',
};

export const DIFFERENCE_NAMES: Readonly<Record<string, string>> = {
  'unknown-order': 'No such purchase order',
  'unknown-article': 'Not on the purchase order',
  currency: 'Other currency',
  quantity: 'More than shipped',
  price: 'Higher price',
  shipping: 'More shipping than agreed',
  tax: 'More tax than agreed',
};

/** Sentences for what is refused about money, by the kind of the refusal. */
export const MONEY_REFUSALS: Readonly<Record<string, string>> = {
  'no-such-document': 'This document does not exist any more.',
  'not-an-invoice': 'Only an invoice can be corrected by a credit note.',
  'no-such-invoice': 'This invoice does not exist any more.',
  'already-decided': 'Somebody has decided about this invoice already. Reload to see what.',
  'not-shipped':
    'It asks for goods that were not shipped. Pay what fits, dispute it, or wait for the parcel and match it again.',
  'nothing-to-pay': 'Nothing of it fits, so there is nothing to pay. Dispute it instead.',
  'self-billed':
    'You write the invoices for this supplier (see its terms), so it sends none of its own.',
};
