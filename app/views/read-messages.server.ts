import { Prisma } from '../platform/prisma/generated/client.ts';
import { toPage } from '../platform/page.ts';
import type { Page, PageRequest } from '../platform/page.ts';
import { containing } from './contains.server.ts';
import type { Reader } from './reader.server.ts';

export const MESSAGE_VIEWS = ['look', 'sent', 'kept', 'dropped'] as const;

export type ListedMessage = {
  readonly id: string;
  readonly kind: string;
  readonly recipientKind: string;
  /** What a seat, a retailer or a supplier is called; null for shoppers, whose names stay sealed. */
  readonly recipient: string | null;
  readonly subject: string | null;
  readonly status: string;
  readonly failure: string | null;
  readonly attempts: number;
  readonly locale: string | null;
  readonly orderId: string | null;
  readonly orderName: string | null;
  readonly store: string | null;
  readonly createdAt: Date;
  readonly sentAt: Date | null;
};

export type MessageFilter = {
  readonly view: string;
  readonly kind: string;
  readonly search: string;
};

/** Whose log: a distributor's (its shoppers, suppliers and own people) or a store's (its shoppers). */
export type MessageAudience = { readonly distributorId: string } | { readonly storeId: string };

/** Messages, newest first, paged by the moment of making and the id. */
export async function readMessages(
  database: Reader,
  audience: MessageAudience,
  filter: MessageFilter,
  page: PageRequest,
): Promise<Page<ListedMessage>> {
  const [at = null, id = null] = page.after?.split('~') ?? [];
  const rows = await database.$queryRaw<ListedMessage[]>(Prisma.sql`
    select m.id, m.kind, m.recipient_kind as "recipientKind", m.subject, m.status, m.failure, m.attempts, m.locale,
      m.order_id as "orderId", m.facts->>'orderName' as "orderName", s.name as store, m.created_at as "createdAt",
      m.sent_at as "sentAt",
      case m.recipient_kind
        when 'member' then (select u.name from membership b join "user" u on u.id = b.user_id where b.id = m.recipient_id)
        when 'retailer' then (select r.name from retailer r where r.id = m.recipient_id)
        when 'supplier' then (select p.name from supplier p where p.distributor_id = m.distributor_id and p.id = m.recipient_id)
      end as recipient
    from message m left join store s on s.id = m.store_id
    where ${audienceFilter(audience)} and ${Prisma.join(conditionsOf(filter), ' and ')}
      and (${at}::timestamptz is null or (m.created_at, m.id) < (${at}::timestamptz, ${id}::uuid))
    order by m.created_at desc, m.id desc limit ${page.size + 1}`);
  return toPage(rows, page.size, (row) => `${row.createdAt.toISOString()}~${row.id}`);
}

function audienceFilter(audience: MessageAudience): Prisma.Sql {
  if ('storeId' in audience)
    return Prisma.sql`m.store_id = ${audience.storeId}::uuid and m.recipient_kind = 'shopper'`;
  const { distributorId } = audience;
  return Prisma.sql`m.distributor_id = ${distributorId}::uuid and (m.recipient_kind in ('shopper', 'supplier')
    or exists (select from membership b where b.id = m.recipient_id and b.distributor_id = ${distributorId}::uuid))`;
}

const VIEWS: Readonly<Record<string, Prisma.Sql>> = {
  look: Prisma.sql`m.status in ('unknown', 'failed')`,
  sent: Prisma.sql`m.status = 'sent'`,
  kept: Prisma.sql`m.status = 'kept'`,
  dropped: Prisma.sql`m.status = 'dropped'`,
};

function conditionsOf({ view, kind, search }: MessageFilter): Prisma.Sql[] {
  const conditions = [Prisma.sql`true`];
  const viewed = VIEWS[view];
  if (viewed) conditions.push(viewed);
  if (kind) conditions.push(Prisma.sql`m.kind = ${kind}`);
  if (search) {
    const pattern = containing(search);
    conditions.push(
      Prisma.sql`(m.facts->>'orderName' ilike ${pattern} or m.subject ilike ${pattern})`,
    );
  }
  return conditions;
}

/** A cursor of this list; a text that is none begins at the first page. */
export function messageCursor(text: string | null): string | undefined {
  return text && /^[\dT:.Z-]{24}~[\da-f-]{36}$/.test(text) ? text : undefined;
}

export type NotifyingConnection = {
  readonly connectionId: string;
  readonly distributorId: string;
  readonly distributor: string;
  readonly sender: string | null;
  readonly milestones: readonly string[] | null;
};

/** Who tells the shoppers of each of a store's connections. */
export function readNotifyingConnections(
  database: Reader,
  storeId: string,
): Promise<NotifyingConnection[]> {
  return database.$queryRaw<NotifyingConnection[]>`
    select k.id as "connectionId", k.distributor_id as "distributorId", d.name as distributor, n.sender, n.milestones
    from connection k join distributor d on d.id = k.distributor_id
    left join shopper_notice n on n.distributor_id = k.distributor_id and n.connection_id = k.id
    where k.store_id = ${storeId}::uuid and k.status in ('approved', 'suspended') order by d.name`;
}

/** The stores of a distributor, for looking at a wording in their brand. */
export function readBrandedStores(database: Reader, distributorId: string) {
  return database.$queryRaw<{ id: string; name: string }[]>`
    select s.id, s.name from connection k join store s on s.id = k.store_id
    where k.distributor_id = ${distributorId}::uuid and k.status = 'approved' order by s.name limit 100`;
}

export type ReminderContact = {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
};

/** Whom to remind at each supplier. */
export function readReminderContacts(database: Reader, distributorId: string) {
  return database.$queryRaw<ReminderContact[]>`
    select s.id, s.name, c.email from supplier s
    left join supplier_contact c on c.distributor_id = s.distributor_id and c.supplier_id = s.id
    where s.distributor_id = ${distributorId}::uuid and s.status <> 'ended' order by s.name limit 200`;
}
