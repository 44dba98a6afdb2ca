import { beforeEach, expect, test } from 'vitest';
import {
  acceptInvoice,
  disputeInvoice,
  enterSupplierInvoice,
  matchAgain,
  shortPayInvoice,
} from '../../../app/flows/settlement/supplier-invoices.server.ts';
import { auditMoney } from '../../../app/modules/settlement/audit-money.server.ts';
import type { InvoiceLine } from '../../../app/modules/settlement/match-invoice.ts';
import { saveSettlementTerms } from '../../../app/modules/settlement/parties.repository.server.ts';
import { recordPayment } from '../../../app/modules/settlement/record-payment.server.ts';
import { DEFAULT_TERMS } from '../../../app/modules/settlement/settlement-terms.ts';
import type { SettlementTerms } from '../../../app/modules/settlement/settlement-terms.ts';
import { inTransaction, sqlState } from '../../../app/platform/database.server.ts';
import { newId } from '../../../app/platform/ids.ts';
import { currencyCode, money } from '../../../app/platform/money.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { movableClock } from '../../factories/factory-clock.ts';
import { makeMoneyParties, makeShippedOrder } from '../../factories/settlement.ts';
import type { MoneyParties } from '../../factories/settlement.ts';
import { cloneDatabase } from '../../setup/database.ts';

const { db, empty } = await cloneDatabase({ poolSize: 8 });
const clock = movableClock();
const context = { db, clock };
beforeEach(empty);

const CHF = currencyCode('CHF');

async function arrange(terms: Partial<SettlementTerms> = {}, shippingMinor = 0) {
  const parties = await makeMoneyParties(db);
  await inTransaction(db, (tx) =>
    saveSettlementTerms({ tx, clock }, parties.supplierKey, { ...DEFAULT_TERMS, ...terms }),
  );
  const order = await makeShippedOrder(context, parties, {
    items: [
      { sku: 'MUG', units: 3, ordered: 5, wholesaleMinor: 1_000, costMinor: 600 },
      { sku: 'JAR', units: 2, wholesaleMinor: 900, costMinor: 400 },
    ],
    shippingMinor,
  });
  return { parties, number: order.number };
}

type Line = Omit<InvoiceLine, 'number'>;
const goods = (purchaseOrderNumber: string, supplierSku: string, quantity: number, unitMinor: number): Line => ({
  kind: 'goods',
  purchaseOrderNumber,
  supplierSku,
  quantity,
  unitMinor,
}); // prettier-ignore
const besides = (kind: 'shipping' | 'tax', unitMinor: number): Line => ({
  kind,
  purchaseOrderNumber: null,
  supplierSku: null,
  quantity: 1,
  unitMinor,
});

function enter(
  parties: MoneyParties,
  lines: readonly Line[],
  more: { number?: string; totalMinor?: number } = {},
) {
  return enterSupplierInvoice(context, {
    distributorId: parties.distributorId,
    supplierId: parties.supplier.id,
    number: 'R-1',
    issuedOn: { year: 2026, month: 11, day: 2 },
    dueOn: undefined,
    currency: CHF,
    totalMinor: undefined,
    lines,
    source: 'form',
    by: 'u',
    ...more,
  });
}

async function invoice() {
  const { lines, status, decision, payableMinor } = await db.supplierInvoice.findFirstOrThrow({
    include: { lines: { orderBy: { number: 'asc' } } },
  });
  return {
    status,
    decision,
    payable: Number(payableMinor),
    differences: lines.map(({ difference }) => difference),
  };
}

const payable = async () => {
  const [row] = await db.$queryRaw<{ sum: number }[]>`
    select coalesce(-sum(amount_minor), 0)::float8 as sum from ledger_entry where account = 'payable'`;
  return row?.sum;
};

test('an invoice that fits what was agreed and shipped is approved at once, tax and shipping included', async () => {
  const { parties, number } = await arrange({ taxBasisPoints: 810 }, 500);
  const lines = [goods(number, 'MUG', 3, 600), goods(number, 'jar', 2, 400), besides('shipping', 500), besides('tax', 251)];
  expect(expectOk(await enter(parties, lines)).approved).toBe(true);
  expect(await invoice()).toMatchObject({ status: 'approved', decision: 'matched', payable: 3_351 });
  // 26.00 of goods and 5.00 of shipping were booked with the parcel; the tax comes with the invoice.
  expect(await payable()).toBe(3_351);
  expect(await auditMoney({ tx: db })).toEqual([]);
}); // prettier-ignore

test.each<[string, (number: string) => Line[], string[], number]>([
  ['more units than were shipped', (number) => [goods(number, 'MUG', 5, 600)], ['quantity'], 1_800],
  ['a higher price', (number) => [goods(number, 'MUG', 3, 610)], ['price'], 1_800],
  ['a strange article', (number) => [goods(number, 'POT', 1, 600)], ['unknown-article'], 0],
  ['a strange order', () => [goods('PO-9', 'MUG', 1, 600)], ['unknown-order'], 0],
  ['shipping that was not agreed', (number) => [goods(number, 'MUG', 3, 600), besides('shipping', 900)], ['shipping'], 1_800],
  ['tax above the rate', (number) => [goods(number, 'MUG', 3, 600), besides('tax', 900)], ['tax'], 1_800],
])('%s waits for a person, and is an exception until then', async (_what, linesFor, expected, fits) => {
  const { parties, number } = await arrange();
  const { invoiceId } = expectOk(await enter(parties, linesFor(number)));
  const found = await invoice();
  expect(found.status).toBe('differs');
  expect(found.differences.filter(Boolean)).toEqual(expected);
  expect(await db.exceptionCase.count({ where: { resolvedAt: null } })).toBe(1);
  const paid = await shortPayInvoice(context, { distributorId: parties.distributorId, invoiceId, by: 'u' });
  if (fits === 0) expect(paid).toMatchObject({ error: { kind: 'nothing-to-pay' } });
  else expect(await invoice()).toMatchObject({ status: 'approved', decision: 'short-paid', payable: fits });
  expect(await auditMoney({ tx: db })).toEqual([]);
}); // prettier-ignore

test('a price within the tolerance is paid without asking, and the books take it over', async () => {
  const { parties, number } = await arrange({ toleranceBasisPoints: 200, toleranceMinor: 100 });
  expect(expectOk(await enter(parties, [goods(number, 'MUG', 3, 612)])).approved).toBe(true);
  expect(await payable()).toBe(2_600 + 36);
});

test('accepting pays a higher price, but never units that were not shipped', async () => {
  const { parties, number } = await arrange();
  const wish = async (lines: readonly Line[], invoiceNumber: string) => {
    const { invoiceId } = expectOk(await enter(parties, lines, { number: invoiceNumber }));
    return acceptInvoice(context, { distributorId: parties.distributorId, invoiceId, by: 'u' });
  };
  expect(await wish([goods(number, 'MUG', 3, 650)], 'R-1')).toEqual({
    ok: true,
    value: { approved: true },
  });
  expect(await payable()).toBe(2_600 + 150);
  expect(await wish([goods(number, 'MUG', 1, 600)], 'R-2')).toMatchObject({
    error: { kind: 'not-shipped' },
  });
});

test('the same number again is refused, however it is written', async () => {
  const { parties, number } = await arrange();
  const lines = [goods(number, 'MUG', 1, 600)];
  await enter(parties, lines, { number: 'RE 2026/17' });
  expect(await enter(parties, lines, { number: 're-2026.17' })).toMatchObject({
    error: { kind: 'invoice-known' },
  });
  const both = await Promise.all([1, 2, 3].map(() => enter(parties, lines, { number: 'R-5' })));
  expect(both.filter(({ ok }) => ok)).toHaveLength(1);
});

test('two invoices over the same units at once: one is approved, the other waits', async () => {
  const { parties, number } = await arrange();
  const both = await Promise.all(
    ['A', 'B', 'C'].map((name) => enter(parties, [goods(number, 'MUG', 3, 600)], { number: name })),
  );
  expect(both.filter((done) => done.ok && done.value.approved)).toHaveLength(1);
  expect(await auditMoney({ tx: db })).toEqual([]);
});

test('a total that is not the sum of the lines is refused', async () => {
  const { parties, number } = await arrange();
  expect(await enter(parties, [goods(number, 'MUG', 3, 600)], { totalMinor: 1_799 })).toMatchObject(
    {
      error: { kind: 'total-differs', linesMinor: 1_800 },
    },
  );
});

test('a disputed invoice pays nothing until parcels that were told later make it fit', async () => {
  const { parties, number } = await arrange();
  const { invoiceId } = expectOk(await enter(parties, [goods(number, 'MUG', 5, 600)]));
  const wish = { distributorId: parties.distributorId, invoiceId, by: 'u' };
  await disputeInvoice(context, { ...wish, reason: 'Two are missing' });
  expect(await invoice()).toMatchObject({ status: 'disputed', payable: 0 });
  expect(await db.exceptionCase.count({ where: { resolvedAt: null } })).toBe(0);
  await db.purchaseOrderLine.updateMany({
    where: { supplierSku: 'MUG' },
    data: { shippedQuantity: 5 },
  });
  expect(await matchAgain(context, wish)).toEqual({ ok: true, value: { approved: true } });
  expect(await acceptInvoice(context, wish)).toMatchObject({ error: { kind: 'already-decided' } });
});

test('an approved invoice is paid in parts, and not beyond', async () => {
  const { parties, number } = await arrange();
  await enter(parties, [goods(number, 'MUG', 3, 600)]);
  const pay = (minor: number) =>
    inTransaction(db, (tx) =>
      recordPayment(
        { tx, clock },
        {
          ...parties.supplierKey,
          paymentId: newId(),
          amount: money(minor, CHF),
          paidOn: { year: 2026, month: 11, day: 3 },
          reference: '',
          by: 'u',
        },
      ),
    );
  expect(expectOk(await pay(1_000))).toEqual({ closedMinor: 1_000 });
  expect(await pay(801)).toMatchObject({ error: { kind: 'more-than-owed', mostMinor: 800 } });
  expect(expectOk(await pay(800))).toEqual({ closedMinor: 800 });
  // What is shipped and not yet invoiced stays owed.
  expect(await payable()).toBe(800);
});

test('the database itself lets nobody approve more than was shipped', async () => {
  const { parties, number } = await arrange();
  await enter(parties, [goods(number, 'MUG', 5, 600)]);
  await db.$executeRaw`update supplier_invoice_line set payable_quantity = 5, payable_unit_minor = 600`;
  const fault =
    await db.$executeRaw`update supplier_invoice set status = 'approved', payable_minor = 3000`.catch(
      (thrown: unknown) => thrown,
    );
  expect(sqlState(fault)).toBe('23514');
});

test('a supplier that we write the invoices for sends none', async () => {
  const { parties, number } = await arrange({ selfBilling: true });
  expect(await enter(parties, [goods(number, 'MUG', 1, 600)])).toMatchObject({
    error: { kind: 'self-billed' },
  });
});

test('another distributor’s invoice is answered as one that does not exist', async () => {
  const { parties, number } = await arrange();
  const { invoiceId } = expectOk(await enter(parties, [goods(number, 'MUG', 5, 600)]));
  const { distributorId } = await makeMoneyParties(db);
  expect(await acceptInvoice(context, { distributorId, invoiceId, by: 'u' })).toEqual({
    ok: false,
    error: { kind: 'no-such-invoice' },
  });
});
