import type { Id } from '../../platform/ids.ts';
import { milestoneMessageId } from './message.ts';
import type { MessageFacts, MessageId, Milestone, NotificationsContext } from './message.ts';

export type NewMilestone = {
  readonly distributorId: Id<'Distributor'>;
  readonly orderId: Id<'Order'>;
  readonly milestone: Milestone;
  /** The parcel, return or refund that it is about, where an order can have several. */
  readonly about?: string | undefined;
  readonly facts: Omit<MessageFacts, 'orderName'>;
};

/**
 * Makes the message to the shopper if its connection wants us to tell this milestone and it has not been told before;
 * undefined otherwise. One statement, so that it costs little where the store tells by itself, which is the default.
 */
export async function noteMilestone(
  { tx, clock }: NotificationsContext,
  input: NewMilestone,
): Promise<MessageId | undefined> {
  const { distributorId, orderId, milestone, facts } = input;
  const now = clock.now();
  const rows = await tx.$queryRaw<{ id: MessageId }[]>`
    insert into message (id, distributor_id, connection_id, store_id, order_id, kind, recipient_kind, facts, status,
      created_at, updated_at)
    select ${milestoneMessageId(input)}::uuid, o.distributor_id, o.connection_id, o.store_id, o.id, ${milestone}, 'shopper',
      ${JSON.stringify(facts)}::jsonb || jsonb_build_object('orderName', o.name), 'waiting', ${now}, ${now}
    from orders o
    join shopper_notice n on n.distributor_id = o.distributor_id and n.connection_id = o.connection_id
    where o.distributor_id = ${distributorId}::uuid and o.id = ${orderId}::uuid
      and n.sender = 'us' and ${milestone} = any(n.milestones)
    on conflict (id) do nothing returning id`;
  return rows[0]?.id;
}
