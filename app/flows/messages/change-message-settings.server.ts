import { recordAct } from '../../modules/activity/record-act.server.ts';
import type { Actor } from '../../modules/activity/activity.ts';
import type { StoreBrand } from '../../modules/notifications/brand.ts';
import type { Locale, Milestone } from '../../modules/notifications/message.ts';
import type {
  Delivery,
  NoticeKind,
  NoticeRecipient,
  NoticeSchedule,
} from '../../modules/notifications/notice.ts';
import {
  saveChoice,
  saveNoticeSchedule,
} from '../../modules/notifications/notices.repository.server.ts';
import {
  saveBrand,
  saveShopperNotice,
  saveWording,
} from '../../modules/notifications/shopper-notices.repository.server.ts';
import type { ShopperNotice } from '../../modules/notifications/shopper-notices.repository.server.ts';
import { checkWording } from '../../modules/notifications/wording.ts';
import type { Wording, WordingFault } from '../../modules/notifications/wording.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';

type Acting = Pick<FlowContext, 'db' | 'clock'>;

/** The distributor's own words for a kind in a language; undefined goes back to ours. */
export async function changeWording(
  { db, clock }: Acting,
  input: {
    readonly distributorId: string;
    readonly kind: Milestone;
    readonly locale: Locale;
    readonly wording: Wording | undefined;
    readonly actor: Actor;
  },
): Promise<Result<undefined, WordingFault>> {
  const { distributorId, kind, locale, wording, actor } = input;
  const checked = wording ? checkWording(kind, wording) : ok(undefined);
  if (!checked.ok) return checked;
  await inTransaction(db, async (tx) => {
    const step = { tx, clock };
    await saveWording(step, { distributorId, kind, locale }, checked.value);
    await recordAct(step, {
      distributorId,
      actor,
      act: 'message-wording-changed',
      subject: { kind: 'distributor', id: distributorId },
      detail: { kind, locale, own: wording !== undefined },
    });
  });
  return ok();
}

/** How the messages to a store's shoppers look. */
export function changeBrand(
  { db, clock }: Acting,
  input: { readonly storeId: string; readonly brand: StoreBrand; readonly actor: Actor },
): Promise<void> {
  const { storeId, brand, actor } = input;
  return inTransaction(db, async (tx) => {
    const step = { tx, clock };
    await saveBrand(step, storeId, brand);
    const subject = { kind: 'store', id: storeId };
    await recordAct(step, {
      storeId,
      actor,
      act: 'brand-changed',
      subject,
      detail: { name: brand.name },
    });
  });
}

/** Who tells the shoppers of a connection; false when the store has no such connection. */
export function changeShopperNotice(
  { db, clock }: Acting,
  input: {
    readonly storeId: string;
    readonly connectionId: string;
    readonly notice: ShopperNotice;
    readonly actor: Actor;
  },
): Promise<boolean> {
  const { storeId, connectionId, notice, actor } = input;
  return inTransaction(db, async (tx) => {
    const step = { tx, clock };
    const connection = await tx.connection.findFirst({ where: { id: connectionId, storeId } });
    if (!connection) return false;
    const { distributorId } = connection;
    await saveShopperNotice(step, { distributorId, connectionId }, notice);
    const subject = { kind: 'connection', id: connectionId };
    const detail = { sender: notice.sender, milestones: notice.milestones };
    await recordAct(step, {
      distributorId,
      storeId,
      actor,
      act: 'shopper-notice-changed',
      subject,
      detail,
    });
    return true;
  });
}

/** How somebody hears of news. An essential kind that is switched off stays as it was, and is named in the answer. */
export function changeNotices(
  { db, clock }: Acting,
  input: {
    readonly recipient: NoticeRecipient;
    readonly choices: Readonly<Partial<Record<NoticeKind, Delivery>>>;
    readonly schedule?: NoticeSchedule | undefined;
  },
): Promise<readonly string[]> {
  const { recipient, choices, schedule } = input;
  return inTransaction(db, async (tx) => {
    const step = { tx, clock };
    const refused: string[] = [];
    for (const [kind, delivery] of Object.entries(choices)) {
      const choice = { kind: kind as NoticeKind, delivery };
      if (!(await saveChoice(step, recipient, choice))) refused.push(kind);
    }
    if (schedule) await saveNoticeSchedule(step, recipient, schedule);
    return refused;
  });
}
