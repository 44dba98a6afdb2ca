import { recordAct } from '../../modules/activity/record-act.server.ts';
import { correctInvoice } from '../../modules/settlement/correct-invoice.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';

/** Corrects an invoice by a credit note, and keeps who did it and why. */
export function creditInvoice(
  context: Pick<FlowContext, 'db' | 'clock'>,
  input: Parameters<typeof correctInvoice>[1],
): ReturnType<typeof correctInvoice> {
  return inTransaction(context.db, async (tx) => {
    const step = { tx, clock: context.clock };
    const done = await correctInvoice(step, input);
    if (done.ok && done.value) {
      const { number, currency, totalMinor } = done.value;
      await recordAct(step, {
        distributorId: input.distributorId,
        actor: { kind: 'user', id: input.by },
        act: 'invoice-credited',
        subject: { kind: 'settlement-document', id: input.documentId },
        detail: { number, currency, totalMinor, reason: input.reason },
      });
    }
    return done;
  });
}
