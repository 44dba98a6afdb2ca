/** Exceptions of messages: a mail that a person has to look at. */
import type { NewException } from '../../modules/activity/activity.ts';
import type { Message } from '../../modules/notifications/message.ts';

export function messageKey(messageId: string): string {
  return `message:${messageId}`;
}

export function messageException(
  { id, distributorId, connectionId, storeId, orderId, facts }: Message,
  outcome: 'unknown' | 'failed',
  why: string,
): NewException {
  const order = facts.orderName ? ` about order ${facts.orderName}` : '';
  const isUnknown = outcome === 'unknown';
  return {
    distributorId: distributorId ?? undefined,
    connectionId: connectionId ?? undefined,
    storeId: storeId ?? undefined,
    kind: isUnknown ? 'message-unknown' : 'message-failed',
    severity: 'info',
    owner: distributorId ? 'distributor' : 'platform',
    subject: orderId ? { kind: 'order', id: orderId } : { kind: 'message', id },
    dedupeKey: messageKey(id),
    happened: isUnknown
      ? `Nobody knows whether a message${order} was sent (${why}).`
      : `A message${order} could not be sent (${why}).`,
    meaning: isUnknown
      ? 'It may have arrived or not; nothing is sent twice by itself.'
      : 'Whoever it was for has not heard from us.',
    nextStep: 'Look at it under Messages: send it again, or mark it as sent.',
    remedies: [],
  };
}
