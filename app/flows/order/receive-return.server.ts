import type { Actor } from '../../modules/activity/activity.ts';
import { returnMachine } from '../../modules/returns/return-status.ts';
import type { ReturnKey, ReturnLineId } from '../../modules/returns/return.ts';
import { saveReceived, saveReturn } from '../../modules/returns/returns.repository.server.ts';
import { err, ok } from '../../platform/result.ts';
import { advance } from '../../platform/state-machine.ts';
import { actOnReturn } from './act-on-return.server.ts';
import type { ReturnContext, ReturnDone } from './act-on-return.server.ts';
import { recordReturnAct, settleReturn } from './settle-return.server.ts';

export type ReceiveReturn = ReturnKey & {
  /** Units that have arrived in all, so that telling it twice counts once. */
  readonly lines: readonly { readonly returnLineId: ReturnLineId; readonly received: number }[];
  readonly actor: Actor;
};

/** Goods have arrived, whether or not anybody has authorised them yet. Never fewer than were told before. */
export function receiveReturn(context: ReturnContext, input: ReceiveReturn): ReturnDone {
  return actOnReturn(context, input, async (step, record) => {
    const next = advance(returnMachine, record.status, 'receive');
    if (!next.ok) return err({ kind: 'return-not-now' });
    const lines = record.lines.map((line) => {
      const told = input.lines.find(({ returnLineId }) => returnLineId === line.id);
      return { ...line, receivedQuantity: Math.max(line.receivedQuantity, told?.received ?? 0) };
    });
    const units = lines.reduce((sum, { receivedQuantity }) => sum + receivedQuantity, 0);
    if (units === 0) return err({ kind: 'no-units' });
    if (lines.some(({ receivedQuantity, quantity }) => receivedQuantity > quantity))
      return err({ kind: 'more-than-returned' });
    await saveReceived(
      step,
      record.distributorId,
      lines.map(({ id, receivedQuantity: received }) => ({ id, received })),
    );
    const receivedAt = record.receivedAt ?? step.clock.now();
    const saved = await saveReturn(step, record, { status: next.value, receivedAt });
    await recordReturnAct(step, record, input.actor, 'return-received', { units });
    await settleReturn(step, { ...saved, lines });
    return ok();
  });
}
