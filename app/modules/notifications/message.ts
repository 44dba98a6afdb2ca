/**
 * Message: one e-mail to one recipient about one thing that happened: to a shopper for each milestone of an order, to
 * people at the distributor and the retailer about what needs them, to a supplier as a reminder. It holds no address:
 * whom it goes to is looked up at the moment of sending, from the sealed contact of the order or from the account.
 */
import { z } from 'zod';
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import { stableId } from '../../platform/ids.ts';
import type { Id } from '../../platform/ids.ts';
import type { MessageStatus } from './message-status.ts';

export type MessageId = Id<'Message'>;
export type NotificationsContext = { readonly tx: Tx; readonly clock: Clock };

/**
 * Steps of an order that its shopper may be told of, each at most once (those of parcels: once for each parcel). That
 * an order came in and what was paid back in the shop is told by every shop itself.
 */
export const MILESTONES = [
  'part-shipped',
  'shipped',
  'out-for-delivery',
  'delivered',
  'delayed',
  'cancelled',
  'return-authorised',
  'return-received',
  'return-refunded',
] as const;
export type Milestone = (typeof MILESTONES)[number];

export const MESSAGE_KINDS = [...MILESTONES, 'news', 'digest', 'order-reminder'] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

export const LOCALES = ['en', 'de', 'fr'] as const;
export type Locale = (typeof LOCALES)[number];

export type Recipient =
  | { readonly kind: 'shopper' }
  /** A seat at a distributor or a retailer; the id of its membership. */
  | { readonly kind: 'member'; readonly id: string }
  /** A retailer whose people come through their shop and have no seat here. */
  | { readonly kind: 'retailer'; readonly id: string }
  | { readonly kind: 'supplier'; readonly id: string };

/** What a message tells, kept with it. Nothing of a shopper: neither name nor address. */
export const MessageFacts = z.object({
  orderName: z.string().optional(),
  lines: z.array(z.object({ title: z.string(), quantity: z.int() })).optional(),
  carrier: z.string().optional(),
  trackingNumber: z.string().optional(),
  trackingUrl: z.string().optional(),
  /** When a parcel is expected now, ISO 8601. */
  expectedAt: z.string().optional(),
  amount: z.object({ minor: z.int(), currency: z.string() }).optional(),
  /** What a return is called. */
  returnName: z.string().optional(),
  purchaseOrder: z.string().optional(),
});
export type MessageFacts = z.infer<typeof MessageFacts>;

export type Message = {
  readonly id: MessageId;
  readonly distributorId: Id<'Distributor'> | null;
  readonly connectionId: string | null;
  readonly storeId: string | null;
  readonly orderId: Id<'Order'> | null;
  readonly kind: MessageKind;
  readonly recipient: Recipient;
  readonly facts: MessageFacts;
  readonly status: MessageStatus;
  readonly attempts: number;
};

type OfMilestone = {
  readonly distributorId: string;
  readonly orderId: string;
  readonly milestone: Milestone;
  /** The parcel, return or refund that it is about, where an order can have several. */
  readonly about?: string | undefined;
};

/** The same for the same milestone: what happens twice is told once. A parcel has gone once, in part or as the last. */
export function milestoneMessageId(input: OfMilestone): MessageId {
  const { distributorId, orderId, about = '' } = input;
  const milestone = input.milestone === 'part-shipped' ? 'shipped' : input.milestone;
  return stableId('message', distributorId, orderId, milestone, about);
}

export function isMilestone(kind: string): kind is Milestone {
  return MILESTONES.some((known) => known === kind);
}
