/**
 * Order checks: what must be true of an order before it may be forwarded. A failed check is a hold with an
 * owner and remedies, never a lost order; the reservation stays.
 */
import type { StoreOrder } from '../stores/channel.ts';
import { isPostBox, missingAddressParts } from './address-rules.ts';
import type { DeliveryVerdict } from './address-rules.ts';
import type { RestrictedLine } from './goods-restrictions.ts';

export const HOLD_KINDS = [
  'test-order',
  'delivery',
  'address',
  'undeliverable',
  'po-box',
  'fraud',
  'connection',
  'territory',
  'restricted-goods',
  'no-price',
  'no-rate',
  'below-wholesale',
  'zero-price',
  'credit-limit',
  'release-rule',
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
  /** What is known of the door it goes to. */
  readonly delivery: DeliveryVerdict;
  /** Lines that may not go to its country. */
  readonly restricted: readonly RestrictedLine[];
  /** The rule, in words, by which a person releases it; undefined where none asks for one. */
  readonly releaseByHand: string | undefined;
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
  undeliverable: ({ store, delivery }) =>
    store.delivery === 'shipping' && delivery.kind === 'undeliverable'
      ? `The shipping address cannot be delivered to: ${delivery.why}.`
      : undefined,
  'po-box': ({ store }) =>
    store.delivery === 'shipping' && store.destination && isPostBox(store.destination)
      ? 'It ships to a post office box, where only the post delivers.'
      : undefined,
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
  'restricted-goods': ({ store, restricted }) => {
    const named = restricted.map(({ title, reason }) => `${title} (${reason})`);
    return named.length > 0
      ? `Not allowed to ${store.destination?.country.toUpperCase() ?? ''}: ${named.join(', ')}.`
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
  'zero-price': ({ lines }) => {
    const titles = lines.filter(isForNothing).map((line) => line.title);
    return titles.length > 0 ? `Sold for nothing: ${titles.join(', ')}.` : undefined;
  },
  'release-rule': ({ releaseByHand }) => releaseByHand,
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
    line.unitPriceMinor > 0 &&
    line.unitPriceMinor < line.wholesaleMinor
  );
}

/** A gift or a replacement: the shopper pays nothing, the retailer owes wholesale all the same. */
function isForNothing(line: CheckedLine): boolean {
  return line.quantity > 0 && line.unitPriceMinor === 0 && (line.wholesaleMinor ?? 0) > 0;
}

function wholesaleOf(lines: readonly CheckedLine[]): number {
  return lines.reduce((sum, { owedMinor }) => sum + owedMinor, 0);
}

type HoldAdvice = {
  readonly owner: 'distributor' | 'retailer';
  readonly nextStep: string;
  readonly remedies: readonly string[];
  /** Hours within which somebody should have acted. */
  readonly withinHours: number;
};

/** Who must act on a hold, and how. `release-hold` lets the order pass this check for good. */
export const HOLD_ADVICE: Readonly<Record<HoldKind, HoldAdvice>> = {
  'test-order': { owner: 'retailer', withinHours: 72, nextStep: 'Cancel the order, or release it to send it all the same.', remedies: ['release-hold', 'cancel-order'] },
  delivery: { owner: 'retailer', withinHours: 24, nextStep: 'Change the delivery to shipping in the store, or cancel these lines.', remedies: ['release-hold', 'cancel-order'] },
  address: { owner: 'retailer', withinHours: 8, nextStep: 'Complete the shipping address in the store; the order goes on by itself.', remedies: ['cancel-order'] },
  undeliverable: { owner: 'retailer', withinHours: 8, nextStep: 'Correct the shipping address in the store, and the order goes on by itself; or release it if it is right.', remedies: ['release-hold', 'cancel-order'] },
  'po-box': { owner: 'retailer', withinHours: 8, nextStep: 'Ask the shopper for a street address, or release it if the post brings it.', remedies: ['release-hold', 'cancel-order'] },
  fraud: { owner: 'retailer', withinHours: 8, nextStep: 'Look at the payment in the store; then release or cancel the order.', remedies: ['release-hold', 'cancel-order'] },
  connection: { owner: 'distributor', withinHours: 24, nextStep: 'Approve the connection again, or release or cancel this order.', remedies: ['release-hold', 'cancel-order'] },
  territory: { owner: 'distributor', withinHours: 24, nextStep: 'Release the order if you ship there all the same, or cancel it.', remedies: ['release-hold', 'cancel-order'] },
  'restricted-goods': { owner: 'distributor', withinHours: 24, nextStep: 'Cancel the order, or release it if it may go there all the same.', remedies: ['cancel-order', 'release-hold'] },
  'no-price': { owner: 'distributor', withinHours: 8, nextStep: 'Put the variant on the price list, then release the order.', remedies: ['release-hold', 'cancel-order'] },
  'no-rate': { owner: 'distributor', withinHours: 8, nextStep: 'Enter the exchange rate, then release the order.', remedies: ['release-hold', 'cancel-order'] },
  'below-wholesale': { owner: 'retailer', withinHours: 24, nextStep: 'Check the price in the store; release the order if the discount is meant.', remedies: ['release-hold', 'cancel-order'] },
  'zero-price': { owner: 'retailer', withinHours: 24, nextStep: 'Release the order if it is meant as a gift: wholesale is owed for it all the same.', remedies: ['release-hold', 'cancel-order'] },
  'credit-limit': { owner: 'distributor', withinHours: 24, nextStep: 'Raise the limit, wait for a payment, or release the order.', remedies: ['release-hold', 'cancel-order'] },
  'release-rule': { owner: 'distributor', withinHours: 8, nextStep: 'Look at the order; then release or cancel it.', remedies: ['release-hold', 'cancel-order'] },
  'margin-floor': { owner: 'distributor', withinHours: 8, nextStep: 'Release the order at this margin, or wait for a cheaper source.', remedies: ['release-hold', 'reroute-order', 'cancel-order'] },
  manual: { owner: 'distributor', withinHours: 72, nextStep: 'Release the hold when its reason is gone.', remedies: ['release-hold', 'cancel-order'] },
}; // prettier-ignore
