import { beforeEach, expect, test } from 'vitest';
import { closeNow, closePeriod } from '../../../app/flows/settlement/close-periods.server.ts';
import { auditMoney } from '../../../app/modules/settlement/audit-money.server.ts';
import { correctInvoice } from '../../../app/modules/settlement/correct-invoice.server.ts';
import { saveSettlementTerms } from '../../../app/modules/settlement/parties.repository.server.ts';
import type { PartyKey } from '../../../app/modules/settlement/parties.repository.server.ts';
import { recordPayment } from '../../../app/modules/settlement/record-payment.server.ts';
import type { SettlementDocumentId } from '../../../app/modules/settlement/settlement-document.ts';
import { DEFAULT_TERMS } from '../../../app/modules/settlement/settlement-terms.ts';
import { inTransaction } from '../../../app/platform/database.server.ts';
import { newId } from '../../../app/platform/ids.ts';
import { currencyCode, money } from '../../../app/platform/money.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { readMoneyParty, readMovements } from '../../../app/views/read-money-party.server.ts';
import {
  readDocument,
  readDocuments,
} from '../../../app/views/read-settlement-documents.server.ts';
import { movableClock } from '../../factories/factory-clock.ts';
import { makeMoneyParties, makeShippedOrder } from '../../factories/settlement.ts';
import type { MoneyParties } from '../../factories/settlement.ts';
import { cloneDatabase } from '../../setup/database.ts';

const { db, empty } = await cloneDatabase({ poolSize: 8 });
let clock = movableClock();
beforeEach(async () => {
  clock = movableClock();
  await empty();
});
const context = () => ({ db, clock });
const DAY = 86_400_000;

const MUGS = { sku: 'MUG', units: 3, wholesaleMinor: 1_000, costMinor: 600 };

async function openItems({ distributorId }: MoneyParties) {
  return db.$queryRaw<{ number: string; open: number }[]>`
    select number, open_minor::float8 as open from open_item where distributor_id = ${distributorId}::uuid
    order by number`;
}

function pay(key: PartyKey, minor: number, more: { paymentId?: string; itemId?: string } = {}) {
  return inTransaction(db, (tx) =>
    recordPayment(
      { tx, clock },
      {
        ...key,
        paymentId: newId(),
        amount: money(minor, currencyCode('CHF')),
        paidOn: { year: 2026, month: 11, day: 2 },
        reference: 'Bank 17',
        by: 'u',
        ...more,
      },
    ),
  );
}

test('closing puts everything that stands on no document on one invoice, and its total is the sum of its lines', async () => {
  const parties = await makeMoneyParties(db);
  await makeShippedOrder(context(), parties, { items: [MUGS], shippingMinor: 700 });
  await makeShippedOrder(context(), parties, { items: [MUGS, { ...MUGS, sku: 'JAR' }] });
  const issued = await closeNow(context(), { ...parties.retailerKey, by: 'u' });
  expect(issued).toMatchObject([{ kind: 'invoice', number: 'INV-2026-00001', totalMinor: 9_700 }]);
  expect(await db.settlementDocumentLine.count()).toBe(4);
  expect(await auditMoney({ tx: db })).toEqual([]);
});

test('closing again issues nothing, and what comes later goes on the next number', async () => {
  const parties = await makeMoneyParties(db);
  await makeShippedOrder(context(), parties, { items: [MUGS] });
  await closeNow(context(), { ...parties.retailerKey, by: 'u' });
  expect(await closeNow(context(), { ...parties.retailerKey, by: 'u' })).toEqual([]);
  await makeShippedOrder(context(), parties, { items: [MUGS] });
  clock.move(1_000);
  expect(await closeNow(context(), { ...parties.retailerKey, by: 'u' })).toMatchObject([
    { number: 'INV-2026-00002', totalMinor: 3_000 },
  ]);
});

test('six closings at once issue one invoice, and six parties at once have six numbers without a gap', async () => {
  const parties = await makeMoneyParties(db);
  await makeShippedOrder(context(), parties, { items: [MUGS] });
  const until = new Date(clock.now().getTime() + 1);
  await Promise.all(
    [1, 2, 3, 4, 5, 6].map(() => closePeriod(context(), { ...parties.retailerKey, until })),
  );
  expect(await db.settlementDocument.count()).toBe(1);
  const others = [];
  for (let index = 0; index < 5; index += 1) {
    const more = { ...parties, ...(await connect(parties)) };
    await makeShippedOrder(context(), more, { items: [MUGS] });
    others.push(more);
  }
  await Promise.all(
    others.map(({ retailerKey }) => closeNow(context(), { ...retailerKey, by: 'u' })),
  );
  const numbers = await db.settlementDocument.findMany({ orderBy: { sequence: 'asc' } });
  expect(numbers.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(await auditMoney({ tx: db })).toEqual([]);
});

/** One more retailer of the same distributor. */
async function connect({ distributorId }: MoneyParties) {
  const { makeConnection } = await import('../../factories/connections.ts');
  const connection = await makeConnection(db, distributorId);
  return {
    connection,
    retailerKey: { distributorId, party: { kind: 'connection', id: connection.id } } as const,
  };
}

test('a closing that fails takes no number', async () => {
  const parties = await makeMoneyParties(db);
  await makeShippedOrder(context(), parties, { items: [MUGS] });
  const { closeAccount } = await import('../../../app/modules/settlement/close-account.server.ts');
  const until = new Date(clock.now().getTime() + 1);
  const failed = inTransaction(db, async (tx) => {
    await closeAccount({ tx, clock }, parties.retailerKey, { until, by: 'u' });
    throw new Error('The worker died');
  });
  await expect(failed).rejects.toThrow('died');
  expect(await closeNow(context(), { ...parties.retailerKey, by: 'u' })).toMatchObject([
    { number: 'INV-2026-00001' },
  ]);
});

test('each currency is billed by itself, with the decimals it has', async () => {
  const parties = await makeMoneyParties(db);
  await makeShippedOrder(context(), parties, { items: [MUGS], currency: 'JPY' });
  await makeShippedOrder(context(), parties, { items: [{ ...MUGS, units: 1 }], currency: 'KWD' });
  const issued = await closeNow(context(), { ...parties.retailerKey, by: 'u' });
  expect(issued.map(({ currency, totalMinor }) => [currency, totalMinor])).toEqual([
    ['JPY', 3_000],
    ['KWD', 1_000],
  ]);
});

test('what happened after the moment of closing waits; what is written late for before it comes on the next document', async () => {
  const parties = await makeMoneyParties(db);
  const start = clock.now();
  await makeShippedOrder(context(), parties, { items: [MUGS] });
  const until = new Date(start.getTime() + DAY);
  await makeShippedOrder(context(), parties, { items: [MUGS], at: until });
  await closePeriod(context(), { ...parties.retailerKey, until });
  await makeShippedOrder(context(), parties, { items: [MUGS], at: start });
  clock.move(2 * DAY);
  const next = new Date(until.getTime() + DAY);
  await closePeriod(context(), { ...parties.retailerKey, until: next });
  const documents = await db.settlementDocument.findMany({ orderBy: { sequence: 'asc' } });
  expect(documents.map(({ totalMinor }) => Number(totalMinor))).toEqual([3_000, 6_000]);
  expect(documents[1]?.periodStart).toEqual(until);
});

test('a supplier gets a statement of what we expect it to invoice, or the invoice itself where that was agreed', async () => {
  const parties = await makeMoneyParties(db);
  await makeShippedOrder(context(), parties, { items: [MUGS], shippingMinor: 200 });
  expect(await closeNow(context(), { ...parties.supplierKey, by: 'u' })).toMatchObject([
    { kind: 'statement', number: 'ST-2026-00001', totalMinor: 2_000 },
  ]);
  expect(await openItems(parties)).toEqual([]);
  await inTransaction(db, (tx) =>
    saveSettlementTerms({ tx, clock }, parties.supplierKey, {
      ...DEFAULT_TERMS,
      selfBilling: true,
    }),
  );
  await makeShippedOrder(context(), parties, { items: [MUGS] });
  clock.move(1_000);
  expect(await closeNow(context(), { ...parties.supplierKey, by: 'u' })).toMatchObject([
    { kind: 'self-bill', totalMinor: 1_800 },
  ]);
  expect(await openItems(parties)).toEqual([{ number: 'SB-2026-00001', open: 1_800 }]);
});

test('an issued document and its lines are neither changed nor deleted', async () => {
  const parties = await makeMoneyParties(db);
  await makeShippedOrder(context(), parties, { items: [MUGS] });
  await closeNow(context(), { ...parties.retailerKey, by: 'u' });
  await expect(db.$executeRaw`update settlement_document set total_minor = 1`).rejects.toThrow(
    /only added/,
  );
  await expect(db.$executeRaw`delete from settlement_document_line`).rejects.toThrow(/only added/);
});

async function invoiced(parties: MoneyParties) {
  await makeShippedOrder(context(), parties, { items: [MUGS] });
  const [invoice] = await closeNow(context(), { ...parties.retailerKey, by: 'u' });
  if (!invoice) throw new Error('No invoice');
  clock.move(1_000);
  return invoice;
}

function credit(
  parties: MoneyParties,
  documentId: SettlementDocumentId,
  amountMinor: number,
  attempt = newId(),
) {
  return inTransaction(db, (tx) =>
    correctInvoice(
      { tx, clock },
      { distributorId: parties.distributorId, documentId, amountMinor, reason: 'Two arrived broken', by: 'u', attempt },
    ),
  ); // prettier-ignore
}

test('a credit note takes off what is owed, once however often it is asked for, and never more than the invoice', async () => {
  const parties = await makeMoneyParties(db);
  const invoice = await invoiced(parties);
  const attempt = newId();
  expect(expectOk(await credit(parties, invoice.id, 2_000, attempt))).toMatchObject({
    kind: 'credit-note',
    number: 'CN-2026-00001',
    totalMinor: -2_000,
  });
  expect(expectOk(await credit(parties, invoice.id, 2_000, attempt))).toBeUndefined();
  expect(await openItems(parties)).toEqual([
    { number: 'CN-2026-00001', open: 0 },
    { number: 'INV-2026-00001', open: 1_000 },
  ]);
  expect(await credit(parties, invoice.id, 1_001)).toMatchObject({
    ok: false,
    error: { kind: 'too-much', mostMinor: 1_000 },
  });
  expect(await auditMoney({ tx: db })).toEqual([]);
});

test('two credit notes at once cannot take off more than there is', async () => {
  const parties = await makeMoneyParties(db);
  const invoice = await invoiced(parties);
  const done = await Promise.all([
    credit(parties, invoice.id, 2_000),
    credit(parties, invoice.id, 2_000),
  ]);
  expect(done.filter(({ ok }) => ok)).toHaveLength(1);
});

test('a retailer pays in parts; what is over waits on its account and closes the next invoice', async () => {
  const parties = await makeMoneyParties(db);
  await invoiced(parties);
  await pay(parties.retailerKey, 1_200);
  expect(await openItems(parties)).toEqual([{ number: 'INV-2026-00001', open: 1_800 }]);
  await pay(parties.retailerKey, 4_000);
  await makeShippedOrder(context(), parties, { items: [MUGS] });
  clock.move(1_000);
  await closeNow(context(), { ...parties.retailerKey, by: 'u' });
  expect(await openItems(parties)).toEqual([
    { number: 'INV-2026-00001', open: 0 },
    { number: 'INV-2026-00002', open: 800 },
  ]);
  const [sum] = await db.$queryRaw<{ owed: number }[]>`
    select sum(amount_minor)::float8 as owed from ledger_entry where account = 'receivable'`;
  expect(sum?.owed).toBe(800);
  expect(await auditMoney({ tx: db })).toEqual([]);
});

test('a payment that is sent twice, or twice at once, counts once', async () => {
  const parties = await makeMoneyParties(db);
  await invoiced(parties);
  const paymentId = newId();
  await Promise.all([1, 2, 3].map(() => pay(parties.retailerKey, 1_000, { paymentId })));
  expect(await openItems(parties)).toEqual([{ number: 'INV-2026-00001', open: 2_000 }]);
});

test('a supplier is not paid beyond what was approved, and a payment stands on no later statement', async () => {
  const parties = await makeMoneyParties(db);
  await inTransaction(db, (tx) =>
    saveSettlementTerms({ tx, clock }, parties.supplierKey, {
      ...DEFAULT_TERMS,
      selfBilling: true,
    }),
  );
  await makeShippedOrder(context(), parties, { items: [MUGS] });
  expect(await pay(parties.supplierKey, 1)).toMatchObject({
    error: { kind: 'more-than-owed', mostMinor: 0 },
  });
  await closeNow(context(), { ...parties.supplierKey, by: 'u' });
  expect(expectOk(await pay(parties.supplierKey, 1_800))).toEqual({ closedMinor: 1_800 });
  clock.move(DAY);
  expect(await closeNow(context(), { ...parties.supplierKey, by: 'u' })).toEqual([]);
});

test('another distributor’s invoice is answered as one that does not exist', async () => {
  const [mine, theirs] = [await makeMoneyParties(db), await makeMoneyParties(db)];
  const invoice = await invoiced(theirs);
  expect(await credit(mine, invoice.id, 1)).toEqual({
    ok: false,
    error: { kind: 'no-such-document' },
  });
});

test('the audit finds a parcel that is not in the books and books that do not agree with it', async () => {
  const parties = await makeMoneyParties(db);
  await makeShippedOrder(context(), parties, { items: [MUGS] });
  await db.$executeRaw`update purchase_order_line set unit_cost_minor = 700`;
  expect(await auditMoney({ tx: db })).toMatchObject([
    { finding: 'What the goods of an order cost is not what its parcels held' },
  ]);
});

test('a document whose total is not the sum of its lines cannot be written', async () => {
  const parties = await makeMoneyParties(db);
  const written = db.settlementDocument
    .create({
      data: {
        distributorId: parties.distributorId, id: newId(), kind: 'invoice', connectionId: parties.connection.id,
        year: 2026, sequence: 1, number: 'INV-2026-00001', currency: 'CHF', totalMinor: 5n, periodStart: clock.now(),
        periodEnd: clock.now(), issuedAt: clock.now(), issuedOn: clock.now(), dueOn: clock.now(), issuedBy: 'u', key: 'k',
      },
    })
    .then((document) => document.id); // prettier-ignore
  await expect(written).rejects.toThrow(/does not say the sum of its lines/);
});

test('a store sees its own invoices only, a distributor only its own; another’s id answers as an unknown one', async () => {
  const [mine, theirs] = [await makeMoneyParties(db), await makeMoneyParties(db)];
  const own = await invoiced(mine);
  const { id } = await invoiced(theirs);
  await closeNow(context(), { ...mine.supplierKey, by: 'u' });
  const today = '2026-11-02';
  const all = { view: '', kind: '', search: '', today };
  for (const scope of [
    { distributorId: mine.distributorId },
    { storeId: mine.connection.storeId },
  ]) {
    expect(await readDocument(db, scope, id, today)).toBeUndefined();
    expect(await readDocument(db, scope, newId(), today)).toBeUndefined();
    expect((await readDocument(db, scope, own.id, today))?.number).toBe('INV-2026-00001');
  }
  const page = { size: 10, after: undefined };
  const shown = await readDocuments(db, { storeId: mine.connection.storeId }, all, page);
  expect(shown.rows.map(({ number }) => number)).toEqual(['INV-2026-00001']);
  const partyId = theirs.connection.id;
  const { distributorId } = mine;
  expect(await readMoneyParty(db, { distributorId, partyId, today })).toBeUndefined();
});

test('a statement shows the balance after each movement, page by page', async () => {
  const parties = await makeMoneyParties(db);
  const { distributorId } = parties;
  for (const minor of [1_000, 500]) {
    await makeShippedOrder(context(), parties, { items: [{ ...MUGS, wholesaleMinor: minor }] });
    clock.move(DAY);
  }
  await pay(parties.retailerKey, 700);
  const party = parties.retailerKey.party;
  const read = (after: string | undefined) =>
    readMovements(db, { distributorId, party, currency: 'CHF' }, { size: 2, after });
  const first = await read(undefined);
  const second = await read(first.next);
  expect(
    [...first.rows, ...second.rows].map(({ amountMinor, balanceMinor }) => [
      amountMinor,
      balanceMinor,
    ]),
  ).toEqual([
    [1_500, 3_800],
    [3_000, 2_300],
    [-700, -700],
  ]);
  expect(second.next).toBeUndefined();
});
