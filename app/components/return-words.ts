/** What everything about returns is called on screens, and what happens next in plain words. */
import type { TimelineEvent } from './timeline.tsx';

const REASONS: Readonly<Record<string, string>> = {
  defective: 'Does not work',
  damaged: 'Arrived damaged',
  'wrong-item': 'Another article than ordered',
  'not-as-described': 'Not as described',
  late: 'Came too late',
  'changed-mind': 'Does not want it any more',
  'wrong-size': 'Wrong size or colour',
  undeliverable: 'Could not be delivered',
  other: 'Another reason',
  'cancelled-too-late': 'Called off too late',
};

export function reasonWords(reason: string): string {
  return REASONS[reason] ?? reason;
}

export const REASON_CHOICES = Object.entries(REASONS)
  .filter(([value]) => value !== 'cancelled-too-late')
  .map(([value, label]) => ({ value, label }));

const ORIGINS: Readonly<Record<string, string>> = {
  retailer: 'Asked for by the retailer',
  distributor: 'Opened by the hub',
  'store-refund': 'Refunded in the shop by itself',
  cancellation: 'Called off when it could not be stopped any more',
};

export function originWords(origin: string): string {
  return ORIGINS[origin] ?? origin;
}

export const GRADE_WORDS: Readonly<Record<string, string>> = {
  A: 'As new',
  B: 'Opened',
  C: 'Used',
  unsaleable: 'Unsaleable',
  kept: 'Not sent back',
};

export const DISPOSITION_WORDS: Readonly<Record<string, string>> = {
  restocked: 'on the shelf again',
  supplier: 'kept by the supplier',
  disposed: 'disposed of',
  kept: 'left with the shopper',
};

export const LABEL_SOURCE_CHOICES = [
  { value: 'shopper', label: 'The shopper sends it by itself' },
  { value: 'supplier', label: 'The supplier gives a label' },
  { value: 'distributor', label: 'The hub gives a label' },
];
export const LABEL_PAYER_CHOICES = [
  { value: 'retailer', label: 'The retailer' },
  { value: 'distributor', label: 'The hub' },
  { value: 'supplier', label: 'The supplier' },
];

export function choiceWords(
  choices: readonly { readonly value: string; readonly label: string }[],
  value: string,
): string {
  return choices.find((each) => each.value === value)?.label ?? value;
}

export const REFUND_CHOICES = [
  { value: 'inspected', label: 'When the goods have been inspected' },
  { value: 'received', label: 'When the goods have arrived' },
  { value: 'authorised', label: 'As soon as it is authorised' },
  { value: 'by-hand', label: 'Not by itself: the shop refunds by hand' },
];

export const CREDIT_WORDS: Readonly<Record<string, string>> = {
  wholesale: 'Wholesale price credited',
  'restocking-fee': 'Restocking fee',
  'supplier-credit': 'Credit of the supplier',
  'label-charge': 'Label, charged on',
  'label-cost': 'Label, laid out',
};

type Stands = {
  readonly status: string;
  readonly decision: string;
  readonly reason: string;
  readonly refund: string;
  readonly refundWhen: string;
  readonly labelFrom: string;
  readonly creditedAt: string | null;
};

/** What happens next, for the side that reads it. Undefined where nothing does. */
export function nextStep(stands: Stands, side: 'hub' | 'retailer'): string | undefined {
  const { status, decision } = stands;
  if (decision === 'open' && status !== 'cancelled')
    return side === 'hub'
      ? 'Look at the reason and the photos, then authorise or reject it.'
      : 'The distributor looks at it. You are told here as soon as it is decided.';
  return NEXT[status]?.[side](stands);
}

type Told = (stands: Stands) => string | undefined;

const NEXT: Readonly<Record<string, { readonly hub: Told; readonly retailer: Told }>> = {
  authorised: {
    hub: ({ labelFrom }) =>
      labelFrom === 'shopper'
        ? 'The shopper sends the goods. Note their arrival when the supplier tells it.'
        : 'Add the label below, so that the retailer can hand it to the shopper.',
    retailer: ({ labelFrom }) =>
      labelFrom === 'shopper'
        ? 'Ask your shopper to send the goods back, then enter the tracking number here.'
        : 'Give your shopper the label below as soon as it is there, and ask to send the goods back.',
  },
  'in-transit': {
    hub: () => 'The goods are on their way. Note their arrival when the supplier tells it.',
    retailer: () => 'The goods are on their way. You are credited once they have been inspected.',
  },
  received: {
    hub: () => 'Inspect the goods: that decides what the retailer is credited.',
    retailer: () => 'The goods have arrived and are being inspected.',
  },
  inspected: {
    hub: (stands) =>
      stands.creditedAt
        ? 'The retailer is credited. What is missing is the refund in the shop, or the supplier’s credit.'
        : 'The goods are inspected.',
    retailer: ({ refund }) =>
      refund === 'parked'
        ? 'Your credit is given. The refund to your shopper did not go through: try it again.'
        : 'The goods are inspected and your credit is given. The distributor settles the rest.',
  },
  closed: {
    hub: () => undefined,
    retailer: ({ refund }) =>
      refund === 'by-hand' ? 'Settled. Refund your shopper in your shop if you have not yet.' : undefined,
  },
  rejected: {
    hub: () => undefined,
    retailer: () => 'It is not taken back, so it is not credited. You may refund your shopper all the same.',
  },
  cancelled: { hub: () => undefined, retailer: () => undefined },
}; // prettier-ignore

const REFUNDS: Readonly<Record<string, string>> = {
  'by-hand': 'The shop refunds by hand',
  sending: 'Being refunded in the shop',
  done: 'Refunded in the shop',
  parked: 'The shop did not refund it',
};

export function refundWords({ refund, refundWhen }: Pick<Stands, 'refund' | 'refundWhen'>): string {
  if (refund !== 'wanted') return REFUNDS[refund] ?? refund;
  const moment = choiceWords(REFUND_CHOICES, refundWhen);
  return `The shop refunds: ${moment.charAt(0).toLowerCase()}${moment.slice(1)}`;
}

type Act = {
  readonly id: string;
  readonly at: string;
  readonly act: string;
  readonly by: string;
};
type ToldAct = { readonly title: string; readonly tone?: NonNullable<TimelineEvent['tone']> };

const ACTS: Readonly<Record<string, ToldAct>> = {
  'return-opened': { title: 'Opened' },
  'return-authorised': { title: 'Authorised', tone: 'success' },
  'return-rejected': { title: 'Rejected', tone: 'critical' },
  'return-cancelled': { title: 'Called off', tone: 'warning' },
  'return-photo-added': { title: 'Photo added' },
  'return-labelled': { title: 'Label added' },
  'return-sent': { title: 'Sent back by the shopper', tone: 'info' },
  'return-received': { title: 'Goods arrived', tone: 'info' },
  'return-inspected': { title: 'Goods inspected', tone: 'info' },
  'return-refund-wanted': { title: 'Refund asked for' },
  'return-refunded': { title: 'Refunded in the shop', tone: 'success' },
  'return-refunded-in-store': { title: 'Refunded in the shop by hand', tone: 'success' },
  'return-credited': { title: 'Retailer credited', tone: 'success' },
  'return-supplier-credited': { title: 'Supplier’s credit recorded', tone: 'success' },
  'return-supplier-credits-nothing': { title: 'The supplier credits nothing' },
  'return-closed': { title: 'Closed', tone: 'success' },
};

/** What passes between the hub and its suppliers is not the retailer's matter. */
const OF_THE_HUB = new Set(['return-supplier-credited', 'return-supplier-credits-nothing']);
const ACTORS: Readonly<Record<string, string>> = {
  system: 'Stockbridge, by the contract',
  store: 'the shop',
  supplier: 'the supplier',
  user: 'the hub',
};

/** The acts on a return as a timeline, newest first. */
export function returnEvents(
  acts: readonly Act[],
  side: 'hub' | 'retailer',
): readonly TimelineEvent[] {
  return acts.flatMap(({ id, at, act, by }) => {
    const told = ACTS[act];
    if (!told || (side === 'retailer' && OF_THE_HUB.has(act))) return [];
    return [{ id, at, ...told, by: ACTORS[by] ?? by }];
  });
}

/** An act on one of its returns, in the timeline of a retailer's order. */
export function returnActTold(act: string): ToldAct | undefined {
  const told = OF_THE_HUB.has(act) ? undefined : ACTS[act];
  if (!told) return undefined;
  return { ...told, title: `Return: ${told.title.charAt(0).toLowerCase()}${told.title.slice(1)}` };
}

const REFUSALS: Readonly<Record<string, string>> = {
  'unknown-return': 'This return does not exist any more. Go back to the list.',
  'unknown-order': 'This order does not exist any more. Go back to the list.',
  'no-units': 'Say how many units. At least one unit is needed.',
  'more-than-shipped':
    'So many units have not been shipped, or some are coming back already. Reload the page to see how many can still be returned.',
  'more-than-returned': 'That is more than the return is for. Check the quantities.',
  'return-not-now':
    'That does not fit where the return stands now. Reload the page to see what has changed meanwhile.',
  'money-moved':
    'Money has moved for it already, so it can be neither rejected nor called off. Settle it instead.',
  'label-charged': 'The cost of its label is in the books already. Leave the cost empty.',
  'already-credited': 'The supplier’s credit is in the books already.',
  'amount-out-of-range': 'Enter an amount above zero, written like 12.50.',
};

export function returnRefusalTold({ kind }: { readonly kind: string }): string {
  return REFUSALS[kind] ?? 'This is not possible now. Reload the page and try again.';
}

export const RETURN_FORM_INCOMPLETE =
  'Something in the form is missing or cannot be read: quantities are whole numbers, amounts are written like 12.50. Check it and send it again.';
export const RETURN_FILE_REFUSED =
  'A file is too large, or none of the kinds that we take. Photos are JPG, PNG or WebP; labels may also be PDF.';
