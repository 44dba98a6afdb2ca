import { insertMessage } from '../../modules/notifications/messages.repository.server.ts';
import type { NotificationsContext } from '../../modules/notifications/message.ts';
import type { Delivery, NewNotice, NoticeRecipient } from '../../modules/notifications/notice.ts';
import {
  findAudience,
  insertNotices,
  readChoices,
} from '../../modules/notifications/notices.repository.server.ts';
import { newId } from '../../platform/ids.ts';
import { enqueue } from '../job-catalog.ts';

/**
 * Tells the people of a distributor or a retailer: at once in one mail for each, or with their next digest, as each
 * wants it. What somebody has switched off is not kept for them.
 */
export async function tellPeople(
  step: NotificationsContext,
  account: { readonly distributorId: string } | { readonly retailerId: string },
  notices: readonly NewNotice[],
): Promise<void> {
  for (const recipient of await findAudience(step.tx, account)) {
    const choices = await readChoices(step.tx, recipient);
    const wanted = (delivery: Delivery) => notices.filter(({ kind }) => choices[kind] === delivery);
    for (const digest of ['hourly', 'daily'] as const) {
      await insertNotices(step, recipient, digest, wanted(digest), undefined);
    }
    await tellAtOnce(step, recipient, wanted('at-once'));
  }
}

async function tellAtOnce(
  step: NotificationsContext,
  recipient: NoticeRecipient,
  notices: readonly NewNotice[],
): Promise<void> {
  const [first] = notices;
  if (!first) return;
  const messageId = newId<'Message'>();
  const { distributorId, storeId } = first;
  const about = { distributorId, storeId, recipient, facts: {} };
  await insertMessage(step, { id: messageId, kind: 'news', ...about });
  await insertNotices(step, recipient, 'at-once', notices, messageId);
  await enqueue(step.tx, { name: 'send-message', payload: { messageId } });
}
