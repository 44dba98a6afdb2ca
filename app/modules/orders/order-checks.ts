/**
 * Order checks: what must be true of an order before it may be forwarded. A failed check is a hold with an
 * owner and remedies, never a lost order; the reservation stays.
 */
import type { StoreOrder } from '../stores/channel.ts';
import { missingAddressParts } from './address-rules.ts';

export const HOLD_KINDS = [
  'test-order',
  'delivery',
  'address',
  'fraud',
  'connection',
  'territory',
  'no-price',
  'no-rate',
  'below-wholesale',
  'credit-limit',
  'margin-floor',
  'manual',
] as const;
export type HoldKind = (typeof HOLD_KINDS)[number];

export type FailedCheck = { readonly kind: HoldKind; readonly reason: string };

export type CheckedLine = {
  readonly title: string;
  readonly quantity: number;
  readonly unitPriceMinor: number;
  readonly priceCurrency: string;
  /** Undefined: the price list has none. */
  readonly wholesaleMinor: number | undefined;
  readonly wholesaleCurrency: string;
  /** Wholesale of all its units, minor units of the distributor's currency; 0 where there is none, or no rate. */
  readonly owedMinor: number;
};

export type CheckedOrder = {
  readonly store: StoreOrder;
  readonly lines: readonly CheckedLine[];
  readonly connectionStatus: string;
  /** Countries that the connection is for; empty = everywhere. */
  readonly territories: readonly string[];
  /** The distributor's, in which all that follows is. */
  readonly currency: string;
  /** Currencies in which something is owed and that no rate brings into the distributor's. */
  readonly withoutRate: readonly string[];
  /** Wholesale of the retailer's other open orders. */
  readonly openWholesaleMinor: number;
  readonly creditLimitMinor: number | undefined;
};

type Check = (order: CheckedOrder) => string | undefined;

const CHECKS: Readonly<Record<Exclude<HoldKind, 'margin-floor' | 'manual'>, Check>> = {
  'test-order': ({ store }) => (store.isTest ? 'It is a test order.' : undefined),
  delivery: ({ store }) =>
    store.delivery === 'shipping'
      ? undefined
      : `The shopper chose "${store.delivery}", not shipping.`,
  address: ({ store }) => {
    const missing = store.delivery === 'shipping' ? missingAddressParts(store.destination) : [];
    return missing.length > 0 ? `The shipping address lacks: ${missing.join(', ')}.` : undefined;
  },
  fraud: ({ store }) =>
    store.fraudAdvice === 'investigate' || store.fraudAdvice === 'cancel'
      ? `The store's fraud check advises to ${store.fraudAdvice}.`
      : undefined,
  connection: ({ connectionStatus }) =>
    connectionStatus === 'approved' ? undefined : `The connection is ${connectionStatus}.`,
  territory: ({ store, territories }) => {
    const country = store.destination?.country.toUpperCase();
    return country && territories.length > 0 && !territories.includes(country)
      ? `It ships to ${country}; the connection is for ${territories.join(', ')}.`
      : undefined;
  },
  'no-price': ({ lines }) => {
    const titles = lines
      .filter((line) => line.wholesaleMinor === undefined)
      .map((line) => line.title);
    return titles.length > 0 ? `No wholesale price for: ${titles.join(', ')}.` : undefined;
  },
  'no-rate': ({ withoutRate, currency }) =>
    withoutRate.length > 0
      ? `No exchange rate from ${withoutRate.join(', ')} to ${currency} is known, so what is owed for it cannot be checked.`
      : undefined,
  'below-wholesale': ({ lines }) => {
    const titles = lines.filter(isBelowWholesale).map((line) => line.title);
    return titles.length > 0 ? `Sold for less than wholesale: ${titles.join(', ')}.` : undefined;
  },
  'credit-limit': (order) => {
    const total = order.openWholesaleMinor + wholesaleOf(order.lines);
    return order.creditLimitMinor !== undefined && total > order.creditLimitMinor
      ? 'With this order the retailer would owe more than its credit limit.'
      : undefined;
  },
};

/** The checks that an order fails now. `margin-floor` is found while routing, `manual` is set by a person. */
export function failedChecks(order: CheckedOrder): readonly FailedCheck[] {
  return Object.entries(CHECKS).flatMap(([kind, check]) => {
    const reason = check(order);
    const known = HOLD_KINDS.find((candidate) => candidate === kind);
    return reason && known ? [{ kind: known, reason }] : [];
  });
}

/** Only in one currency; across currencies the offer's own rule has compared at a dated rate. */
function isBelowWholesale(line: CheckedLine): boolean {
  return (
    line.wholesaleMinor !== undefined &&
    line.priceCurrency === line.wholesaleCurrency &&
    line.quantity > 0 &&
    line.unitPriceMinor < line.wholesaleMinor
  );
}

function wholesaleOf(lines: readonly CheckedLine[]): number {
  return lines.reduce((sum, { owedMinor }) => sum + owedMinor, 0);
}

type HoldAdvice = {
  readonly owner: 'distributor' | 'retailer';
  readonly nextStep: string;
  readonly remedies: readonly string[];
};

/** Who must act on a hold, and how. `release-hold` lets the order pass this check for good. */
export const HOLD_ADVICE: Readonly<Record<HoldKind, HoldAdvice>> = {
  'test-order': { owner: 'retailer', nextStep: 'Cancel the order, or release it to send it all the same.', remedies: ['release-hold', 'cancel-order'] },
  delivery: { owner: 'retailer', nextStep: 'Change the delivery to shipping in the store, or cancel these lines.', remedies: ['release-hold', 'cancel-order'] },
  address: { owner: 'retailer', nextStep: 'Complete the shipping address in the store; the order goes on by itself.', remedies: ['cancel-order'] },
  fraud: { owner: 'retailer', nextStep: 'Look at the payment in the store; then release or cancel the order.', remedies: ['release-hold', 'cancel-order'] },
  connection: { owner: 'distributor', nextStep: 'Approve the connection again, or release or cancel this order.', remedies: ['release-hold', 'cancel-order'] },
  territory: { owner: 'distributor', nextStep: 'Release the order if you ship there all the same, or cancel it.', remedies: ['release-hold', 'cancel-order'] },
  'no-price': { owner: 'distributor', nextStep: 'Put the variant on the price list, then release the order.', remedies: ['release-hold', 'cancel-order'] },
  'no-rate': { owner: 'distributor', nextStep: 'Enter the exchange rate, then release the order.', remedies: ['release-hold', 'cancel-order'] },
  'below-wholesale': { owner: 'retailer', nextStep: 'Check the price in the store; release the order if the discount is meant.', remedies: ['release-hold', 'cancel-order'] },
  'credit-limit': { owner: 'distributor', nextStep: 'Raise the limit, wait for a payment, or release the order.', remedies: ['release-hold', 'cancel-order'] },
  'margin-floor': { owner: 'distributor', nextStep: 'Release the order at this margin, or wait for a cheaper source.', remedies: ['release-hold', 'reroute-order', 'cancel-order'] },
  manual: { owner: 'distributor', nextStep: 'Release the hold when its reason is gone.', remedies: ['release-hold', 'cancel-order'] },
}; // prettier-ignore
