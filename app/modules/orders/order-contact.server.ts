/**
 * Order contact: the shopper's name, address, e-mail and phone, the only copy we keep. Sealed under a key of
 * the order's own, which is sealed under the installation's ring: forgetting the key erases the contact
 * everywhere, backups included.
 */
import { z } from 'zod';
import type { SealedColumn } from '../../platform/reseal.server.ts';
import { createKeyedBox, newSealingKey } from '../../platform/secrets.server.ts';
import type { SecretsBox } from '../../platform/secrets.server.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { PostalAddress } from '../stores/channel.ts';
import type { OrderKey, OrdersContext } from './order.ts';

export type OrderContact = {
  readonly destination: PostalAddress | undefined;
  readonly email: string | undefined;
};

const Text = z.string().optional();
const Contact = z.object({
  email: Text,
  destination: z
    .object({
      name: z.string(), company: Text, address1: z.string(), address2: Text, city: z.string(),
      province: Text, zip: Text, country: z.string(), phone: Text,
    })
    .optional(),
}); // prettier-ignore

type ContactRow = { readonly sealedKey: string | null; readonly sealed: string | null };

export type SealedContact = { readonly sealedKey: string; readonly sealed: string };

/** The contact of a new order, under a key of its own. */
export function sealContact(
  secrets: SecretsBox,
  key: OrderKey,
  contact: OrderContact,
): SealedContact {
  const bytes = newSealingKey();
  const sealed = createKeyedBox(bytes).seal(JSON.stringify(contact), contentPurpose(key));
  return { sealedKey: secrets.seal(bytes.toString('base64'), keyPurpose(key)), sealed };
}

/** Seals what has changed of the contact, under the order's key. An erased contact stays erased. Says what changed. */
export async function saveContact(
  { tx }: OrdersContext,
  secrets: SecretsBox,
  key: OrderKey,
  contact: OrderContact,
): Promise<'address' | 'contact' | undefined> {
  const before = await readRow(tx, key);
  if (!before?.sealedKey || !before.sealed) return undefined;
  const box = createKeyedBox(openKey(secrets, key, before.sealedKey));
  const text = JSON.stringify(contact);
  const known = box.open(before.sealed, contentPurpose(key));
  if (known === text) return undefined;
  await tx.$executeRaw`
    /* planned once */ update order_contact set sealed = ${box.seal(text, contentPurpose(key))}
    where distributor_id = ${key.distributorId}::uuid and order_id = ${key.orderId}::uuid and sealed_key is not null`;
  return addressIn(known) === addressIn(text) ? 'contact' : 'address';
}

function addressIn(text: string): string {
  return JSON.stringify(Contact.parse(JSON.parse(text)).destination);
}

/** The contact in clear; undefined when it was erased. Whoever shows it to a person records that act. */
export async function readContact(
  tx: Tx,
  secrets: SecretsBox,
  key: OrderKey,
): Promise<OrderContact | undefined> {
  const row = await readRow(tx, key);
  if (!row?.sealedKey || !row.sealed) return undefined;
  const box = createKeyedBox(openKey(secrets, key, row.sealedKey));
  const { email, destination } = Contact.parse(
    JSON.parse(box.open(row.sealed, contentPurpose(key))),
  );
  return { email, destination: destination && toAddress(destination) };
}

/** Forgets the keys (and the sealed texts) of orders; returns how many were erased now. */
export async function eraseContacts(
  { tx, clock }: OrdersContext,
  keys: readonly OrderKey[],
): Promise<number> {
  let erased = 0;
  for (const key of keys) {
    erased += await tx.$executeRaw`
      update order_contact set sealed_key = null, sealed = null, erased_at = ${clock.now()}
      where distributor_id = ${key.distributorId}::uuid and order_id = ${key.orderId}::uuid and sealed_key is not null`;
  }
  return erased;
}

async function readRow(tx: Tx, key: OrderKey): Promise<ContactRow | undefined> {
  const [row] = await tx.$queryRaw<ContactRow[]>`
    select sealed_key as "sealedKey", sealed from order_contact
    where distributor_id = ${key.distributorId}::uuid and order_id = ${key.orderId}::uuid`;
  return row;
}

function openKey(secrets: SecretsBox, key: OrderKey, sealedKey: string): Buffer {
  return Buffer.from(secrets.open(sealedKey, keyPurpose(key)), 'base64');
}

/** The content is under the order's own key and stays as it is; only that key is under the ring. */
export const contactKeyColumn: SealedColumn = {
  table: 'order_contact',
  column: 'sealed_key',
  keys: [
    { name: 'distributor_id', type: 'uuid' },
    { name: 'order_id', type: 'uuid' },
  ],
  purposeOf: ([distributorId = '', orderId = '']) => keyPurpose({ distributorId, orderId }),
};

function keyPurpose(key: Readonly<Record<'distributorId' | 'orderId', string>>): string {
  return `order-contact-key:${key.distributorId}:${key.orderId}`;
}

function contentPurpose(key: OrderKey): string {
  return `order-contact:${key.distributorId}:${key.orderId}`;
}

/** Under exactOptionalPropertyTypes an absent member is not the same as one that is undefined. */
function toAddress(parsed: NonNullable<z.infer<typeof Contact>['destination']>): PostalAddress {
  const { name, company, address1, address2, city, province, zip, country, phone } = parsed;
  return { name, company, address1, address2, city, province, zip, country, phone };
}
