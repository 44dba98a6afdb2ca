import { readContact } from '../../modules/orders/order-contact.server.ts';
import { localeFor } from '../../modules/notifications/brand.ts';
import { drawLetter } from '../../modules/notifications/draw-letter.ts';
import { findRecipient } from '../../modules/notifications/find-recipient.server.ts';
import { letterText } from '../../modules/notifications/letter.ts';
import type { Letter } from '../../modules/notifications/letter.ts';
import type { Mail, MailAddress } from '../../modules/notifications/messenger.ts';
import { isMilestone } from '../../modules/notifications/message.ts';
import type { Message } from '../../modules/notifications/message.ts';
import { NOTICE_KINDS } from '../../modules/notifications/notice.ts';
import { readNoticesOf } from '../../modules/notifications/notices.repository.server.ts';
import type { NoticeOfMessage } from '../../modules/notifications/notices.repository.server.ts';
import {
  readBrand,
  readWording,
} from '../../modules/notifications/shopper-notices.repository.server.ts';
import { headerLine } from '../../modules/notifications/wording.ts';
import { writeNews, writeReminder } from '../../modules/notifications/write-news.ts';
import { writeShopperLetter } from '../../modules/notifications/write-letter.ts';
import type { Tx } from '../../platform/database.server.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { unsubscribeToken } from './unsubscribe-token.ts';

export type Composed = { readonly mail: Mail; readonly locale: string };

/** Why a message goes to nobody; shown with it. */
export type NoRecipient = 'erased' | 'no-address' | 'nothing-to-tell';

type Composing = Pick<FlowContext, 'secrets' | 'mailRoom'>;

/** Finds whom a message goes to and writes it, as things are now. */
export function composeMail(
  context: Composing,
  tx: Tx,
  message: Message,
): Promise<Result<Composed, NoRecipient>> {
  return message.recipient.kind === 'shopper'
    ? toShopper(context, tx, message)
    : toAccount(context, tx, message, message.recipient);
}

async function toShopper(
  { secrets }: Composing,
  tx: Tx,
  { id, kind, facts, distributorId, storeId, orderId }: Message,
): Promise<Result<Composed, NoRecipient>> {
  if (!distributorId || !orderId || !storeId || !isMilestone(kind)) return err('nothing-to-tell');
  const contact = await readContact(tx, secrets, { distributorId, orderId });
  if (!contact) return err('erased');
  if (!contact.email) return err('no-address');
  const [order] = await tx.$queryRaw<{ country: string }[]>`
    select destination_country as country from orders where distributor_id = ${distributorId}::uuid and id = ${orderId}::uuid`;
  const brand = await readBrand(tx, storeId);
  const locale = localeFor(brand, order?.country ?? '');
  const wording = await readWording(tx, { distributorId, kind, locale });
  const shopperName = contact.destination?.name;
  const letter = writeShopperLetter({ kind, locale, brand, wording, facts, shopperName });
  const to = { name: shopperName, address: contact.email };
  return ok(toMail(letter, { id, fromName: brand.name, to, replyTo: brand.replyTo ?? undefined }));
}

const MOST_ITEMS = 50;

async function toAccount(
  context: Composing,
  tx: Tx,
  { id, kind, facts }: Message,
  recipient: Exclude<Message['recipient'], { readonly kind: 'shopper' }>,
): Promise<Result<Composed, NoRecipient>> {
  const found = await findRecipient(tx, recipient);
  if (!found) return err('no-address');
  const { to, account } = found;
  if (recipient.kind === 'supplier') {
    return ok(toMail(writeReminder(facts, account), { id, fromName: account, to }));
  }
  const { notices, count } = await readNoticesOf(tx, id, MOST_ITEMS);
  const [first, ...others] = notices.map((notice) => toItem(context, recipient.kind, notice));
  if (!first || (kind !== 'news' && kind !== 'digest')) return err('nothing-to-tell');
  const unsubscribeUrl = `${context.mailRoom.appUrl}/unsubscribe/${unsubscribeToken(context.secrets, recipient)}`;
  const letter = writeNews({ kind, items: [first, ...others], count, account, unsubscribeUrl });
  const isEssential = notices.every((notice) => NOTICE_KINDS[notice.kind].essential);
  const mail = toMail(letter, { id, fromName: 'Stockbridge', to });
  return ok(isEssential ? mail : { ...mail, mail: { ...mail.mail, unsubscribeUrl } });
}

/** Who comes through the shop's admin cannot be led past it. */
function toItem(
  { mailRoom }: Composing,
  recipientKind: string,
  { title, detail, path }: NoticeOfMessage,
) {
  const url = recipientKind === 'member' ? `${mailRoom.appUrl}${path}` : undefined;
  return { title, detail, url };
}

function toMail(
  letter: Letter,
  head: {
    readonly id: string;
    readonly fromName: string;
    readonly to: MailAddress;
    readonly replyTo?: string | undefined;
  },
): Composed {
  const { id, fromName, to, replyTo } = head;
  const mail: Mail = {
    id,
    fromName: headerLine(fromName),
    to: { name: headerLine(to.name ?? ''), address: headerLine(to.address) },
    replyTo,
    subject: letter.subject,
    html: drawLetter(letter),
    text: letterText(letter),
    unsubscribeUrl: undefined,
  };
  return { mail, locale: letter.locale };
}
