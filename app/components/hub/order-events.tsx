/** Acts on an order in the words of the hub, for its timeline. */
import type { TimelineEvent } from '../timeline.tsx';

type Act = {
  readonly id: string;
  readonly at: string;
  readonly act: string;
  readonly by: string;
  readonly detail: unknown;
};

type Told = { readonly title: string; readonly tone?: NonNullable<TimelineEvent['tone']> };

const TOLD: Readonly<Record<string, Told>> = {
  'order-imported': { title: 'Taken in from the store, stock reserved' },
  'order-changed-in-store': { title: 'Changed in the store' },
  'order-cancelled-in-store': { title: 'Cancelled in the store', tone: 'warning' },
  'release-rule-applied': { title: 'A rule set when it goes', tone: 'info' },
  'order-held': { title: 'Kept back by hand', tone: 'warning' },
  'order-compared': { title: 'Compared with store and suppliers' },
  'hold-released': { title: 'A hold was released', tone: 'info' },
  'order-released': { title: 'Released', tone: 'info' },
  'part-allowed': { title: 'Allowed to go out in part', tone: 'info' },
  'purchase-order-sent': { title: 'Purchase order sent', tone: 'info' },
  'purchase-order-answered': { title: 'The supplier answered' },
  'purchase-order-cost-changed': { title: 'The supplier’s cost was taken over', tone: 'info' },
  'purchase-order-cost-accepted': { title: 'The supplier’s cost was accepted', tone: 'info' },
  'purchase-order-sent-again': { title: 'Purchase order sent again', tone: 'info' },
  'purchase-order-marked-sent': { title: 'Purchase order marked as sent', tone: 'info' },
  'purchase-order-asked-back': { title: 'Purchase order asked back', tone: 'warning' },
  'purchase-order-marked-cancelled': {
    title: 'Purchase order marked as cancelled',
    tone: 'warning',
  },
  'purchase-order-given-up': {
    title: 'Purchase order given up, its units went elsewhere',
    tone: 'warning',
  },
  'purchase-order-answered-late': {
    title: 'The supplier answered after it was given up',
    tone: 'critical',
  },
  'purchase-order-marked-not-shipping': {
    title: 'The supplier confirmed that it does not ship',
    tone: 'info',
  },
  'purchase-order-substitute-taken': { title: 'Another article was taken', tone: 'info' },
  'purchase-order-substitute-refused': { title: 'Another article was declined', tone: 'info' },
  'substitute-accepted': { title: 'Another article ships instead', tone: 'info' },
  'substitute-declined': { title: 'Another article was not taken' },
  'change-requested': { title: 'The supplier is asked for a change', tone: 'info' },
  'change-accepted': { title: 'The supplier accepted the change', tone: 'success' },
  'change-refused': { title: 'The supplier did not accept the change', tone: 'critical' },
  'delivery-date-changed': { title: 'The supplier named a later date', tone: 'warning' },
  'order-rushed': { title: 'Put before others where stock is scarce', tone: 'info' },
  'order-unrushed': { title: 'Put back into line' },
  'units-called-off': { title: 'Units were called off', tone: 'warning' },
  'scarce-units-given': { title: 'Got units that had come in', tone: 'success' },
  'document-taken': { title: 'A document was taken' },
  'shipment-recorded': { title: 'A parcel has left', tone: 'success' },
  'tracking-changed': { title: 'Tracking was corrected' },
  'parcel-moved': { title: 'A parcel moved on' },
  'tracking-reported': { title: 'The store was told of the parcel', tone: 'success' },
  'cancellation-requested': { title: 'The store asked not to ship it', tone: 'warning' },
  'cancellation-accepted': { title: 'The cancellation was accepted', tone: 'warning' },
  'cancellation-refused': { title: 'It was too late to cancel', tone: 'critical' },
  'order-called-off': { title: 'Called off', tone: 'warning' },
  'contact-shown': { title: 'The shopper’s contact data was looked at' },
};

const ACTORS: Readonly<Record<string, string>> = {
  system: 'Stockbridge',
  store: 'the store',
  supplier: 'the supplier',
  user: 'somebody of the hub',
};

export function orderEvents(acts: readonly Act[]): readonly TimelineEvent[] {
  return acts.map(({ id, at, act, by, detail }) => {
    const told: Told = TOLD[act] ?? { title: sentence(act) };
    const number = numberOf(detail);
    return {
      id,
      at,
      title: number ? `${told.title}: ${number}` : told.title,
      by: ACTORS[by] ?? by,
      ...(told.tone ? { tone: told.tone } : {}),
    };
  });
}

/** The purchase order or tracking number that an act names. */
function numberOf(detail: unknown): string | undefined {
  if (!(detail instanceof Object)) return undefined;
  for (const name of ['number', 'trackingNumber', 'kind']) {
    const value = name in detail ? (detail as Record<string, unknown>)[name] : undefined;
    if (typeof value === 'string') return value.replaceAll('-', name === 'kind' ? ' ' : '-');
  }
  return undefined;
}

function sentence(act: string): string {
  const words = act.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
