/**
 * Booking rules: which entries each event makes, as one table. Every entry on a party's account has its counter-entry in
 * the same currency, so a posting balances by construction, whatever currencies it holds.
 */
import { money, shareOf } from '../../platform/money.ts';
import type { CurrencyCode, Money } from '../../platform/money.ts';
import type { Entry, Party, Purpose } from './ledger.ts';
import type { SettlementTerms } from './settlement-terms.ts';

export type ShippedLine = {
  readonly title: string;
  /** What the supplier's side says of it, which the retailer does not see; left out: the title. */
  readonly supplierMemo?: string | undefined;
  /** Units that have left. */
  readonly units: number;
  /** Units of them that the retailer owes: not those that replace what it paid before. */
  readonly chargedUnits: number;
  readonly unitWholesale: Money;
  readonly unitCost: Money;
};

export type BookingEvent =
  | {
      readonly kind: 'parcel-shipped';
      readonly retailer: Party;
      readonly supplier: Party;
      readonly lines: readonly ShippedLine[];
      /** What the supplier charges for sending; only with the first parcel of its purchase order. */
      readonly shippingCost: Money | undefined;
      readonly isFirstOfOrder: boolean;
      readonly terms: SettlementTerms;
      /** Currency of the fixed amounts of the terms. */
      readonly currency: CurrencyCode;
    }
  /** The supplier's cost was agreed anew for units that had been booked at another. */
  | {
      readonly kind: 'cost-changed';
      readonly supplier: Party;
      readonly lines: readonly {
        readonly title: string;
        readonly units: number;
        readonly before: Money;
        readonly after: Money;
      }[];
    }
  /** What an approved invoice of a supplier has on top of, or below, what was booked. */
  | {
      readonly kind: 'invoice-approved';
      readonly supplier: Party;
      readonly number: string;
      readonly goods: Money;
      readonly shipping: Money;
      readonly tax: Money;
    }
  /** The retailer owes less, for a reason that a person gave. */
  | {
      readonly kind: 'credit-given';
      readonly retailer: Party;
      readonly amount: Money;
      readonly reason: string;
    }
  | { readonly kind: 'retailer-paid'; readonly retailer: Party; readonly amount: Money }
  | { readonly kind: 'supplier-paid'; readonly supplier: Party; readonly amount: Money };

type Rules = {
  readonly [Kind in BookingEvent['kind']]: (
    event: Extract<BookingEvent, { kind: Kind }>,
  ) => readonly Pair[];
};

const RULES: Rules = {
  'parcel-shipped': (event) => [...chargesOf(event), ...costsOf(event)],
  'cost-changed': ({ supplier, lines }) =>
    lines.map(({ title, units, before, after }) =>
      owedTo(supplier, 'goods-cost', times(less(after, before), units), {
        memo: `${title}: cost agreed anew`,
        quantity: units,
      }),
    ),
  'invoice-approved': ({ supplier, number, goods, shipping, tax }) => [
    owedTo(supplier, 'goods-cost', goods, { memo: `Invoice ${number}: prices` }),
    owedTo(supplier, 'shipping-cost', shipping, { memo: `Invoice ${number}: shipping` }),
    owedTo(supplier, 'tax', tax, { memo: `Invoice ${number}: tax` }),
  ],
  'credit-given': ({ retailer, amount, reason }) => [
    owedBy(retailer, 'credits-given', times(amount, -1), { memo: reason }),
  ],
  'retailer-paid': ({ retailer, amount }) => [owedBy(retailer, 'cash', times(amount, -1))],
  'supplier-paid': ({ supplier, amount }) => [owedTo(supplier, 'cash', times(amount, -1))],
};

/** The entries of an event; those of zero are left out. */
export function entriesOf(event: BookingEvent): readonly Entry[] {
  // Each rule takes exactly the event that it stands for: the key of the table is the event's own kind.
  const rule = RULES[event.kind] as (event: BookingEvent) => readonly Pair[];
  const pairs = rule(event).filter(([entry]) => entry.amount.minor !== 0);
  return [...pairs.map(([entry]) => entry), ...sumUp(pairs.map(([, counter]) => counter))];
}

/**
 * Of so many units shipped, those that replace units which were paid before and are not owed again: what goes beyond
 * the units that were ordered, as far as somebody authorised a replacement. Units that the shop had called off and that
 * left all the same are owed: they are the retailer's until they come back.
 */
export function freeUnits(
  line: {
    readonly quantity: number;
    readonly removedQuantity: number;
    readonly replacedQuantity: number;
  },
  shipped: number,
): number {
  const beyond = shipped - (line.quantity - line.removedQuantity);
  return Math.max(0, Math.min(line.replacedQuantity, beyond));
}

/** An entry on a party's account and the one that says what for. */
type Pair = readonly [Entry, Entry];
type Purposed = Exclude<Purpose, 'other'>;
type Said = { readonly memo?: string; readonly quantity?: number };

function chargesOf(event: Extract<BookingEvent, { kind: 'parcel-shipped' }>): readonly Pair[] {
  const { retailer, lines, terms } = event;
  const goods = lines.map(({ title, chargedUnits, unitWholesale }) =>
    owedBy(retailer, 'sales', times(unitWholesale, chargedUnits), {
      memo: title,
      quantity: chargedUnits,
    }),
  );
  const wholesale = sumsByCurrency(goods);
  const shipping = shippingCharged(event);
  const besides = [
    ...(shipping ? [owedBy(retailer, 'shipping-charged', shipping, { memo: 'Shipping' })] : []),
    ...(event.isFirstOfOrder
      ? [
          owedBy(retailer, 'fees', money(terms.orderFeeMinor, event.currency), {
            memo: 'Order fee',
          }),
        ]
      : []),
    ...wholesale.map((sum) =>
      owedBy(retailer, 'fees', shareOf(sum, terms.feeBasisPoints), {
        memo: `Service fee, ${percent(terms.feeBasisPoints)} of wholesale`,
      }),
    ),
  ];
  const taxes = sumsByCurrency([...goods, ...besides]).map((net) =>
    owedBy(retailer, 'tax', shareOf(net, terms.taxBasisPoints), {
      memo: `${terms.taxName} ${percent(terms.taxBasisPoints)}`,
    }),
  );
  return [...goods, ...besides, ...taxes];
}

function shippingCharged({
  terms,
  shippingCost,
  currency,
}: Extract<BookingEvent, { kind: 'parcel-shipped' }>): Money | undefined {
  if (terms.shipping === 'at-cost') return shippingCost;
  return terms.shipping === 'per-parcel' ? money(terms.parcelMinor, currency) : undefined;
}

function costsOf({
  supplier,
  lines,
  shippingCost,
}: Extract<BookingEvent, { kind: 'parcel-shipped' }>): readonly Pair[] {
  const goods = lines.map(({ title, supplierMemo = title, units, unitCost }) =>
    owedTo(supplier, 'goods-cost', times(unitCost, units), { memo: supplierMemo, quantity: units }),
  );
  return shippingCost
    ? [...goods, owedTo(supplier, 'shipping-cost', shippingCost, { memo: 'Shipping' })]
    : goods;
}

/** The retailer owes an amount (negative: less) for something. */
function owedBy(party: Party, purpose: Purposed, amount: Money, said: Said = {}): Pair {
  return [
    { account: 'receivable', party, amount, purpose, ...said },
    { account: purpose, party, amount: times(amount, -1) },
  ];
}

/** We owe the supplier an amount (negative: less) for something. */
function owedTo(party: Party, purpose: Purposed, amount: Money, said: Said = {}): Pair {
  return [
    { account: 'payable', party, amount: times(amount, -1), purpose, ...said },
    { account: purpose, party, amount },
  ];
}

/** One counter-entry for each account, party and currency: lines belong to the party's side. */
function sumUp(counters: readonly Entry[]): readonly Entry[] {
  const sums = new Map<string, Entry>();
  for (const entry of counters) {
    const key = `${entry.account} ${entry.party?.id} ${entry.amount.currency}`;
    const before = sums.get(key)?.amount.minor ?? 0;
    const amount = money(before + entry.amount.minor, entry.amount.currency);
    sums.set(key, { ...entry, amount });
  }
  return [...sums.values()].filter(({ amount }) => amount.minor !== 0);
}

function sumsByCurrency(pairs: readonly Pair[]): readonly Money[] {
  const sums = new Map<CurrencyCode, number>();
  for (const [{ amount }] of pairs) {
    sums.set(amount.currency, (sums.get(amount.currency) ?? 0) + amount.minor);
  }
  return [...sums].map(([currency, minor]) => money(minor, currency));
}

function times({ minor, currency }: Money, count: number): Money {
  return money(minor * count === 0 ? 0 : minor * count, currency);
}

function less(amount: Money, by: Money): Money {
  if (amount.currency !== by.currency)
    throw new Error('Two currencies are not set against each other');
  return money(amount.minor - by.minor, amount.currency);
}

/** "8.1 %" */
function percent(basisPoints: number): string {
  return `${basisPoints / 100} %`;
}
