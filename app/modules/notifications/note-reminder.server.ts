import type { PurchaseOrder } from '../purchasing/purchase-order.ts';
import { stableId } from '../../platform/ids.ts';
import type { MessageId, NotificationsContext } from './message.ts';

/** Makes the reminder of a purchase order that was not answered, once; undefined without an address for it. */
export async function noteReminder(
  { tx, clock }: NotificationsContext,
  { distributorId, id, supplierId, number }: PurchaseOrder,
): Promise<MessageId | undefined> {
  const now = clock.now();
  const rows = await tx.$queryRaw<{ id: MessageId }[]>`
    insert into message (id, distributor_id, kind, recipient_kind, recipient_id, facts, status, created_at, updated_at)
    select ${stableId('reminder', distributorId, id)}::uuid, c.distributor_id, 'order-reminder', 'supplier', c.supplier_id,
      ${JSON.stringify({ purchaseOrder: number })}::jsonb, 'waiting', ${now}, ${now}
    from supplier_contact c where c.distributor_id = ${distributorId}::uuid and c.supplier_id = ${supplierId}::uuid
    on conflict (id) do nothing returning id`;
  return rows[0]?.id;
}

/** Whom to remind at a supplier; an empty address is nobody. What is not this distributor's is left alone. */
export async function saveSupplierContact(
  { tx, clock }: NotificationsContext,
  input: { readonly distributorId: string; readonly supplierId: string; readonly email: string },
): Promise<void> {
  const { distributorId, supplierId, email } = input;
  await tx.$executeRaw`
    delete from supplier_contact
    where distributor_id = ${distributorId}::uuid and supplier_id::text = ${supplierId} and ${email} = ''`;
  await tx.$executeRaw`
    insert into supplier_contact (distributor_id, supplier_id, email, updated_at)
    select s.distributor_id, s.id, ${email}, ${clock.now()} from supplier s
    where s.distributor_id = ${distributorId}::uuid and s.id::text = ${supplierId} and ${email} <> ''
    on conflict (distributor_id, supplier_id) do update set email = excluded.email, updated_at = excluded.updated_at`;
}
