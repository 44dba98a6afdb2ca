import { z } from 'zod';
import { announce } from '../../modules/notifications/announce.server.ts';
import type { NotificationsContext } from '../../modules/notifications/message.ts';
import type { Id } from '../../platform/ids.ts';
import { tellShopper } from './tell-shopper.server.ts';

type OfReturn = {
  readonly distributorId: Id<'Distributor'>;
  readonly id: string;
  readonly orderId: Id<'Order'>;
  readonly number: string;
};

const Amount = z.object({ amount: z.object({ minor: z.int(), currency: z.string() }) });

/** Tells shoppers and systems of the acts on a return that they wait for; all others are told to nobody. */
export async function tellOfReturn(
  step: NotificationsContext,
  { distributorId, id, orderId, number }: OfReturn,
  act: string,
  detail: Readonly<Record<string, unknown>>,
): Promise<void> {
  const about = { distributorId, subject: { kind: 'return', id } };
  const data = { returnId: id, orderId, name: number };
  const facts = { returnName: number };
  if (act === 'return-authorised' || act === 'return-received') {
    const kind = act === 'return-received' ? 'return.received' : 'return.authorised';
    await announce(step, { ...about, kind, data });
    return tellShopper(step, { distributorId, orderId, milestone: act, about: id, facts });
  }
  const amount = act === 'return-refunded' ? Amount.safeParse(detail).data?.amount : undefined;
  if (!amount) return;
  await announce(step, { ...about, kind: 'return.refunded', data: { ...data, amount } });
  const milestone = 'return-refunded';
  await tellShopper(step, { distributorId, orderId, milestone, about: id, facts: { ...facts, amount } }); // prettier-ignore
}
