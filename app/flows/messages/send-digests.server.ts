import { insertMessage } from '../../modules/notifications/messages.repository.server.ts';
import { digestMessageId, lastSlot } from '../../modules/notifications/notice.ts';
import type { NoticeRecipient } from '../../modules/notifications/notice.ts';
import {
  collectIntoDigest,
  findDistributorOf,
  findWaitingDigests,
  readNoticeSchedule,
} from '../../modules/notifications/notices.repository.server.ts';
import type { WaitingDigest } from '../../modules/notifications/notices.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';

/** Makes the digests that are due, each in its recipient's own time zone; one that is made again is the same one. */
export async function sendDigests(context: Pick<FlowContext, 'db' | 'clock'>): Promise<void> {
  for (const waiting of await findWaitingDigests(context.db)) await sendDigest(context, waiting);
}

function sendDigest(
  { db, clock }: Pick<FlowContext, 'db' | 'clock'>,
  { recipientKind, recipientId, delivery, oldestAt }: WaitingDigest,
): Promise<void> {
  const recipient: NoticeRecipient = { kind: recipientKind, id: recipientId };
  return inTransaction(db, async (tx) => {
    const slot = lastSlot(delivery, clock.now(), await readNoticeSchedule(tx, recipient));
    if (oldestAt >= slot) return;
    const messageId = digestMessageId(recipient, delivery, slot);
    const distributorId = await findDistributorOf(tx, recipient);
    const about = { distributorId, storeId: null, recipient, facts: {} };
    await insertMessage({ tx, clock }, { id: messageId, kind: 'digest', ...about });
    await collectIntoDigest(tx, { recipient, delivery, before: slot, messageId });
    await enqueue(tx, { name: 'send-message', payload: { messageId } });
  });
}
