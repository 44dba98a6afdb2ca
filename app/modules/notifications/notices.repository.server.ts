/** Reads and writes notices: news for people, who gets them how, and what waits for a digest. */
import type { Database, Tx } from '../../platform/database.server.ts';
import { newId } from '../../platform/ids.ts';
import type { MessageId, NotificationsContext } from './message.ts';
import { Delivery, DEFAULT_DIGEST_HOUR, NOTICE_KIND_NAMES, NOTICE_KINDS } from './notice.ts';
import type { Digest, NewNotice, NoticeKind, NoticeRecipient, NoticeSchedule } from './notice.ts';

type Reader = Pick<Database, '$queryRaw'>;

/** Who hears of a distributor's or a retailer's matters: the seats, or where a retailer has none, the retailer itself. */
export async function findAudience(
  tx: Reader,
  account: { readonly distributorId: string } | { readonly retailerId: string },
): Promise<readonly NoticeRecipient[]> {
  if ('distributorId' in account) {
    return tx.$queryRaw<NoticeRecipient[]>`
      select 'member' as kind, id from membership where distributor_id = ${account.distributorId}::uuid order by id`;
  }
  return tx.$queryRaw<NoticeRecipient[]>`
    select 'member' as kind, id from membership where retailer_id = ${account.retailerId}::uuid
    union all
    select 'retailer', r.id from retailer r where r.id = ${account.retailerId}::uuid and r.email is not null
      and not exists (select from membership m where m.retailer_id = r.id)`;
}

/** The distributor at which a recipient sits; null for those of a retailer. */
export async function findDistributorOf(
  tx: Reader,
  { id }: NoticeRecipient,
): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ distributorId: string | null }[]>`
    select distributor_id as "distributorId" from membership where id = ${id}::uuid`;
  return row?.distributorId ?? null;
}

/** The seat of a person at an account. */
export async function findSeatId(
  tx: Reader,
  userId: string,
  account: { readonly distributorId: string } | { readonly retailerId: string },
): Promise<string | undefined> {
  const distributorId = 'distributorId' in account ? account.distributorId : null;
  const retailerId = 'retailerId' in account ? account.retailerId : null;
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    select id from membership where user_id = ${userId}
      and (distributor_id = ${distributorId}::uuid or retailer_id = ${retailerId}::uuid) limit 1`;
  return row?.id;
}

export type Choices = Readonly<Record<NoticeKind, Delivery>>;

/** How somebody wants to hear of each kind. */
export async function readChoices(tx: Reader, { kind, id }: NoticeRecipient): Promise<Choices> {
  const rows = await tx.$queryRaw<{ kind: string; delivery: string }[]>`
    select kind, delivery from notice_choice where recipient_kind = ${kind} and recipient_id = ${id}::uuid`;
  const chosen = new Map(rows.map((row) => [row.kind, Delivery.parse(row.delivery)]));
  const entries = NOTICE_KIND_NAMES.map((name) => {
    const { byDefault } = NOTICE_KINDS[name];
    return [name, chosen.get(name) ?? byDefault] as const;
  });
  return Object.fromEntries(entries) as Choices; // one entry for each name of the closed literal
}

/** Keeps a choice; an essential kind cannot be switched off, and false says so. */
export async function saveChoice(
  { tx, clock }: NotificationsContext,
  recipient: NoticeRecipient,
  choice: { readonly kind: NoticeKind; readonly delivery: Delivery },
): Promise<boolean> {
  if (choice.delivery === 'off' && NOTICE_KINDS[choice.kind].essential) return false;
  await tx.$executeRaw`
    insert into notice_choice (recipient_kind, recipient_id, kind, delivery, updated_at)
    values (${recipient.kind}, ${recipient.id}::uuid, ${choice.kind}, ${choice.delivery}, ${clock.now()})
    on conflict (recipient_kind, recipient_id, kind) do update set delivery = excluded.delivery, updated_at = excluded.updated_at`;
  return true;
}

/** Digests come at 8 by the account's own clock until somebody chooses otherwise. */
export async function readNoticeSchedule(
  tx: Reader,
  { kind, id }: NoticeRecipient,
): Promise<NoticeSchedule> {
  const [row] = await tx.$queryRaw<NoticeSchedule[]>`
    select time_zone as "timeZone", digest_hour as "digestHour" from notice_schedule
    where recipient_kind = ${kind} and recipient_id = ${id}::uuid`;
  return row ?? { timeZone: await accountTimeZone(tx, id), digestHour: DEFAULT_DIGEST_HOUR };
}

async function accountTimeZone(tx: Reader, id: string): Promise<string> {
  const [row] = await tx.$queryRaw<{ timeZone: string | null }[]>`
    select coalesce(
      (select d.time_zone from membership m join distributor d on d.id = m.distributor_id where m.id = ${id}::uuid),
      (select s.time_zone from store s where s.retailer_id = ${id}::uuid
        or s.retailer_id = (select m.retailer_id from membership m where m.id = ${id}::uuid) order by s.installed_at limit 1)
    ) as "timeZone"`;
  return row?.timeZone ?? 'UTC';
}

export async function saveNoticeSchedule(
  { tx, clock }: NotificationsContext,
  { kind, id }: NoticeRecipient,
  { timeZone, digestHour }: NoticeSchedule,
): Promise<void> {
  await tx.$executeRaw`
    insert into notice_schedule (recipient_kind, recipient_id, time_zone, digest_hour, updated_at)
    values (${kind}, ${id}::uuid, ${timeZone}, ${digestHour}, ${clock.now()})
    on conflict (recipient_kind, recipient_id) do update set time_zone = excluded.time_zone,
      digest_hour = excluded.digest_hour, updated_at = excluded.updated_at`;
}

export async function insertNotices(
  { tx, clock }: NotificationsContext,
  recipient: NoticeRecipient,
  delivery: Exclude<Delivery, 'off'>,
  notices: readonly NewNotice[],
  messageId: MessageId | undefined,
): Promise<void> {
  await tx.notice.createMany({
    data: notices.map((notice) => ({
      ...notice,
      id: newId(),
      recipientKind: recipient.kind,
      recipientId: recipient.id,
      delivery,
      at: clock.now(),
      messageId: messageId ?? null,
    })),
  });
}

export type WaitingDigest = {
  readonly recipientKind: 'member' | 'retailer';
  readonly recipientId: string;
  readonly delivery: Digest;
  readonly oldestAt: Date;
};

/** Who has notices waiting for a digest. */
export function findWaitingDigests(tx: Reader): Promise<readonly WaitingDigest[]> {
  return tx.$queryRaw<WaitingDigest[]>`
    select recipient_kind as "recipientKind", recipient_id as "recipientId", delivery, min(at) as "oldestAt"
    from notice where message_id is null group by 1, 2, 3 order by 4 limit 1000`;
}

/** Puts what waited before the slot into a message. */
export async function collectIntoDigest(
  tx: Tx,
  input: {
    readonly recipient: NoticeRecipient;
    readonly delivery: Digest;
    readonly before: Date;
    readonly messageId: MessageId;
  },
): Promise<void> {
  const { recipient, delivery, before, messageId } = input;
  await tx.$executeRaw`
    update notice set message_id = ${messageId}::uuid
    where message_id is null and recipient_kind = ${recipient.kind} and recipient_id = ${recipient.id}::uuid
      and delivery = ${delivery} and at < ${before}`;
}

export type NoticeOfMessage = {
  readonly title: string;
  readonly detail: string;
  readonly path: string;
  readonly kind: NoticeKind;
};

/** The newest notices of a message, and how many it has. */
export async function readNoticesOf(
  tx: Reader,
  messageId: string,
  limit: number,
): Promise<{ readonly notices: readonly NoticeOfMessage[]; readonly count: number }> {
  const rows = await tx.$queryRaw<(NoticeOfMessage & { readonly count: number })[]>`
    select title, detail, path, kind, (count(*) over ())::int as count
    from notice where message_id = ${messageId}::uuid order by at desc, id desc limit ${limit}`;
  return { notices: rows, count: rows[0]?.count ?? 0 };
}
