import type { Actor } from '../../modules/activity/activity.ts';
import { isCredited } from '../../modules/returns/return-policy.ts';
import { returnMachine } from '../../modules/returns/return-status.ts';
import type {
  Disposition,
  Grade,
  GradedUnits,
  ReturnKey,
  ReturnLineId,
  ReturnWithLines,
} from '../../modules/returns/return.ts';
import {
  insertGrades,
  saveReceived,
  saveReturn,
} from '../../modules/returns/returns.repository.server.ts';
import { restockReturned } from '../../modules/stock/restock-returned.server.ts';
import { err, ok } from '../../platform/result.ts';
import { advance } from '../../platform/state-machine.ts';
import { actOnReturn } from './act-on-return.server.ts';
import type { ReturnContext, ReturnDone } from './act-on-return.server.ts';
import { decideLocked } from './judge-return.server.ts';
import type { OrderStep } from './order-step.ts';
import { recordReturnAct, settleReturn } from './settle-return.server.ts';

export type InspectReturn = ReturnKey & {
  readonly units: readonly {
    readonly returnLineId: ReturnLineId;
    readonly grade: Grade;
    readonly disposition: Disposition;
    readonly quantity: number;
  }[];
  /** Credits conditions too that the contract does not. */
  readonly creditAll: boolean;
  readonly actor: Actor;
};

/**
 * The goods have been looked at: each unit has a condition and a place to go. Units that nobody names have not come
 * back and are not credited. Once: a second inspection would credit twice.
 */
export function inspectReturn(context: ReturnContext, input: InspectReturn): ReturnDone {
  return actOnReturn(context, input, async (step, record) => {
    if (!advance(returnMachine, record.status, 'inspect').ok) return err({ kind: 'return-not-now' });
    const grades = sumUp(input.units).map((each) => ({
      ...each,
      credited: input.creditAll || isCredited(record.policy, record.reason, each.grade),
    }));
    const found = unitsByLine(record, grades);
    if (grades.length === 0) return err({ kind: 'no-units' });
    if (!found) return err({ kind: 'more-than-returned' });
    await keepInspection(step, record, { grades, found, actor: input.actor });
    return ok();
  });
} // prettier-ignore

/** The retailer is credited although nothing comes back: the goods are not worth the way, or lost. Authorises it too. */
export function waiveReturn(
  context: ReturnContext,
  input: ReturnKey & { readonly actor: Actor },
): ReturnDone {
  return actOnReturn(context, input, async (step, before) => {
    const why = 'It is credited without the goods coming back.';
    const { actor } = input;
    const record =
      before.decision === 'open'
        ? await decideLocked(step, before, { decision: 'authorised', why, actor })
        : before;
    const isPossible = advance(returnMachine, record.status, 'inspect').ok;
    if (!isPossible || record.decision !== 'authorised') return err({ kind: 'return-not-now' });
    const grades = record.lines.map(({ id: returnLineId, quantity }) => ({
      returnLineId,
      quantity,
      grade: 'kept' as const,
      disposition: 'kept' as const,
      credited: true,
    }));
    await keepInspection(step, record, { grades, found: new Map(), actor });
    return ok();
  });
}

type Inspection = {
  readonly grades: readonly GradedUnits[];
  readonly found: ReadonlyMap<ReturnLineId, number>;
  readonly actor: Actor;
};

async function keepInspection(
  step: OrderStep,
  record: ReturnWithLines,
  { grades, found, actor }: Inspection,
): Promise<void> {
  const next = advance(returnMachine, record.status, 'inspect');
  if (!next.ok) return;
  const now = step.clock.now();
  const lines = record.lines.map((line) => ({
    ...line,
    receivedQuantity: Math.max(line.receivedQuantity, found.get(line.id) ?? 0),
  }));
  await insertGrades(step, record.distributorId, grades);
  await saveReceived(
    step,
    record.distributorId,
    lines.map(({ id, receivedQuantity: received }) => ({ id, received })),
  );
  const saved = await saveReturn(step, record, {
    status: next.value,
    inspectedAt: now,
    receivedAt: record.receivedAt ?? (found.size > 0 ? now : null),
  });
  await putOnShelf(step, record, grades);
  const told = grades.map(({ grade, disposition, quantity }) => ({ grade, disposition, quantity }));
  await recordReturnAct(step, record, actor, 'return-inspected', { units: told });
  await settleReturn(step, { ...saved, lines, grades });
}

/** Only where the figure is our own; the stock module leaves out the others. */
async function putOnShelf(
  step: OrderStep,
  { distributorId, number: reference, lines }: ReturnWithLines,
  grades: readonly GradedUnits[],
): Promise<void> {
  const items = grades.flatMap(({ returnLineId, disposition, quantity }) => {
    const line = lines.find(({ id }) => id === returnLineId);
    if (!line || disposition !== 'restocked') return [];
    return [{ variantId: line.variantId, locationId: line.locationId, quantity }];
  });
  await restockReturned(step, { distributorId, reference, items });
}

/** Rows of one condition and place are one; rows without units are none. */
function sumUp(units: InspectReturn['units']) {
  const sums = new Map<string, InspectReturn['units'][number]>();
  for (const each of units.filter(({ quantity }) => quantity > 0)) {
    const key = `${each.returnLineId} ${each.grade} ${each.disposition}`;
    const before = sums.get(key)?.quantity ?? 0;
    sums.set(key, { ...each, quantity: before + each.quantity });
  }
  return [...sums.values()];
}

/** Undefined where a line has fewer units than were found, or is none of the return's. */
function unitsByLine(
  { lines }: ReturnWithLines,
  grades: readonly GradedUnits[],
): ReadonlyMap<ReturnLineId, number> | undefined {
  const sums = new Map<ReturnLineId, number>();
  for (const { returnLineId, quantity } of grades)
    sums.set(returnLineId, (sums.get(returnLineId) ?? 0) + quantity);
  const fits = [...sums].every(
    ([id, units]) => units <= (lines.find((line) => line.id === id)?.quantity ?? 0),
  );
  return fits ? sums : undefined;
}
