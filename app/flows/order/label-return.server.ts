import type { Actor } from '../../modules/activity/activity.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import type { LabelPayer, LabelSource } from '../../modules/returns/return-policy.ts';
import { isReturnOver, returnMachine } from '../../modules/returns/return-status.ts';
import type { ReturnCase, ReturnKey, ReturnWithLines } from '../../modules/returns/return.ts';
import {
  insertCredits,
  insertReturnFile,
  saveReturn,
} from '../../modules/returns/returns.repository.server.ts';
import type { NewReturnFile } from '../../modules/returns/returns.repository.server.ts';
import type { Money } from '../../platform/money.ts';
import { err, ok } from '../../platform/result.ts';
import { advance } from '../../platform/state-machine.ts';
import { actOnReturn } from './act-on-return.server.ts';
import type { ReturnContext, ReturnDone } from './act-on-return.server.ts';
import { judgeByContract } from './judge-return.server.ts';
import type { OrderStep } from './order-step.ts';
import { photoKey } from './return-exceptions.ts';
import { isLabelFree, labelChargeEntries, labelCostEntries } from './return-postings.ts';
import { postReturn, recordReturnAct, settleReturn } from './settle-return.server.ts';

type Parcel = {
  readonly carrier?: string | undefined;
  readonly trackingNumber?: string | undefined;
  readonly trackingUrl?: string | undefined;
};

export type LabelReturn = ReturnKey &
  Parcel & {
    readonly labelFrom: LabelSource;
    readonly labelPaidBy: LabelPayer;
    /** The file to print. */
    readonly file?: NewReturnFile | undefined;
    /** What it costs whoever gives it; charged to whoever pays, once. */
    readonly cost?: Money | undefined;
    readonly actor: Actor;
  };

/** Hands over what the goods are sent back with: a file, a number, and what it costs whom. Its bill may come after the end. */
export function labelReturn(context: ReturnContext, input: LabelReturn): ReturnDone {
  return actOnReturn(context, input, async (step, record) => {
    if (input.cost && record.labelCostMinor !== null) return err({ kind: 'label-charged' });
    if (input.cost && input.cost.minor < 0) return err({ kind: 'amount-out-of-range' });
    const isCharged = record.labelCostMinor !== null;
    const { labelFrom, labelPaidBy, file, cost, actor } = input;
    if (file) await insertReturnFile(step, input, file);
    const saved = await saveReturn(step, record, {
      ...parcelOf(record, input),
      // Once it is charged, who gave it and who pays stands in the books.
      ...(isCharged ? {} : { labelFrom, labelPaidBy }),
      ...(cost ? { labelCostMinor: cost.minor, labelCurrency: cost.currency } : {}),
    });
    if (cost) await chargeLabel(step, saved, cost);
    await recordReturnAct(step, record, actor, 'return-labelled', { labelFrom, cost });
    await settleReturn(step, saved);
    return ok();
  });
}

async function chargeLabel(step: OrderStep, record: ReturnWithLines, cost: Money): Promise<void> {
  if (isLabelFree(record) || cost.minor === 0) return;
  await postReturn(step, record, 'label-cost', labelCostEntries(record, cost));
  const charged = labelChargeEntries(record, cost);
  await postReturn(step, record, 'label-charge', charged);
  const row = { reference: 'label', currency: cost.currency, amountMinor: cost.minor };
  const rows = [
    { ...row, kind: 'label-cost' as const },
    ...(charged.length > 0 ? [{ ...row, kind: 'label-charge' as const }] : []),
  ];
  await insertCredits(step, { distributorId: record.distributorId, returnId: record.id }, rows);
}

/** The shopper has handed the goods to a carrier. */
export function sendReturn(
  context: ReturnContext,
  input: ReturnKey & Parcel & { readonly actor: Actor },
): ReturnDone {
  return actOnReturn(context, input, async (step, record) => {
    const next = advance(returnMachine, record.status, 'send');
    if (!next.ok) return err({ kind: 'return-not-now' });
    const sentAt = record.sentAt ?? step.clock.now();
    const saved = await saveReturn(step, record, {
      ...parcelOf(record, input),
      status: next.value,
      sentAt,
    });
    const { trackingNumber } = saved;
    await recordReturnAct(step, record, input.actor, 'return-sent', { trackingNumber });
    await settleReturn(step, saved);
    return ok();
  });
}

/** What is not told stays as it was. */
function parcelOf(record: ReturnCase, told: Parcel) {
  return {
    carrier: told.carrier || record.carrier,
    trackingNumber: told.trackingNumber || record.trackingNumber,
    trackingUrl: told.trackingUrl || record.trackingUrl,
  };
}

/** A photo of the goods; where the contract was waiting for one, it decides now. */
export function addReturnPhoto(
  context: ReturnContext,
  input: ReturnKey & { readonly file: NewReturnFile; readonly actor: Actor },
): ReturnDone {
  return actOnReturn(context, input, async (step, record) => {
    if (isReturnOver(record.status)) return err({ kind: 'return-not-now' });
    await insertReturnFile(step, input, input.file);
    await recordReturnAct(step, record, input.actor, 'return-photo-added', {});
    const dedupeKey = photoKey(record.id);
    await resolveExceptions(step, { dedupeKey, by: 'system', resolution: 'There is a photo.' });
    await judgeByContract(step, record);
    return ok();
  });
}
