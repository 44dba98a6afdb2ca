import { openException } from '../../modules/activity/open-exception.server.ts';
import {
  lockMessage,
  saveMessage,
} from '../../modules/notifications/messages.repository.server.ts';
import type { MessageProgress } from '../../modules/notifications/messages.repository.server.ts';
import type { MessageId } from '../../modules/notifications/message.ts';
import { messageMachine } from '../../modules/notifications/message-status.ts';
import type { MessageEvent } from '../../modules/notifications/message-status.ts';
import type { Mail, Messenger } from '../../modules/notifications/messenger.ts';
import type { AdapterFailure } from '../../platform/adapter-failure.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { JobVerdict } from '../../platform/job-catalog.ts';
import { describeFailure, remedyFor } from '../../platform/retry-policy.ts';
import { advance } from '../../platform/state-machine.ts';
import type { FlowContext } from '../flow-context.ts';
import { composeMail } from './compose-mail.server.ts';
import { messageException } from './message-exceptions.ts';

type Sending = Pick<FlowContext, 'db' | 'clock' | 'random' | 'secrets' | 'mailRoom'>;
type Begun = { readonly mail: Mail; readonly messenger: Messenger };

const DONE: JobVerdict = { kind: 'done' };
const DIED =
  'We stopped while the mail server was being told, so nobody knows whether it took the mail.';

/**
 * Sends a message. That it is being sent is committed before the mail server hears of it: whoever finds it so
 * afterwards does not know whether it was taken, says so, and does not send it again; that is for a person to decide.
 */
export async function sendMessage(
  context: Sending,
  messageId: MessageId,
  attempt = 1,
): Promise<JobVerdict> {
  const begun = await begin(context, messageId);
  if (!begun) return DONE;
  const sent = await begun.messenger.send(begun.mail);
  if (!sent.ok) return recordFailure(context, messageId, sent.error, attempt);
  await move(context, messageId, 'accept', {
    reference: sent.value.reference,
    sentAt: context.clock.now(),
  });
  return DONE;
}

function begin(context: Sending, messageId: MessageId): Promise<Begun | undefined> {
  const { db, clock, mailRoom } = context;
  return inTransaction(db, async (tx) => {
    const step = { tx, clock };
    const message = await lockMessage(tx, messageId);
    if (message?.status === 'sending') {
      await saveMessage(step, message, { status: 'unknown', failure: DIED });
      await openException(step, messageException(message, 'unknown', DIED));
      return undefined;
    }
    if (message?.status !== 'waiting') return undefined;
    const composed = await composeMail(context, tx, message);
    if (!composed.ok) {
      await saveMessage(step, message, { status: 'dropped', failure: composed.error });
      return undefined;
    }
    const { mail, locale } = composed.value;
    // What a member's mail is about may name an order or a file, never a person.
    const head = { locale, subject: mail.subject };
    if (!mailRoom.messenger) {
      await saveMessage(step, message, { status: 'kept', ...head });
      return undefined;
    }
    const attempts = message.attempts + 1;
    await saveMessage(step, message, { status: 'sending', attempts, ...head });
    return { mail, messenger: mailRoom.messenger };
  });
} // prettier-ignore

async function recordFailure(
  context: Sending,
  messageId: MessageId,
  failure: AdapterFailure,
  attempt: number,
): Promise<JobVerdict> {
  const { clock, random } = context;
  const why = describeFailure(failure);
  if (failure.kind === 'unavailable' && failure.outcome === 'unknown') {
    await move(context, messageId, 'doubt', { failure: why });
    return DONE;
  }
  const remedy = remedyFor(failure, { attempt, now: clock.now(), random });
  if (remedy.kind !== 'delay') {
    await move(context, messageId, 'refuse', { failure: why });
    return DONE;
  }
  await move(context, messageId, 'give-back', { failure: why });
  return { kind: 'retry', at: remedy.at, why, counts: remedy.counts };
}

function move(
  { db, clock }: Sending,
  messageId: MessageId,
  event: MessageEvent,
  progress: Omit<MessageProgress, 'status'>,
): Promise<void> {
  return inTransaction(db, async (tx) => {
    const step = { tx, clock };
    const message = await lockMessage(tx, messageId);
    const next = message && advance(messageMachine, message.status, event);
    if (!message || !next?.ok) return;
    await saveMessage(step, message, { ...progress, status: next.value });
    if (event === 'doubt' || event === 'refuse') {
      const outcome = event === 'doubt' ? 'unknown' : 'failed';
      await openException(step, messageException(message, outcome, progress.failure ?? ''));
    }
  });
}
