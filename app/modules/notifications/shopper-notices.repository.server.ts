/** Who tells a connection's shoppers how their order goes on, the retailer's brand, and the distributor's wording. */
import type { Database, Tx } from '../../platform/database.server.ts';
import { plainBrand, StoreBrand } from './brand.ts';
import type { Locale, Milestone, NotificationsContext } from './message.ts';
import type { Wording } from './wording.ts';

type Reader = Pick<Database, '$queryRaw'>;

/** `store`: the shop's own notification. `us`: our e-mail. `nobody`: the merchant writes by itself. */
export const NOTICE_SENDERS = ['store', 'us', 'nobody'] as const;
export type NoticeSender = (typeof NOTICE_SENDERS)[number];

/** The steps of which a shop tells nothing itself, once we are the ones who tell. */
export const DEFAULT_MILESTONES: readonly Milestone[] = ['part-shipped', 'shipped', 'out-for-delivery', 'delivered', 'delayed', 'return-authorised', 'return-received']; // prettier-ignore

type ConnectionKey = { readonly distributorId: string; readonly connectionId: string };
export type ShopperNotice = {
  readonly sender: NoticeSender;
  readonly milestones: readonly Milestone[];
};

/** The store tells, unless the retailer has chosen otherwise. */
export async function readShopperNotice(
  tx: Reader,
  { distributorId, connectionId }: ConnectionKey,
): Promise<ShopperNotice> {
  const [row] = await tx.$queryRaw<ShopperNotice[]>`
    select sender, milestones from shopper_notice
    where distributor_id = ${distributorId}::uuid and connection_id = ${connectionId}::uuid`;
  return row ?? { sender: 'store', milestones: DEFAULT_MILESTONES };
}

export async function saveShopperNotice(
  { tx, clock }: NotificationsContext,
  { distributorId, connectionId }: ConnectionKey,
  { sender, milestones }: ShopperNotice,
): Promise<void> {
  await tx.$executeRaw`
    insert into shopper_notice (distributor_id, connection_id, sender, milestones, updated_at)
    values (${distributorId}::uuid, ${connectionId}::uuid, ${sender}, ${[...milestones]}::text[], ${clock.now()})
    on conflict (distributor_id, connection_id) do update set sender = excluded.sender,
      milestones = excluded.milestones, updated_at = excluded.updated_at`;
}

/** The brand of a store; plain under the store's name until the retailer sets one. */
export async function readBrand(tx: Reader, storeId: string): Promise<StoreBrand> {
  const [row] = await tx.$queryRaw<(StoreBrand & { readonly storeName: string })[]>`
    select s.name as "storeName", b.name, b.logo_url as "logoUrl", b.color, b.reply_to as "replyTo", b.footer, b.locale
    from store s left join store_brand b on b.store_id = s.id where s.id = ${storeId}::uuid`;
  const brand = StoreBrand.safeParse(row);
  return brand.success ? brand.data : plainBrand(row?.storeName ?? '');
}

export async function saveBrand(
  { tx, clock }: NotificationsContext,
  storeId: string,
  brand: StoreBrand,
): Promise<void> {
  await tx.$executeRaw`
    insert into store_brand (store_id, name, logo_url, color, reply_to, footer, locale, updated_at)
    values (${storeId}::uuid, ${brand.name}, ${brand.logoUrl}, ${brand.color}, ${brand.replyTo}, ${brand.footer},
      ${brand.locale}, ${clock.now()})
    on conflict (store_id) do update set name = excluded.name, logo_url = excluded.logo_url, color = excluded.color,
      reply_to = excluded.reply_to, footer = excluded.footer, locale = excluded.locale, updated_at = excluded.updated_at`;
}

type WordingKey = {
  readonly distributorId: string;
  readonly kind: Milestone;
  readonly locale: Locale;
};

/** The distributor's own wording; undefined: ours. */
export async function readWording(
  tx: Reader,
  { distributorId, kind, locale }: WordingKey,
): Promise<Wording | undefined> {
  const [row] = await tx.$queryRaw<Wording[]>`
    select subject, intro from message_wording
    where distributor_id = ${distributorId}::uuid and kind = ${kind} and locale = ${locale}`;
  return row;
}

/** Keeps a checked wording; undefined goes back to ours. */
export async function saveWording(
  { tx, clock }: NotificationsContext,
  { distributorId, kind, locale }: WordingKey,
  wording: Wording | undefined,
): Promise<void> {
  if (!wording) {
    await tx.messageWording.deleteMany({ where: { distributorId, kind, locale } });
    return;
  }
  await tx.$executeRaw`
    insert into message_wording (distributor_id, kind, locale, subject, intro, updated_at)
    values (${distributorId}::uuid, ${kind}, ${locale}, ${wording.subject}, ${wording.intro}, ${clock.now()})
    on conflict (distributor_id, kind, locale) do update set subject = excluded.subject, intro = excluded.intro,
      updated_at = excluded.updated_at`;
}

/** Which wordings are the distributor's own. */
export async function readOwnWordings(
  tx: Pick<Tx, '$queryRaw'>,
  distributorId: string,
): Promise<readonly { readonly kind: string; readonly locale: string }[]> {
  return tx.$queryRaw`
    select kind, locale from message_wording where distributor_id = ${distributorId}::uuid`;
}
