import type { Actor } from '../../modules/activity/activity.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { readContact } from '../../modules/orders/order-contact.server.ts';
import type { OrderContact } from '../../modules/orders/order-contact.server.ts';
import type { OrderKey } from '../../modules/orders/order.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';

/** Shows a person the shopper of an order, and puts on record that they looked. Undefined once it is erased. */
export function revealContact(
  context: Pick<FlowContext, 'db' | 'clock' | 'secrets'>,
  input: OrderKey & { readonly actor: Actor },
): Promise<OrderContact | undefined> {
  const { distributorId, orderId, actor } = input;
  return inTransaction(context.db, async (tx) => {
    const contact = await readContact(tx, context.secrets, { distributorId, orderId });
    if (!contact) return undefined;
    await recordAct(
      { tx, clock: context.clock },
      {
        distributorId,
        actor,
        act: 'contact-shown',
        subject: { kind: 'order', id: orderId },
        detail: {},
      },
    );
    return contact;
  });
}
