import { beforeEach, expect, test } from 'vitest';
import type { Entry, Posting } from '../../../app/modules/settlement/ledger.ts';
import { postEntries } from '../../../app/modules/settlement/post-entries.server.ts';
import { inTransaction, sqlState } from '../../../app/platform/database.server.ts';
import { currencyCode, money } from '../../../app/platform/money.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeConnection } from '../../factories/connections.ts';
import { FACTORY_NOW, movableClock } from '../../factories/factory-clock.ts';
import { makeSupplier } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';

const { db, empty } = await cloneDatabase();
const clock = movableClock();
beforeEach(empty);

const CHF = currencyCode('CHF');
const JPY = currencyCode('JPY');

async function makeParties() {
  const distributor = await makeDistributor(db);
  const connection = await makeConnection(db, distributor.id);
  const supplier = await makeSupplier(db, distributor.id);
  return {
    distributorId: distributor.id,
    retailer: { kind: 'connection', id: connection.id } as const,
    supplier: { kind: 'supplier', id: supplier.id } as const,
  };
}

type Parties = Awaited<ReturnType<typeof makeParties>>;

function parcel(
  { distributorId, retailer, supplier }: Parties,
  more: Partial<Posting> = {},
): Posting {
  return {
    distributorId,
    key: 'shipment:1',
    occurredAt: FACTORY_NOW,
    reason: 'Parcel of PO-1',
    subject: { kind: 'shipment', id: '1' },
    entries: [
      { account: 'receivable', party: retailer, amount: money(3_000, CHF), memo: '3 × Mug', quantity: 3 },
      { account: 'sales', amount: money(-3_000, CHF) },
      { account: 'goods-cost', amount: money(2_100, CHF) },
      { account: 'payable', party: supplier, amount: money(-2_100, CHF) },
    ],
    ...more,
  }; // prettier-ignore
}

const post = (posting: Posting) => inTransaction(db, (tx) => postEntries({ tx, clock }, posting));

async function entriesOf(distributorId: string) {
  const rows = await db.ledgerEntry.findMany({
    where: { distributorId },
    orderBy: { number: 'asc' },
  });
  return rows.map(({ account, amountMinor, purpose }) => [account, Number(amountMinor), purpose]);
}

test('an event is written with all its entries, and says on each party’s account what it was for', async () => {
  const parties = await makeParties();
  await post(parcel(parties));
  expect(await entriesOf(parties.distributorId)).toEqual([
    ['receivable', 3_000, 'sales'],
    ['sales', -3_000, null],
    ['goods-cost', 2_100, null],
    ['payable', -2_100, 'goods-cost'],
  ]);
});

test('the same event written five times at once is in the ledger once', async () => {
  const parties = await makeParties();
  await Promise.all([1, 2, 3, 4, 5].map(() => post(parcel(parties))));
  expect(await db.ledgerPosting.count()).toBe(1);
  expect(await db.ledgerEntry.count()).toBe(4);
});

test('one key belongs to one distributor: another’s event under it is written as well', async () => {
  const [one, other] = [await makeParties(), await makeParties()];
  await post(parcel(one));
  await post(parcel(other));
  expect(await db.ledgerPosting.count()).toBe(2);
});

test.each<[string, (parties: Parties) => Entry[], RegExp]>([
  [
    'do not sum to zero',
    ({ retailer }) => [
      { account: 'receivable', party: retailer, amount: money(3_000, CHF) },
      { account: 'sales', amount: money(-2_999, CHF) },
    ],
    /sum to 1/,
  ],
  [
    'set one currency against another',
    ({ retailer }) => [
      { account: 'receivable', party: retailer, amount: money(3_000, CHF) },
      { account: 'sales', amount: money(-3_000, JPY) },
    ],
    /CHF sum to 3000/,
  ],
  [
    'owe without saying who',
    () => [
      { account: 'receivable', amount: money(1, CHF) },
      { account: 'sales', amount: money(-1, CHF) },
    ],
    /receivable has not the party/,
  ],
  [
    'owe a supplier’s part to a retailer',
    ({ retailer }) => [
      { account: 'payable', party: retailer, amount: money(-1, CHF) },
      { account: 'goods-cost', amount: money(1, CHF) },
    ],
    /payable has not the party/,
  ],
])('entries that %s are refused and nothing is written', async (_what, entriesFor, message) => {
  const parties = await makeParties();
  await expect(post(parcel(parties, { entries: entriesFor(parties) }))).rejects.toThrow(message);
  expect(await db.ledgerPosting.count()).toBe(0);
});

test('the database itself refuses entries out of balance, whoever writes them', async () => {
  const parties = await makeParties();
  await post(parcel(parties));
  const fault = await db.$executeRaw`
    insert into ledger_entry (distributor_id, posting_id, number, account, currency, amount_minor, occurred_at)
    select distributor_id, id, 9, 'sales', 'CHF', 5, occurred_at from ledger_posting`.catch(
    (thrown: unknown) => thrown,
  );
  expect(sqlState(fault)).toBe('23514');
});

test('what is written is neither changed nor deleted', async () => {
  const parties = await makeParties();
  await post(parcel(parties));
  await expect(db.$executeRaw`update ledger_entry set amount_minor = 1`).rejects.toThrow(
    /only added/,
  );
  await expect(db.$executeRaw`delete from ledger_entry`).rejects.toThrow(/only added/);
  await expect(db.$executeRaw`update ledger_posting set reason = ''`).rejects.toThrow(/only added/);
});

test('a party of another distributor cannot stand in an entry', async () => {
  const [one, other] = [await makeParties(), await makeParties()];
  const fault = await post(parcel({ ...one, retailer: other.retailer })).catch(
    (thrown: unknown) => thrown,
  );
  expect(sqlState(fault)).toBe('23503');
});

test('entries of zero are left out, and an event that is worth nothing is not written', async () => {
  const parties = await makeParties();
  const nothing: Entry = { account: 'sales', amount: money(0, CHF) };
  await post(parcel(parties, { entries: [nothing] }));
  expect(await db.ledgerPosting.count()).toBe(0);
});
