/**
 * Ledger: who owes whom, as double entries in integer minor units. A posting is one event (a parcel, a refund, a
 * payment) under a key that is written once; its entries sum to zero in each currency by itself. Positive is debit:
 * a receivable above zero is owed to us, a payable below zero is owed by us.
 */
import type { Clock, Instant } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';
import type { Money } from '../../platform/money.ts';

export type SettlementContext = { readonly tx: Tx; readonly clock: Clock };

export const ACCOUNTS = [
  'receivable',
  'payable',
  'sales',
  'goods-cost',
  'shipping-charged',
  'shipping-cost',
  'fees',
  'tax',
  'credits-given',
  'credits-received',
  'cash',
  'rounding',
] as const;
/** `receivable`: a connection owes us. `payable`: we owe a supplier. The others say what for. */
export type Account = (typeof ACCOUNTS)[number];

/** Whose money it is: a retailer's store at our hub, or a supplier. */
export type Party = {
  readonly kind: 'connection' | 'supplier';
  readonly id: string;
};

export type Entry = {
  readonly account: Account;
  /** Needed for `receivable` (a connection) and `payable` (a supplier). */
  readonly party?: Party | undefined;
  /** Positive: debit. */
  readonly amount: Money;
  /** On a party's account: what it was for; without it read from the other side of the posting. */
  readonly purpose?: Purpose | undefined;
  /** What a line of an invoice says; without it the posting's reason. Holds no shopper's data. */
  readonly memo?: string | undefined;
  /** Units that the amount is for, where it is for units. */
  readonly quantity?: number | undefined;
};

export type Posting = {
  readonly distributorId: Id<'Distributor'>;
  /** The event's own name: the same key again writes nothing. */
  readonly key: string;
  /** When it happened; decides into which period it falls. */
  readonly occurredAt: Instant;
  /** For people: "Parcel of PO-12". */
  readonly reason: string;
  readonly subject: { readonly kind: string; readonly id: string };
  readonly entries: readonly Entry[];
};

/** The account that shows what a party's entry was for; `other` where a posting was for several things. */
export type Purpose = Exclude<Account, 'receivable' | 'payable'> | 'other';

const OF_RETAILERS: ReadonlySet<Account> = new Set(['sales', 'shipping-charged', 'credits-given']);
const OF_SUPPLIERS: ReadonlySet<Account> = new Set([
  'goods-cost',
  'shipping-cost',
  'credits-received',
]);

/** Sums by currency, in minor units. */
export function sumsOf(entries: readonly Entry[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { amount } of entries) {
    sums.set(amount.currency, (sums.get(amount.currency) ?? 0) + amount.minor);
  }
  return sums;
}

/** Why these entries cannot be posted; undefined when they can. */
export function faultOfEntries(entries: readonly Entry[]): string | undefined {
  const inexact = entries.find(({ amount }) => !Number.isSafeInteger(amount.minor));
  if (inexact) return `${inexact.amount.minor} is not an exact amount`;
  for (const [currency, sum] of sumsOf(entries)) {
    if (sum !== 0) return `the entries in ${currency} sum to ${sum} instead of zero`;
  }
  const lonely = entries.find((entry) => !hasItsParty(entry));
  return lonely ? `an entry on ${lonely.account} has not the party it needs` : undefined;
}

function hasItsParty({ account, party }: Entry): boolean {
  if (account === 'receivable') return party?.kind === 'connection';
  if (account === 'payable') return party?.kind === 'supplier';
  return true;
}

/**
 * What an entry on a party's account was for, read from the other side of its posting; undefined for an entry on
 * any other account. Where the other side holds several accounts, that of the opposite amount is meant.
 */
export function purposeOf(entry: Entry, posting: readonly Entry[]): Purpose | undefined {
  const strange = strangeTo(entry);
  if (!strange) return undefined;
  if (entry.purpose) return entry.purpose;
  const others = posting.filter(
    ({ account, amount }) =>
      account !== 'receivable' &&
      account !== 'payable' &&
      !strange.has(account) &&
      amount.currency === entry.amount.currency,
  );
  const accounts = new Set(others.map(({ account }) => account));
  if (accounts.size === 1) return asPurpose(others[0]);
  const opposite = others.filter(({ amount }) => amount.minor === -entry.amount.minor);
  return new Set(opposite.map(({ account }) => account)).size === 1
    ? asPurpose(opposite[0])
    : 'other';
}

function strangeTo({ account }: Entry): ReadonlySet<Account> | undefined {
  if (account === 'receivable') return OF_SUPPLIERS;
  return account === 'payable' ? OF_RETAILERS : undefined;
}

function asPurpose(entry: Entry | undefined): Purpose {
  const account = entry?.account;
  return !account || account === 'receivable' || account === 'payable' ? 'other' : account;
}
