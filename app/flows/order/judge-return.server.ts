import type { Actor } from '../../modules/activity/activity.ts';
import { openException } from '../../modules/activity/open-exception.server.ts';
import { judgeReturn } from '../../modules/returns/return-policy.ts';
import { returnMachine } from '../../modules/returns/return-status.ts';
import type { ReturnWithLines } from '../../modules/returns/return.ts';
import {
  countReturnPhotos,
  readParcelsOfReturn,
  saveReturn,
} from '../../modules/returns/returns.repository.server.ts';
import { advance } from '../../platform/state-machine.ts';
import type { OrderStep } from './order-step.ts';
import { decideException, photoException } from './return-exceptions.ts';
import { recordReturnAct, settleReturn } from './settle-return.server.ts';

/** Lets the contract decide an open return; what it leaves open is told to whoever has to act, with a deadline. */
export async function judgeByContract(
  step: OrderStep,
  record: ReturnWithLines,
): Promise<ReturnWithLines> {
  if (record.decision !== 'open') return record;
  const key = { distributorId: record.distributorId, returnId: record.id };
  const photos = await countReturnPhotos(step.tx, key);
  const verdict = judgeReturn(record.policy, {
    reason: record.reason,
    policyVersion: record.policyVersion,
    hasPhoto: photos > 0,
    now: step.clock.now(),
    parcels: await readParcelsOfReturn(step.tx, key),
  });
  if (verdict.kind === 'authorise' || verdict.kind === 'reject') {
    const decision = verdict.kind === 'authorise' ? 'authorised' : 'rejected';
    return decideLocked(step, record, { decision, why: verdict.why, actor: { kind: 'system' } });
  }
  const waiting = await settleReturn(step, { ...record, decisionReason: verdict.why });
  await saveReturn(step, waiting, { decisionReason: verdict.why });
  const exception =
    verdict.kind === 'photo' ? photoException(waiting) : decideException(waiting, verdict.why);
  await openException(step, exception);
  return waiting;
}

/** Writes a decision about a return that the caller has locked; one that cannot be made any more changes nothing. */
export async function decideLocked(
  step: OrderStep,
  record: ReturnWithLines,
  decided: {
    readonly decision: 'authorised' | 'rejected';
    readonly why: string;
    readonly actor: Actor;
  },
): Promise<ReturnWithLines> {
  const { decision, why: decisionReason, actor } = decided;
  const event = decision === 'authorised' ? 'authorise' : 'reject';
  const next = advance(returnMachine, record.status, event);
  if (!next.ok) return record;
  const isRejected = decision === 'rejected';
  const saved = await saveReturn(step, record, {
    status: next.value,
    decision,
    decisionReason,
    decidedAt: step.clock.now(),
    // What is rejected is not refunded by us; and its supplier owes us nothing for it.
    ...(isRejected && record.refund === 'wanted' ? { refund: 'by-hand' as const } : {}),
    ...(isRejected && record.supplierCredit === 'awaited'
      ? { supplierCredit: 'none' as const }
      : {}),
  });
  await recordReturnAct(step, record, actor, `return-${decision}`, { why: decisionReason });
  return settleReturn(step, saved);
}
