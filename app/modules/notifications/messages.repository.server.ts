/** Reads and writes messages. A message is made in the transaction of what it tells, and moved on by one job at a time. */
import type { Instant } from '../../platform/clock.ts';
import type { Database, Tx } from '../../platform/database.server.ts';
import { parseState } from '../../platform/state-machine.ts';
import { MESSAGE_KINDS, MessageFacts } from './message.ts';
import type {
  Message,
  MessageId,
  MessageKind,
  NotificationsContext,
  Recipient,
} from './message.ts';
import { messageMachine } from './message-status.ts';
import type { MessageStatus } from './message-status.ts';

export type NewMessage = {
  readonly id: MessageId;
  readonly distributorId: string | null;
  readonly storeId: string | null;
  readonly kind: MessageKind;
  readonly recipient: Exclude<Recipient, { readonly kind: 'shopper' }>;
  readonly facts: MessageFacts;
};

/** False when there is one with this id already. */
export async function insertMessage(
  { tx, clock }: NotificationsContext,
  { id, distributorId, storeId, kind, recipient, facts }: NewMessage,
): Promise<boolean> {
  const now = clock.now();
  const made = await tx.$executeRaw`
    insert into message (id, distributor_id, store_id, kind, recipient_kind, recipient_id, facts, status, created_at, updated_at)
    values (${id}::uuid, ${distributorId}::uuid, ${storeId}::uuid, ${kind}, ${recipient.kind}, ${recipient.id}::uuid,
      ${JSON.stringify(facts)}::jsonb, 'waiting', ${now}, ${now})
    on conflict (id) do nothing`;
  return made === 1;
}

type Row = Omit<Message, 'recipient' | 'kind' | 'status' | 'facts'> & {
  readonly kind: string;
  readonly status: string;
  readonly facts: unknown;
  readonly recipientKind: string;
  readonly recipientId: string | null;
};

/** The message, locked until the transaction ends. */
export async function lockMessage(tx: Tx, messageId: string): Promise<Message | undefined> {
  const [row] = await tx.$queryRaw<Row[]>`
    select id, distributor_id as "distributorId", connection_id as "connectionId", store_id as "storeId",
      order_id as "orderId", kind, recipient_kind as "recipientKind", recipient_id as "recipientId", facts, status, attempts
    from message where id = ${messageId}::uuid for update`;
  return row && toMessage(row);
}

function toMessage({ recipientKind, recipientId, ...row }: Row): Message {
  const kind = MESSAGE_KINDS.find((known) => known === row.kind);
  if (!kind) throw new Error(`Unknown kind of message ${row.kind}`);
  return {
    ...row,
    kind,
    facts: MessageFacts.parse(row.facts),
    status: parseState(messageMachine, row.status),
    recipient: toRecipient(recipientKind, recipientId),
  };
}

function toRecipient(kind: string, id: string | null): Recipient {
  if (kind === 'shopper') return { kind };
  if (id && (kind === 'member' || kind === 'retailer' || kind === 'supplier')) return { kind, id };
  throw new Error(`Unknown recipient ${kind}`);
}

export type MessageProgress = {
  readonly status: MessageStatus;
  readonly attempts?: number;
  readonly locale?: string | undefined;
  readonly subject?: string | undefined;
  readonly failure?: string | undefined;
  readonly reference?: string | undefined;
  readonly sentAt?: Instant | undefined;
};

/** Moves it on; what is not named stays, and a failure is forgotten with the next step. */
export async function saveMessage(
  { tx, clock }: NotificationsContext,
  { id }: Pick<Message, 'id'>,
  progress: MessageProgress,
): Promise<void> {
  await tx.$executeRaw`
    update message set status = ${progress.status}, attempts = coalesce(${progress.attempts ?? null}::integer, attempts),
      locale = coalesce(${progress.locale ?? null}, locale), subject = coalesce(${progress.subject ?? null}, subject),
      failure = ${progress.failure ?? null}, reference = coalesce(${progress.reference ?? null}, reference),
      sent_at = coalesce(${progress.sentAt ?? null}, sent_at), updated_at = ${clock.now()}
    where id = ${id}::uuid`;
}

/** Messages that were kept for want of a mail server, oldest first. */
export async function findKept(
  database: Pick<Database, '$queryRaw'>,
  since: Instant,
): Promise<readonly MessageId[]> {
  const rows = await database.$queryRaw<{ id: MessageId }[]>`
    select id from message where status = 'kept' and created_at >= ${since} order by created_at limit 200`;
  return rows.map(({ id }) => id);
}
