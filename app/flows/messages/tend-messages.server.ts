import { pruneAnnouncements } from '../../modules/notifications/webhook-deliveries.repository.server.ts';
import {
  findKept,
  lockMessage,
  saveMessage,
} from '../../modules/notifications/messages.repository.server.ts';
import { pruneExceptionNotices } from '../../modules/notifications/take-fresh-exceptions.server.ts';
import { KEPT_DAYS } from '../../modules/notifications/webhook.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Older news would only puzzle: they wait for a person. */
const STILL_NEWS_MS = 2 * DAY;

/** Once a mail server is set, what was kept for want of one goes out, as long as it is still news. */
export async function sendKeptMessages({
  db,
  clock,
  mailRoom,
}: Pick<FlowContext, 'db' | 'clock' | 'mailRoom'>): Promise<void> {
  if (!mailRoom.messenger) return;
  const since = new Date(clock.now().getTime() - STILL_NEWS_MS);
  for (const messageId of await findKept(db, since)) {
    await inTransaction(db, async (tx) => {
      const message = await lockMessage(tx, messageId);
      if (message?.status !== 'kept') return;
      await saveMessage({ tx, clock }, message, { status: 'waiting' });
      await enqueue(tx, { name: 'send-message', payload: { messageId } });
    });
  }
}

/** Forgets events that can no longer be replayed, and notes that nobody asks for. */
export async function pruneNotifications({
  db,
  clock,
}: Pick<FlowContext, 'db' | 'clock'>): Promise<void> {
  const before = new Date(clock.now().getTime() - KEPT_DAYS * DAY);
  while ((await inTransaction(db, (tx) => pruneAnnouncements(tx, before))) > 0);
  await inTransaction(db, (tx) => pruneExceptionNotices({ tx, clock }));
}
