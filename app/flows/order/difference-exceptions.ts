/** Exceptions of reconciliation: what a person is told where the store, the hub and a supplier do not agree. */
import type { ExceptionOwner, NewException, Severity } from '../../modules/activity/activity.ts';
import type { ComparedLine, ReconciliationRun } from '../../modules/orders/reconciliation.ts';
import { DIFFERENCES } from '../../modules/orders/three-way.ts';
import type { Difference } from '../../modules/orders/three-way.ts';

type Advice = {
  readonly severity: Severity;
  readonly owner: ExceptionOwner;
  /** Said after the names of the lines. */
  readonly happened: string;
  readonly meaning: string;
  readonly nextStep: string;
  readonly remedies: readonly string[];
};

const ADVICE: Readonly<Record<Difference, Advice>> = {
  'missing-in-hub': {
    severity: 'critical', owner: 'distributor',
    happened: 'is paid in the store and unknown to the hub',
    meaning: 'Nobody ships it.',
    nextStep: 'Import it now. If that changes nothing, look at the listing of the article.',
    remedies: ['import-now', 'compare-again'],
  },
  'missing-in-store': {
    severity: 'warning', owner: 'distributor',
    happened: 'is in the hub, and the store does not have it any more',
    meaning: 'It may be shipped although nobody has ordered it.',
    nextStep: 'Ask the retailer; then cancel the order here, or compare again.',
    remedies: ['compare-again', 'cancel-order'],
  },
  'cancelled-in-store-only': {
    severity: 'critical', owner: 'distributor',
    happened: 'is cancelled in the store and still on its way here',
    meaning: 'Suppliers may ship what nobody wants.',
    nextStep: 'Read the order from the store again: it is then called off with its suppliers.',
    remedies: ['import-now', 'compare-again'],
  },
  'refunded-in-store-only': {
    severity: 'warning', owner: 'distributor',
    happened: 'is refunded in the store and still wanted here',
    meaning: 'More may be shipped and charged than the shopper has paid for.',
    nextStep: 'Read the order from the store again.',
    remedies: ['import-now', 'compare-again'],
  },
  'fulfilled-by-others': {
    severity: 'warning', owner: 'distributor',
    happened: 'was fulfilled in the store by somebody else and is still on its way here',
    meaning: 'The shopper may get it twice.',
    nextStep: 'Read the order from the store again: what others have shipped is then called off.',
    remedies: ['import-now', 'compare-again'],
  },
  'quantity-differs': {
    severity: 'warning', owner: 'distributor',
    happened: 'has another quantity in the store than here',
    meaning: 'Too few or too many units are on their way.',
    nextStep: 'Read the order from the store again.',
    remedies: ['import-now', 'compare-again'],
  },
  'cancelled-in-hub-only': {
    severity: 'warning', owner: 'retailer',
    happened: 'was called off by the distributor, and the store still shows it as wanted',
    meaning: 'The shopper waits for something that does not come.',
    nextStep: 'Cancel or refund it in the store, or fulfil it from elsewhere.',
    remedies: ['call-off-again', 'compare-again'],
  },
  'not-forwarded': {
    severity: 'critical', owner: 'distributor',
    happened: 'is free to go and with no supplier',
    meaning: 'Nobody has been asked to ship it.',
    nextStep: 'Have it routed again.',
    remedies: ['reroute-order', 'compare-again', 'cancel-order'],
  },
  'not-at-supplier': {
    severity: 'critical', owner: 'distributor',
    happened: 'was sent to a supplier who says that it never got the purchase order',
    meaning: 'Nobody ships it.',
    nextStep: 'Count the purchase order as not shipped, so that it is routed anew.',
    remedies: ['route-anew', 'compare-again'],
  },
  'shipped-at-supplier-only': {
    severity: 'warning', owner: 'distributor',
    happened: 'has been shipped by the supplier, and we have no shipment of it',
    meaning: 'The store and the shopper do not know that it is on its way.',
    nextStep: 'Ask the supplier for its news.',
    remedies: ['ask-suppliers', 'compare-again'],
  },
  'cancelled-at-supplier-only': {
    severity: 'critical', owner: 'distributor',
    happened: 'was called off by the supplier without our knowing',
    meaning: 'Nobody ships it.',
    nextStep: 'Ask the supplier for its news; what it does not ship is then routed elsewhere.',
    remedies: ['ask-suppliers', 'compare-again'],
  },
  'cancelled-here-only': {
    severity: 'critical', owner: 'distributor',
    happened: 'is cancelled here, and the supplier still has it',
    meaning: 'It may be shipped and charged.',
    nextStep: 'Ask the supplier once more to take it back; if it is too late, let it come back as a return.',
    remedies: ['ask-suppliers', 'contact-supplier', 'let-ship', 'compare-again'],
  },
  'shipped-not-in-store': {
    severity: 'warning', owner: 'distributor',
    happened: 'has been shipped, and the store does not show it',
    meaning: 'The goods are on their way, but the shopper sees no tracking.',
    nextStep: 'Tell the store again.',
    remedies: ['tell-store-again', 'compare-again'],
  },
}; // prettier-ignore

type About = Pick<ReconciliationRun, 'distributorId' | 'connectionId' | 'storeId'>;

/** The store's own id of the order stands at its end. */
function differenceKey(kind: Difference, connectionId: string, outsideOrderId: string): string {
  return `differs:${kind}:${connectionId}:${outsideOrderId}`;
}

export function outsideOrderIn(dedupeKey: string): string | undefined {
  return /^differs:[a-z-]+:[0-9a-f-]{36}:(.+)$/.exec(dedupeKey)?.[1];
}

const MOST_NAMED = 5;

/** One exception for each kind of difference that an order has, naming its lines. */
export function differenceExceptions(
  about: About,
  lines: readonly ComparedLine[],
): readonly NewException[] {
  return DIFFERENCES.flatMap((kind) => {
    const differing = lines.filter(({ differences }) => differences.includes(kind));
    const [first] = differing;
    return first ? [toException(about, kind, first, differing)] : [];
  });
}

/** Keys of the kinds that an order does not have (any more). */
export function agreedKeys(about: About, outsideOrderId: string, lines: readonly ComparedLine[]) {
  const found = new Set(lines.flatMap(({ differences }) => differences));
  return DIFFERENCES.filter((kind) => !found.has(kind)).map((kind) =>
    differenceKey(kind, about.connectionId, outsideOrderId),
  );
}

function toException(
  { distributorId, connectionId, storeId }: About,
  kind: Difference,
  { orderName, orderId, outsideOrderId }: ComparedLine,
  differing: readonly ComparedLine[],
): NewException {
  const { happened, ...advice } = ADVICE[kind];
  const named = differing.slice(0, MOST_NAMED).map(({ title }) => title);
  const more = differing.length - named.length;
  const names = more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ');
  return {
    distributorId,
    connectionId,
    storeId,
    kind: `differs-${kind}`,
    subject: orderId ? { kind: 'order', id: orderId } : { kind: 'connection', id: connectionId },
    dedupeKey: differenceKey(kind, connectionId, outsideOrderId),
    happened: `Order ${orderName}: ${names} ${happened}.`,
    ...advice,
  };
}
