/** Reads the form by which somebody says how it wants to hear of news, and prepares what the form shows. */
import { changeNotices } from '../flows/messages/change-message-settings.server.ts';
import { Delivery, NOTICE_KIND_NAMES, NOTICE_KINDS } from '../modules/notifications/notice.ts';
import type { NoticeKind, NoticeRecipient } from '../modules/notifications/notice.ts';
import {
  readChoices,
  readNoticeSchedule,
} from '../modules/notifications/notices.repository.server.ts';
import { isTimeZone } from '../platform/time-zone.ts';
import type { DoorContext } from './door-context.ts';

/** The kinds with how each comes now, and when the digest does. */
export async function readNoticeForm(door: DoorContext, recipient: NoticeRecipient) {
  const [choices, schedule] = await Promise.all([
    readChoices(door.db, recipient),
    readNoticeSchedule(door.db, recipient),
  ]);
  const kinds = NOTICE_KIND_NAMES.map((kind) => {
    const { label, explains, essential } = NOTICE_KINDS[kind];
    return { kind, label, explains, essential, delivery: choices[kind] };
  });
  return { kinds, schedule };
}

/** What a text field holds; a file is no text. */
export function textOf(value: FormDataEntryValue | null): string {
  return typeof value === 'string' ? value.trim() : '';
}

/** Keeps what the form says; the answer is for the person. */
export async function saveNoticeForm(
  door: DoorContext,
  recipient: NoticeRecipient,
  given: FormData,
): Promise<{ readonly ok: boolean; readonly message: string }> {
  const timeZone = textOf(given.get('timeZone'));
  const digestHour = Number(given.get('digestHour'));
  if (!isTimeZone(timeZone)) return { ok: false, message: 'Give a time zone such as Europe/Zurich.' };
  if (!Number.isInteger(digestHour) || digestHour < 0 || digestHour > 23)
    return { ok: false, message: 'Choose a full hour of the day.' };
  const choices: Partial<Record<NoticeKind, Delivery>> = {};
  for (const kind of NOTICE_KIND_NAMES) {
    const delivery = Delivery.safeParse(given.get(`delivery-${kind}`));
    if (delivery.success) choices[kind] = delivery.data;
  }
  const refused = await changeNotices(door, { recipient, choices, schedule: { timeZone, digestHour } });
  return refused.length > 0
    ? { ok: false, message: 'Saved, but for what always comes: it can come later, not never.' }
    : { ok: true, message: 'Saved.' };
} // prettier-ignore
