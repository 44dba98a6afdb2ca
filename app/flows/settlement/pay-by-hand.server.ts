import { recordAct } from '../../modules/activity/record-act.server.ts';
import { recordPayment } from '../../modules/settlement/record-payment.server.ts';
import type { Payment } from '../../modules/settlement/record-payment.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';

/** Records a payment that somebody saw on the bank's statement, and who recorded it. */
export function payByHand(
  context: Pick<FlowContext, 'db' | 'clock'>,
  payment: Payment,
): ReturnType<typeof recordPayment> {
  return inTransaction(context.db, async (tx) => {
    const step = { tx, clock: context.clock };
    const done = await recordPayment(step, payment);
    if (done.ok) {
      await recordAct(step, {
        distributorId: payment.distributorId,
        actor: { kind: 'user', id: payment.by },
        act: 'payment-recorded',
        subject: { kind: payment.party.kind, id: payment.party.id },
        detail: {
          paymentId: payment.paymentId,
          amount: payment.amount,
          reference: payment.reference,
        },
      });
    }
    return done;
  });
}
