/** What becomes of a supplier's invoice: entered and matched, matched again, accepted, paid in part, or disputed. */
import { openException } from '../../modules/activity/open-exception.server.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import { entriesOf } from '../../modules/settlement/booking-rules.ts';
import { acceptLines, matchInvoice, payableOf } from '../../modules/settlement/match-invoice.ts';
import type { BillableOrder, Match, MatchedLine } from '../../modules/settlement/match-invoice.ts';
import {
  lockParty,
  readSettlementTerms,
} from '../../modules/settlement/parties.repository.server.ts';
import { addDays } from '../../modules/settlement/period.ts';
import { postEntries } from '../../modules/settlement/post-entries.server.ts';
import { settleOpenItems } from '../../modules/settlement/settle-open-items.server.ts';
import type {
  AlreadyDecided,
  InvoiceKnown,
  NothingToPay,
  NotShipped,
  SelfBilled,
  TotalDiffers,
} from '../../modules/settlement/settlement-errors.ts';
import type { SettlementTerms } from '../../modules/settlement/settlement-terms.ts';
import type {
  InvoiceDecision,
  NewSupplierInvoice,
  SupplierInvoiceId,
  SupplierInvoiceKey,
} from '../../modules/settlement/supplier-invoice.ts';
import {
  findSupplierInvoice,
  insertSupplierInvoice,
  readBillableOrders,
  saveDecision,
  saveMatch,
} from '../../modules/settlement/supplier-invoices.repository.server.ts';
import type { StoredInvoice } from '../../modules/settlement/supplier-invoices.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { money } from '../../platform/money.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import type { OrderStep } from '../order/order-step.ts';
import { differenceException, differenceKey } from './settlement-exceptions.ts';

type Context = Pick<FlowContext, 'db' | 'clock'>;

/**
 * Takes in an invoice and matches it. What fits is approved at once. The same number of the same supplier again is
 * refused, however it is written; so is a total that is not the sum of its lines.
 */
export function enterSupplierInvoice(
  context: Context,
  invoice: NewSupplierInvoice,
): Promise<
  Result<
    { readonly invoiceId: SupplierInvoiceId; readonly approved: boolean },
    InvoiceKnown | SelfBilled | TotalDiffers
  >
> {
  return inTransaction(context.db, async (tx) => {
    const step = { tx, clock: context.clock };
    const party = { kind: 'supplier', id: invoice.supplierId } as const;
    const key = { distributorId: invoice.distributorId, party };
    await lockParty(tx, key);
    const terms = await readSettlementTerms(tx, key);
    if (terms.selfBilling) return err({ kind: 'self-billed' });
    const linesMinor = invoice.lines.reduce((sum, line) => sum + line.quantity * line.unitMinor, 0);
    const { totalMinor = linesMinor, currency, number } = invoice;
    if (totalMinor !== linesMinor)
      return err({ kind: 'total-differs', linesMinor, totalMinor, currency });
    const dueOn = invoice.dueOn ?? addDays(invoice.issuedOn, terms.dueDays);
    const stored = await insertSupplierInvoice(step, { ...invoice, dueOn, totalMinor });
    if (!stored) return err({ kind: 'invoice-known', number });
    const approved = await settleMatch(step, stored, terms, invoice.by);
    return ok({ invoiceId: stored.id, approved });
  });
}

type Wish = SupplierInvoiceKey & { readonly by: string };
type Decision = Promise<
  Result<{ readonly approved: boolean }, NoSuchInvoice | AlreadyDecided | NotShipped | NothingToPay>
>;
type NoSuchInvoice = { readonly kind: 'no-such-invoice' };

/** Looks at it again: parcels may have been told since. */
export function matchAgain(context: Context, wish: Wish): Decision {
  return decide(context, wish, async (step, open) =>
    ok({ approved: await settleMatch(step, open.invoice, open.terms, wish.by) }),
  );
}

/** Pays what the supplier asks for, though price, shipping or tax differ. Units that were not shipped are not paid. */
export function acceptInvoice(context: Context, wish: Wish): Decision {
  return decide(context, wish, async (step, { invoice, match, orders }) => {
    const lines = acceptLines(invoice.lines, match);
    if (!lines) return err({ kind: 'not-shipped' });
    await approve(step, invoice, { lines, orders, decision: 'accepted', by: wish.by });
    return ok({ approved: true });
  });
}

/** Pays only what fits; the rest of the invoice is refused for good. */
export function shortPayInvoice(context: Context, wish: Wish): Decision {
  return decide(
    context,
    wish,
    async (step, { invoice, match: { lines, payableMinor }, orders }) => {
      if (payableMinor === 0) return err({ kind: 'nothing-to-pay' });
      await approve(step, invoice, { lines, orders, decision: 'short-paid', by: wish.by });
      return ok({ approved: true });
    },
  );
}

/** Pays nothing until the supplier has answered to a reason. */
export function disputeInvoice(
  context: Context,
  wish: Wish & { readonly reason: string },
): Decision {
  return decide(context, wish, async (step, { invoice }) => {
    await saveDecision(step, invoice, {
      status: 'disputed',
      decision: 'disputed',
      payableMinor: 0,
      reason: wish.reason,
      by: wish.by,
    });
    await tell(step, invoice, 'disputed', wish.by);
    return ok({ approved: false });
  });
}

type Open = {
  readonly invoice: StoredInvoice;
  readonly terms: SettlementTerms;
  readonly orders: readonly BillableOrder[];
  readonly match: Match;
};

function decide(
  context: Context,
  key: Wish,
  act: (step: OrderStep, open: Open) => Decision,
): Decision {
  return inTransaction(context.db, async (tx) => {
    const found = await findSupplierInvoice(tx, key);
    if (!found) return err({ kind: 'no-such-invoice' });
    const { distributorId, supplierId } = found;
    const owner = { distributorId, party: { kind: 'supplier', id: supplierId } } as const;
    await lockParty(tx, owner);
    const invoice = await findSupplierInvoice(tx, key);
    if (!invoice || invoice.status === 'approved') return err({ kind: 'already-decided' });
    const terms = await readSettlementTerms(tx, owner);
    const { orders, match } = await look(tx, invoice, terms);
    await saveMatch(tx, invoice, match.lines);
    return act({ tx, clock: context.clock }, { invoice, terms, orders, match });
  });
}

async function look(tx: OrderStep['tx'], invoice: StoredInvoice, terms: SettlementTerms) {
  const numbers = invoice.lines.flatMap(({ purchaseOrderNumber }) => purchaseOrderNumber ?? []);
  const orders = await readBillableOrders(tx, { ...invoice, numbers });
  return { orders, match: matchInvoice(invoice, orders, terms) };
}

/** Approves what fits; opens the question about what does not. */
async function settleMatch(
  step: OrderStep,
  invoice: StoredInvoice,
  terms: SettlementTerms,
  by: string,
): Promise<boolean> {
  const { orders, match } = await look(step.tx, invoice, terms);
  if (match.fits) {
    await approve(step, invoice, { lines: match.lines, orders, decision: 'matched', by });
    return true;
  }
  await saveMatch(step.tx, invoice, match.lines);
  await saveDecision(step, invoice, { status: 'differs', decision: null, payableMinor: 0, by });
  await openException(step, differenceException(invoice, match));
  return false;
}

type Approval = {
  readonly lines: readonly MatchedLine[];
  readonly orders: readonly BillableOrder[];
  readonly decision: InvoiceDecision;
  readonly by: string;
};

/** Approved is what is paid; the books take over what differs from what the parcels had booked. */
async function approve(
  step: OrderStep,
  invoice: StoredInvoice,
  { lines, orders, decision, by }: Approval,
): Promise<void> {
  const { distributorId, supplierId, number, currency } = invoice;
  const party = { kind: 'supplier', id: supplierId } as const;
  await saveMatch(step.tx, invoice, lines);
  const payableMinor = payableOf(lines);
  await saveDecision(step, invoice, { status: 'approved', decision, payableMinor, by });
  await postEntries(step, {
    distributorId,
    key: `supplier-invoice:${invoice.id}`,
    occurredAt: step.clock.now(),
    reason: `Invoice ${number} approved`,
    subject: { kind: 'supplier-invoice', id: invoice.id },
    entries: entriesOf({
      kind: 'invoice-approved',
      supplier: party,
      number,
      goods: money(goodsDifference(invoice, lines), currency),
      shipping: money(shippingDifference(invoice, lines, orders), currency),
      tax: money(sumOf(invoice, lines, 'tax'), currency),
    }),
  });
  await settleOpenItems(step, { distributorId, party, currency });
  await tell(step, invoice, decision, by);
}

function linesOf(invoice: StoredInvoice, lines: readonly MatchedLine[], kind: string) {
  const numbers = new Set(
    invoice.lines.filter((line) => line.kind === kind).map(({ number }) => number),
  );
  return lines.filter(({ number }) => numbers.has(number));
}

function sumOf(invoice: StoredInvoice, lines: readonly MatchedLine[], kind: string): number {
  return payableOf(linesOf(invoice, lines, kind));
}

function goodsDifference(invoice: StoredInvoice, lines: readonly MatchedLine[]): number {
  return linesOf(invoice, lines, 'goods').reduce(
    (sum, line) =>
      sum + line.payableQuantity * (line.payableUnitMinor - (line.expectedUnitMinor ?? 0)),
    0,
  );
}

/** Only what goes beyond: shipping that is not invoiced yet may still come on the next invoice. */
function shippingDifference(
  invoice: StoredInvoice,
  lines: readonly MatchedLine[],
  orders: readonly BillableOrder[],
): number {
  const shipping = linesOf(invoice, lines, 'shipping');
  return orders.reduce((sum, order) => {
    const paid = payableOf(shipping.filter(({ purchaseOrderId }) => purchaseOrderId === order.id));
    return sum + Math.max(0, paid - order.billableShippingMinor);
  }, 0);
}

const RESOLUTIONS: Readonly<Record<InvoiceDecision, string>> = {
  matched: 'The invoice fits what was shipped.',
  accepted: 'The invoice was accepted as it is.',
  'short-paid': 'Only what fits is paid.',
  disputed: 'The invoice is disputed.',
};

async function tell(
  step: OrderStep,
  { distributorId, id, supplierId, number }: StoredInvoice,
  decision: InvoiceDecision,
  by: string,
): Promise<void> {
  await resolveExceptions(step, {
    dedupeKey: differenceKey(id),
    by,
    resolution: RESOLUTIONS[decision],
  });
  await recordAct(step, {
    distributorId,
    actor: by === 'system' ? { kind: 'system' } : { kind: 'user', id: by },
    act: `supplier-invoice-${decision}`,
    subject: { kind: 'supplier-invoice', id },
    detail: { number, supplierId },
  });
}
