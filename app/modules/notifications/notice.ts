/**
 * Notice: one piece of news for somebody at the distributor or the retailer. It goes out at once or waits for the
 * recipient's digest, as each wants it for each kind.
 */
import { z } from 'zod';
import { momentInZone } from '../../platform/zoned-moment.ts';
import type { Instant } from '../../platform/clock.ts';
import { stableId } from '../../platform/ids.ts';
import type { MessageId } from './message.ts';

export const DELIVERIES = ['at-once', 'hourly', 'daily', 'off'] as const;
export const Delivery = z.enum(DELIVERIES);
export type Delivery = z.infer<typeof Delivery>;
export type Digest = 'hourly' | 'daily';

type NoticeKindRules = {
  readonly label: string;
  readonly explains: string;
  readonly byDefault: Delivery;
  /** Nobody can do without it: it may come later, but it comes. */
  readonly essential: boolean;
};

export const NOTICE_KINDS = {
  urgent: {
    label: 'Urgent exceptions',
    explains: 'Something stands still and costs money until somebody acts.',
    byDefault: 'at-once',
    essential: true,
  },
  'held-feed': {
    label: 'Held stock deliveries',
    explains: 'A delivery of stock looks suspicious and waits for a decision.',
    byDefault: 'at-once',
    essential: false,
  },
  decision: {
    label: 'Exceptions that need a decision',
    explains: 'Something goes on only when somebody decides, with time left.',
    byDefault: 'hourly',
    essential: false,
  },
  information: {
    label: 'For your information',
    explains: 'Something unusual that needs nobody for now.',
    byDefault: 'daily',
    essential: false,
  },
  connection: {
    label: 'Connections',
    explains: 'A connection was asked for, approved, suspended or ended.',
    byDefault: 'at-once',
    essential: false,
  },
  invoice: {
    label: 'Invoices',
    explains: 'A new invoice or statement.',
    byDefault: 'at-once',
    essential: true,
  },
} as const satisfies Readonly<Record<string, NoticeKindRules>>;

export type NoticeKind = keyof typeof NOTICE_KINDS;
export const NOTICE_KIND_NAMES = Object.keys(NOTICE_KINDS) as readonly NoticeKind[]; // a closed literal

export const NoticeRecipientSchema = z.object({
  kind: z.enum(['member', 'retailer']),
  id: z.uuid(),
});
export type NoticeRecipient = Readonly<z.infer<typeof NoticeRecipientSchema>>;

export type NewNotice = {
  readonly distributorId: string | null;
  readonly storeId: string | null;
  readonly kind: NoticeKind;
  readonly title: string;
  readonly detail: string;
  /** Of our pages, beginning with a slash. */
  readonly path: string;
};

export type NoticeSchedule = { readonly timeZone: string; readonly digestHour: number };
export const DEFAULT_DIGEST_HOUR = 8;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The last moment at which a digest was due: the full hour, or the digest's hour of the day in the time zone. */
export function lastSlot(digest: Digest, now: Instant, schedule: NoticeSchedule): Instant {
  if (digest === 'hourly') return new Date(Math.floor(now.getTime() / HOUR) * HOUR);
  const today = digestOf(now, schedule);
  return today <= now ? today : digestOf(new Date(now.getTime() - DAY), schedule);
}

/** The digest's hour on the day that the zone's calendar shows at the moment. */
function digestOf(moment: Instant, { timeZone, digestHour }: NoticeSchedule): Instant {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone }).format(moment).split('-');
  const [year = 0, month = 1, day = 1] = parts.map(Number);
  const wall = { year, month, day, hour: digestHour, minute: 0, second: 0 };
  return momentInZone(wall, timeZone) ?? moment;
}

/** The same for the same slot: a digest that is made twice goes out once. */
export function digestMessageId(
  { kind, id }: NoticeRecipient,
  digest: Digest,
  slot: Instant,
): MessageId {
  return stableId('digest', kind, id, digest, slot.toISOString());
}
