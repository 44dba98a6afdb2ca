import { recordAct } from '../../modules/activity/record-act.server.ts';
import type { Actor } from '../../modules/activity/activity.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import {
  lockMessage,
  saveMessage,
} from '../../modules/notifications/messages.repository.server.ts';
import { messageMachine } from '../../modules/notifications/message-status.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { advance } from '../../platform/state-machine.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';
import { messageKey } from './message-exceptions.ts';

/** A person decides about a message that is in doubt, has failed or was kept: send it (again), or say that it was sent. */
export function decideMessage(
  { db, clock }: Pick<FlowContext, 'db' | 'clock'>,
  input: {
    readonly distributorId: string;
    readonly messageId: string;
    readonly decision: 'again' | 'mark-sent';
    readonly actor: Actor;
  },
): Promise<boolean> {
  const { distributorId, decision, actor } = input;
  return inTransaction(db, async (tx) => {
    const step = { tx, clock };
    const message = await lockMessage(tx, input.messageId);
    if (message?.distributorId !== distributorId) return false;
    const event = decision === 'again' ? 'again' : 'accept';
    const next = advance(messageMachine, message.status, event);
    if (!next.ok || (decision === 'mark-sent' && message.status === 'sending')) return false;
    await saveMessage(step, message, { status: next.value });
    await resolveExceptions(step, {
      dedupeKey: messageKey(message.id),
      by: actor.id ?? 'system',
      resolution: decision === 'again' ? 'Sent again.' : 'Marked as sent.',
    });
    await recordAct(step, {
      distributorId,
      actor,
      act: decision === 'again' ? 'message-sent-again' : 'message-marked-sent',
      subject: message.orderId ? { kind: 'order', id: message.orderId } : { kind: 'message', id: message.id },
      detail: { kind: message.kind },
    });
    if (decision === 'again') await enqueue(tx, { name: 'send-message', payload: { messageId: message.id } });
    return true;
  });
} // prettier-ignore
