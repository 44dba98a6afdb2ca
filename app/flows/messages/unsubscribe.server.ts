import { NOTICE_KIND_NAMES, NOTICE_KINDS } from '../../modules/notifications/notice.ts';
import type { NoticeRecipient } from '../../modules/notifications/notice.ts';
import type { FlowContext } from '../flow-context.ts';
import { changeNotices } from './change-message-settings.server.ts';

/** Somebody wants no more mail: nothing comes but what nobody can do without. */
export async function unsubscribe(
  context: Pick<FlowContext, 'db' | 'clock'>,
  recipient: NoticeRecipient,
): Promise<void> {
  const choices = Object.fromEntries(
    NOTICE_KIND_NAMES.filter((kind) => !NOTICE_KINDS[kind].essential).map((kind) => [kind, 'off']),
  );
  await changeNotices(context, { recipient, choices });
}
