import { noteMilestone } from '../../modules/notifications/note-milestone.server.ts';
import type { NewMilestone } from '../../modules/notifications/note-milestone.server.ts';
import type { NotificationsContext } from '../../modules/notifications/message.ts';
import { enqueue } from '../job-catalog.ts';

/**
 * Tells the shopper of a milestone, if its connection wants that from us: at most once for each (order, milestone,
 * parcel), sent after the caller's transaction has committed and gone with it if it rolls back. Safe to call again.
 */
export async function tellShopper(
  step: NotificationsContext,
  milestone: NewMilestone,
): Promise<void> {
  const messageId = await noteMilestone(step, milestone);
  if (messageId) await enqueue(step.tx, { name: 'send-message', payload: { messageId } });
}
