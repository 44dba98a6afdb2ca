/** Order events: the acts on an order in the words of its retailer. Suppliers have no names here and no costs. */
import { returnActTold } from './return-words.ts';
import type { TimelineEvent } from './timeline.tsx';
import type { OrderPartDetail } from '../views/read-retailer-order.server.ts';
import type { Loaded } from './loaded.ts';

export type OrderMoments = Pick<Loaded<OrderPartDetail>, 'placedAt' | 'paidAt' | 'acts'>;

type Told = Pick<TimelineEvent, 'title' | 'tone'>;

/** Only these acts are the retailer's matter; others on the same order are not shown to it. */
const TOLD: Readonly<Record<string, Told>> = {
  'order-imported': { title: 'Taken in from your shop, stock reserved' },
  'order-changed-in-store': { title: 'Changed in your shop' },
  'order-cancelled-in-store': { title: 'Cancelled in your shop', tone: 'warning' },
  'hold-released': { title: 'A hold was released', tone: 'info' },
  'order-released': { title: 'Released to be shipped', tone: 'info' },
  'purchase-order-sent': { title: 'A supplier was asked to ship', tone: 'info' },
  'purchase-order-answered': { title: 'A supplier answered' },
  'units-called-off': { title: 'Units were called off', tone: 'warning' },
  'scarce-units-given': { title: 'Missing units were found', tone: 'success' },
  'delivery-date-changed': { title: 'Some units ship later than planned', tone: 'warning' },
  'substitute-accepted': { title: 'Another article ships instead of one ordered', tone: 'warning' },
  'change-requested': { title: 'The supplier is asked for a change', tone: 'info' },
  'change-accepted': { title: 'The change was accepted', tone: 'success' },
  'change-refused': { title: 'The change came too late', tone: 'critical' },
  'shipment-recorded': { title: 'A supplier shipped a parcel', tone: 'success' },
  'tracking-changed': { title: 'The tracking of a parcel was corrected' },
  'tracking-reported': { title: 'Your shop and the shopper got the tracking', tone: 'success' },
  'cancellation-requested': { title: 'Asked not to ship it any more', tone: 'warning' },
  'cancellation-accepted': { title: 'It will not be shipped', tone: 'warning' },
  'cancellation-refused': { title: 'It was too late to stop it', tone: 'critical' },
  'order-called-off': { title: 'Called off before a supplier had it', tone: 'warning' },
  'part-allowed': { title: 'What there is will be shipped without waiting for the rest' },
};

/** Newest first. */
export function orderEvents({ placedAt, paidAt, acts }: OrderMoments): readonly TimelineEvent[] {
  const told = acts.flatMap(({ id, at, act }) => {
    const words = TOLD[act] ?? returnActTold(act);
    return words ? [{ id, at, ...words }] : [];
  });
  const paid: readonly TimelineEvent[] = paidAt
    ? [{ id: 'paid', at: paidAt, title: 'Paid by the shopper', tone: 'success' }]
    : [];
  const placed: TimelineEvent = { id: 'placed', at: placedAt, title: 'Placed in your shop' };
  // Acts come newest first already; a stable sort keeps their order within one moment.
  return [...told, ...paid, placed].sort((a, b) => b.at.localeCompare(a.at));
}
