/**
 * Three-way match: each line of a supplier's invoice held against the purchase order (what was agreed) and what the
 * supplier has shipped (what was had). Amounts are minor units of the invoice's currency.
 */
import type { CurrencyCode } from '../../platform/money.ts';
import { money, shareOf } from '../../platform/money.ts';
import { toleranceOf } from './settlement-terms.ts';
import type { SettlementTerms } from './settlement-terms.ts';

export const LINE_KINDS = ['goods', 'shipping', 'tax'] as const;
export type InvoiceLine = {
  readonly number: number;
  readonly kind: (typeof LINE_KINDS)[number];
  readonly purchaseOrderNumber: string | null;
  readonly supplierSku: string | null;
  readonly quantity: number;
  readonly unitMinor: number;
};

export const DIFFERENCES = [
  'unknown-order',
  'unknown-article',
  'currency',
  'quantity',
  'price',
  'shipping',
  'tax',
] as const;
export type Difference = (typeof DIFFERENCES)[number];

/** A purchase order of this supplier as far as invoices go. */
export type BillableOrder = {
  readonly id: string;
  readonly number: string;
  readonly currency: string;
  /** By the supplier's SKU: units shipped and on no approved invoice, and what was agreed for one. */
  readonly articles: readonly {
    readonly supplierSku: string;
    readonly unitCostMinor: number;
    readonly billableQuantity: number;
  }[];
  /** Shipping that is booked and on no approved invoice, in the order's currency. */
  readonly billableShippingMinor: number;
};

export type MatchedLine = {
  readonly number: number;
  readonly purchaseOrderId: string | null;
  /** As the purchase order spells it, where it was found. */
  readonly supplierSku: string | null;
  readonly expectedUnitMinor: number | null;
  readonly expectedQuantity: number | null;
  readonly difference: Difference | null;
  /** What is paid without anybody deciding. */
  readonly payableQuantity: number;
  readonly payableUnitMinor: number;
};

export type Match = {
  readonly lines: readonly MatchedLine[];
  readonly fits: boolean;
  readonly payableMinor: number;
};

/** Matches an invoice; lines for one article share what is billable of it, in their order. */
export function matchInvoice(
  invoice: { readonly currency: CurrencyCode; readonly lines: readonly InvoiceLine[] },
  orders: readonly BillableOrder[],
  terms: SettlementTerms,
): Match {
  const left = new Map<string, number>();
  const only = onlyOrder(invoice.lines, orders);
  const matched = invoice.lines.map((line) => {
    if (line.kind === 'tax') return { line, found: NOTHING };
    const order = orderOf(line, orders) ?? (line.purchaseOrderNumber ? undefined : only);
    if (!order) return { line, found: { ...NOTHING, difference: 'unknown-order' as const } };
    if (order.currency !== invoice.currency)
      return {
        line,
        found: { ...NOTHING, purchaseOrderId: order.id, difference: 'currency' as const },
      };
    const found =
      line.kind === 'goods'
        ? matchGoods(line, order, terms, left)
        : matchShipping(line, order, terms, left);
    return { line, found };
  });
  const lines = matched.map(({ line, found }) => ({
    number: line.number,
    ...(line.kind === 'tax' ? matchTax(line, matched, invoice.currency, terms) : found),
  }));
  return {
    lines,
    fits: lines.every(({ difference }) => difference === null),
    payableMinor: payableOf(lines),
  };
}

/** What the lines come to. */
export function payableOf(
  lines: readonly Pick<MatchedLine, 'payableQuantity' | 'payableUnitMinor'>[],
): number {
  return lines.reduce((sum, line) => sum + line.payableQuantity * line.payableUnitMinor, 0);
}

/** Differences that somebody may wave through: the goods are there, only the amount is another. */
export const ACCEPTABLE: ReadonlySet<Difference> = new Set(['price', 'shipping', 'tax']);

/** The lines as they are paid when a person accepts what the supplier asks for; undefined where units are not shipped. */
export function acceptLines(
  lines: readonly InvoiceLine[],
  match: Match,
): readonly MatchedLine[] | undefined {
  const accepted = match.lines.map((matched) => {
    if (matched.difference !== null && !ACCEPTABLE.has(matched.difference)) return undefined;
    const line = lines.find(({ number }) => number === matched.number);
    return line && { ...matched, payableQuantity: line.quantity, payableUnitMinor: line.unitMinor };
  });
  const found = accepted.filter((line) => line !== undefined);
  return found.length === accepted.length ? found : undefined;
}

type Found = Omit<MatchedLine, 'number'>;
type LineFound = { readonly line: InvoiceLine; readonly found: Found };

const NOTHING: Found = {
  purchaseOrderId: null,
  supplierSku: null,
  expectedUnitMinor: null,
  expectedQuantity: null,
  difference: null,
  payableQuantity: 0,
  payableUnitMinor: 0,
};

const plain = (text: string | null): string => (text ?? '').trim().toLowerCase();

function orderOf(line: InvoiceLine, orders: readonly BillableOrder[]): BillableOrder | undefined {
  return orders.find(({ number }) => plain(number) === plain(line.purchaseOrderNumber));
}

/** Shipping without an order's number belongs to the only order on the invoice. */
function onlyOrder(
  lines: readonly InvoiceLine[],
  orders: readonly BillableOrder[],
): BillableOrder | undefined {
  const named = new Set(lines.flatMap((line) => orderOf(line, orders)?.id ?? []));
  return named.size === 1 ? orders.find(({ id }) => named.has(id)) : undefined;
}

function matchGoods(
  line: InvoiceLine,
  order: BillableOrder,
  terms: SettlementTerms,
  left: Map<string, number>,
): Found {
  const article = order.articles.find(
    (each) => plain(each.supplierSku) === plain(line.supplierSku),
  );
  if (!article) return { ...NOTHING, purchaseOrderId: order.id, difference: 'unknown-article' };
  const key = `${order.id} ${article.supplierSku}`;
  const billable = left.get(key) ?? article.billableQuantity;
  const payableQuantity = Math.min(line.quantity, billable);
  left.set(key, billable - payableQuantity);
  const agreed = article.unitCostMinor;
  const over = (line.unitMinor - agreed) * line.quantity;
  const isDear = over > toleranceOf(terms, agreed * line.quantity);
  return {
    purchaseOrderId: order.id,
    supplierSku: article.supplierSku,
    expectedUnitMinor: agreed,
    expectedQuantity: billable,
    difference: payableQuantity < line.quantity ? 'quantity' : isDear ? 'price' : null,
    payableQuantity,
    payableUnitMinor: isDear ? Math.min(agreed, line.unitMinor) : line.unitMinor,
  };
}

function matchShipping(
  line: InvoiceLine,
  order: BillableOrder,
  terms: SettlementTerms,
  left: Map<string, number>,
): Found {
  const key = `${order.id} shipping`;
  const billable = left.get(key) ?? order.billableShippingMinor;
  const asked = line.quantity * line.unitMinor;
  const isDear = asked - billable > toleranceOf(terms, billable);
  left.set(key, Math.max(0, billable - asked));
  // What is paid of it is one amount, which no price by unit could say.
  const fitting = isDear ? Math.floor(billable / line.quantity) : line.unitMinor;
  return {
    ...NOTHING,
    purchaseOrderId: order.id,
    expectedUnitMinor: billable,
    expectedQuantity: 1,
    difference: isDear ? 'shipping' : null,
    payableQuantity: line.quantity,
    payableUnitMinor: Math.min(line.unitMinor, fitting),
  };
}

/** Tax by the terms, on what is paid; each line of the invoice may round it by one minor unit. */
function matchTax(
  line: InvoiceLine,
  matched: readonly LineFound[],
  currency: CurrencyCode,
  terms: SettlementTerms,
): Found {
  const goods = matched.filter((each) => each.line.kind !== 'tax');
  const net = goods.reduce((sum, each) => sum + each.line.quantity * each.line.unitMinor, 0);
  const payable = payableOf(goods.map(({ found }) => found));
  const expected = shareOf(money(net, currency), terms.taxBasisPoints).minor;
  const asked = line.quantity * line.unitMinor;
  const isDear = asked - expected > Math.max(goods.length, toleranceOf(terms, expected));
  const due =
    payable === net && !isDear
      ? asked
      : shareOf(money(payable, currency), terms.taxBasisPoints).minor;
  return {
    ...NOTHING,
    expectedUnitMinor: expected,
    expectedQuantity: 1,
    difference: isDear ? 'tax' : null,
    payableQuantity: line.quantity,
    payableUnitMinor: Math.min(line.unitMinor, Math.floor(due / line.quantity)),
  };
}
