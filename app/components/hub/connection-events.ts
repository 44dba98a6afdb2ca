/** Acts on a connection in the words of the hub. */
import type { TimelineEvent } from '../timeline.tsx';

type Told = { readonly title: string; readonly tone?: NonNullable<TimelineEvent['tone']> };

const TOLD: Readonly<Record<string, Told>> = {
  'connection-requested': { title: 'The retailer asked to be connected', tone: 'info' },
  'connection-approved': { title: 'Approved', tone: 'success' },
  'connection-declined': { title: 'Declined', tone: 'critical' },
  'connection-suspended': { title: 'Suspended', tone: 'warning' },
  'connection-ended': { title: 'Ended', tone: 'critical' },
  'connection-terms-saved': { title: 'Terms saved' },
  'products-picked': { title: 'The retailer picked products', tone: 'info' },
  'retail-rule-changed': { title: 'The retailer changed its price rule' },
};

export function connectionEvents(
  acts: readonly { readonly id: string; readonly at: string; readonly act: string }[],
): readonly TimelineEvent[] {
  return acts.map(({ id, at, act }) => ({
    id,
    at,
    ...(TOLD[act] ?? { title: act.replaceAll('-', ' ') }),
  }));
}
