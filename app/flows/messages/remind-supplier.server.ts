import { z } from 'zod';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import type { Actor } from '../../modules/activity/activity.ts';
import { announce } from '../../modules/notifications/announce.server.ts';
import type { NotificationsContext } from '../../modules/notifications/message.ts';
import {
  noteReminder,
  saveSupplierContact,
} from '../../modules/notifications/note-reminder.server.ts';
import type { PurchaseOrder } from '../../modules/purchasing/purchase-order.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';

/** A supplier has not answered in its time: it is reminded once, if it has an address, and systems hear of it. */
export async function tellOfSilence(
  step: NotificationsContext,
  purchaseOrder: PurchaseOrder,
): Promise<void> {
  const { distributorId, id: purchaseOrderId, number, orderId, supplierId } = purchaseOrder;
  const acknowledgeBy = purchaseOrder.acknowledgeBy?.toISOString() ?? null;
  const data = { purchaseOrderId, number, orderId, supplierId, acknowledgeBy };
  const subject = { kind: 'purchase-order', id: purchaseOrderId };
  await announce(step, { distributorId, kind: 'purchase-order.silent', subject, supplierId, data });
  const messageId = await noteReminder(step, purchaseOrder);
  if (messageId) await enqueue(step.tx, { name: 'send-message', payload: { messageId } });
}

const Email = z.email().max(200);

/** Whom to remind at each supplier; an empty address is nobody. False when one is no address, and then none is kept. */
export async function changeReminderContacts(
  { db, clock }: Pick<FlowContext, 'db' | 'clock'>,
  input: {
    readonly distributorId: string;
    readonly contacts: readonly { readonly supplierId: string; readonly email: string }[];
    readonly actor: Actor;
  },
): Promise<boolean> {
  const { distributorId, contacts, actor } = input;
  const isGood = ({ email }: { readonly email: string }) => email === '' || Email.safeParse(email).success;
  if (!contacts.every(isGood)) return false;
  await inTransaction(db, async (tx) => {
    const step = { tx, clock };
    for (const contact of contacts) await saveSupplierContact(step, { distributorId, ...contact });
    await recordAct(step, {
      distributorId,
      actor,
      act: 'supplier-contacts-changed',
      subject: { kind: 'distributor', id: distributorId },
      detail: { suppliers: contacts.length },
    });
  });
  return true;
} // prettier-ignore
