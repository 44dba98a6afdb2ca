/** Forms about money as they are sent: amounts in words of a currency, days as a calendar writes them. */
import { z } from 'zod';
import { LINE_KINDS } from '../modules/settlement/match-invoice.ts';
import type { InvoiceLine } from '../modules/settlement/match-invoice.ts';
import { dayFrom } from '../modules/settlement/period.ts';
import type { Day } from '../modules/settlement/period.ts';
import { PERIODS, SettlementTerms } from '../modules/settlement/settlement-terms.ts';
import { currencyCode, formatDecimal, money, parseMoney } from '../platform/money.ts';
import type { CurrencyCode, Money } from '../platform/money.ts';

const text = z.string().trim().max(2_000).default('');
const Currency = z.string().regex(/^[A-Z]{3}$/);

const PaymentForm = z.object({
  paymentId: z.uuid(),
  currency: Currency,
  amount: text,
  paidOn: text,
  reference: z.string().trim().max(200).default(''),
  itemId: z.union([z.uuid(), z.literal('')]).default(''),
});

/** A payment as typed, or what is wrong with it. */
export function readPaymentForm(fields: unknown):
  | {
      readonly paymentId: string;
      readonly amount: Money;
      readonly paidOn: Day;
      readonly reference: string;
      readonly itemId: string | undefined;
    }
  | string {
  const form = PaymentForm.safeParse(fields);
  if (!form.success) return INCOMPLETE;
  const { paymentId, reference, itemId } = form.data;
  const amount = amountOf(form.data.amount, form.data.currency);
  if (!amount || amount.minor === 0) return noAmount(form.data.amount, form.data.currency);
  const paidOn = dayFrom(form.data.paidOn);
  if (!paidOn) return noDay(form.data.paidOn);
  return { paymentId, amount, paidOn, reference, itemId: itemId || undefined };
}

const CreditForm = z.object({
  attempt: z.uuid(),
  amount: text,
  reason: z.string().trim().min(3).max(300),
});

export function readCreditForm(
  fields: unknown,
  currency: string,
): { readonly attempt: string; readonly amountMinor: number; readonly reason: string } | string {
  const form = CreditForm.safeParse(fields);
  if (!form.success) return 'Say how much is credited and why; the retailer reads it.';
  const amount = amountOf(form.data.amount, currency);
  if (!amount || amount.minor === 0) return noAmount(form.data.amount, currency);
  return { attempt: form.data.attempt, reason: form.data.reason, amountMinor: amount.minor };
}

const TermsForm = z.object({
  period: z.enum(PERIODS),
  dueDays: text,
  taxName: z.string().trim().min(1).max(40),
  taxPercent: text,
  shipping: z.enum(['at-cost', 'per-parcel', 'none']).default('at-cost'),
  parcel: text,
  orderFee: text,
  feePercent: text,
  selfBilling: text,
  tolerancePercent: text,
  tolerance: text,
});

/** Terms as typed (amounts in the hub's currency, shares in percent), or what is wrong with them. */
export function readTermsForm(fields: unknown, currency: string): SettlementTerms | string {
  const form = TermsForm.safeParse(fields);
  if (!form.success) return INCOMPLETE;
  const typed = form.data;
  const amounts = [typed.parcel, typed.orderFee, typed.tolerance].map((entered) =>
    entered === ''
      ? undefined
      : (amountOf(entered, currency)?.minor ?? noAmount(entered, currency)),
  );
  const shares = [typed.taxPercent, typed.feePercent, typed.tolerancePercent].map((entered) =>
    entered === ''
      ? undefined
      : (basisPointsOf(entered) ?? `"${entered}" is no percentage (like 8.1).`),
  );
  const wrong = [...amounts, ...shares].find((value) => typeof value === 'string');
  if (typeof wrong === 'string') return wrong;
  const [parcelMinor = 0, orderFeeMinor = 0, toleranceMinor] = amounts;
  const [taxBasisPoints = 0, feeBasisPoints = 0, toleranceBasisPoints] = shares;
  const terms = SettlementTerms.safeParse({
    period: typed.period,
    dueDays: Number(typed.dueDays || '30'),
    taxName: typed.taxName,
    taxBasisPoints,
    shipping: typed.shipping,
    parcelMinor,
    orderFeeMinor,
    feeBasisPoints,
    selfBilling: typed.selfBilling === 'on',
    ...(toleranceBasisPoints === undefined ? {} : { toleranceBasisPoints }),
    ...(toleranceMinor === undefined ? {} : { toleranceMinor }),
  });
  return terms.success ? terms.data : 'Days to pay are 0 to 365, percentages 0 to 100.';
}

/** "8.1" as 810; undefined for anything that is no share of up to two decimals. */
function basisPointsOf(entered: string): number | undefined {
  const match = /^(\d{1,3})(?:[.,](\d{1,2}))?$/.exec(entered.replace(/\s*%$/, ''));
  if (!match) return undefined;
  const points = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
  return points <= 10_000 ? points : undefined;
}

/** An amount in minor units as a field shows it; empty where there is none. */
export function showAmount(minor: number | undefined, currency: string): string {
  return minor ? formatDecimal(money(minor, currencyCode(currency))) : '';
}

const InvoiceForm = z.object({
  supplierId: z.uuid(),
  number: z.string().trim().min(1).max(100),
  issuedOn: text,
  dueOn: text,
  currency: Currency,
  total: text,
});

export type TypedInvoice = {
  readonly supplierId: string;
  readonly number: string;
  readonly issuedOn: Day;
  readonly dueOn: Day | undefined;
  readonly currency: CurrencyCode;
  readonly totalMinor: number | undefined;
  readonly lines: readonly Omit<InvoiceLine, 'number'>[];
};

/** A supplier's invoice as typed, or what is wrong with it. Lines without anything in them do not count. */
export function readInvoiceForm(data: FormData): TypedInvoice | string {
  const form = InvoiceForm.safeParse(Object.fromEntries(data));
  if (!form.success)
    return 'Choose the supplier, and enter the number and the currency of its invoice.';
  const { supplierId, number, currency } = form.data;
  const issuedOn = dayFrom(form.data.issuedOn);
  if (!issuedOn) return noDay(form.data.issuedOn);
  const dueOn = form.data.dueOn ? dayFrom(form.data.dueOn) : undefined;
  if (form.data.dueOn && !dueOn) return noDay(form.data.dueOn);
  const total = form.data.total ? amountOf(form.data.total, currency) : undefined;
  if (form.data.total && !total) return noAmount(form.data.total, currency);
  const lines: Omit<InvoiceLine, 'number'>[] = [];
  for (const place of data.getAll('line').map(String)) {
    const line = readInvoiceLine(data, place, currency);
    if (typeof line === 'string') return line;
    if (line) lines.push(line);
  }
  if (lines.length === 0) return 'Enter at least one line.';
  return {
    supplierId,
    number,
    issuedOn,
    dueOn,
    currency: currencyCode(currency),
    totalMinor: total?.minor,
    lines,
  };
}

function readInvoiceLine(
  data: FormData,
  place: string,
  currency: string,
): Omit<InvoiceLine, 'number'> | string | undefined {
  const field = (name: string) => {
    const value = data.get(`${name}.${place}`);
    return typeof value === 'string' ? value.trim() : '';
  };
  if (!field('price') && !field('sku') && !field('order')) return undefined;
  const kind = LINE_KINDS.find((known) => known === field('kind')) ?? 'goods';
  const price = amountOf(field('price'), currency);
  if (!price) return noAmount(field('price'), currency);
  const quantity = field('quantity') === '' ? 1 : Number(field('quantity'));
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > 1_000_000)
    return `"${field('quantity')}" is no number of units.`;
  if (kind === 'goods' && (!field('sku') || !field('order')))
    return 'Lines of goods need the number of the purchase order and the supplier’s SKU.';
  return {
    kind,
    quantity,
    unitMinor: price.minor,
    purchaseOrderNumber: field('order') || null,
    supplierSku: kind === 'goods' ? field('sku') : null,
  };
}

const INCOMPLETE = 'Something is missing in the form. Check it and send it again.';
const noAmount = (entered: string, currency: string) =>
  `"${entered}" is no amount of ${currency} (like 12.50).`;
const noDay = (entered: string) => `"${entered}" is no day (like 2026-11-30).`;

function amountOf(entered: string, currency: string): Money | undefined {
  const amount = parseMoney(entered.replace(',', '.'), currencyCode(currency));
  return amount && amount.minor >= 0 ? amount : undefined;
}

/** Stored terms as the fields show them. */
export function showTerms(terms: SettlementTerms, currency: string) {
  const percent = (points: number | undefined) =>
    points === undefined ? '' : String(points / 100);
  return {
    period: terms.period,
    dueDays: String(terms.dueDays),
    taxName: terms.taxName,
    taxPercent: percent(terms.taxBasisPoints),
    shipping: terms.shipping,
    parcel: showAmount(terms.parcelMinor, currency),
    orderFee: showAmount(terms.orderFeeMinor, currency),
    feePercent: percent(terms.feeBasisPoints),
    selfBilling: terms.selfBilling,
    tolerancePercent: percent(terms.toleranceBasisPoints),
    tolerance:
      terms.toleranceMinor === undefined
        ? ''
        : formatDecimal(money(terms.toleranceMinor, currencyCode(currency))),
  };
}
