import { recordExceptionActs, ruleActorId } from '../../modules/activity/exception-acts.server.ts';
import { dueAt } from '../../modules/activity/remedy-rules.ts';
import {
  takeDueMatters,
  tendAgain,
} from '../../modules/activity/remedy-rules.repository.server.ts';
import type { DueMatter } from '../../modules/activity/remedy-rules.repository.server.ts';
import { escalateOverdue, warnOfDeadlines } from '../../modules/activity/tend-deadlines.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';
import type { FlowContext } from '../flow-context.ts';
import { applyRemedy } from './apply-remedy.server.ts';

const AT_A_TIME = 200;

/**
 * For the clock: calls close deadlines, hands up what is past its own, and applies the remedies that rules have due. A
 * rule that is refused tries again a little later; whatever it does stands in the matter's log.
 */
export async function tendExceptions(context: FlowContext): Promise<void> {
  const { db, clock } = context;
  await inTransaction(db, (tx) => warnOfDeadlines({ tx, clock }));
  await inTransaction(db, (tx) => escalateOverdue({ tx, clock }));
  const due = await inTransaction(db, (tx) => takeDueMatters({ tx, clock }, AT_A_TIME));
  const left = new Map<string, number>();
  for (const matter of due) {
    const more = left.get(matter.ruleId) ?? matter.left;
    const acted = more > 0 && (await actOn(context, matter));
    left.set(matter.ruleId, acted ? more - 1 : more);
  }
}

/** Whether the rule acted, with or without success. */
async function actOn(context: FlowContext, matter: DueMatter): Promise<boolean> {
  const { exceptionId, ruleId, remedy } = matter;
  const moment = dueAt(matter, matter.openedAt);
  if (moment > context.clock.now()) {
    await tendAgain(context.db, exceptionId, moment);
    return false;
  }
  const distributorId = matter.distributorId as Id<'Distributor'>;
  const userId = ruleActorId(ruleId);
  const done = await applyRemedy(context, { distributorId, exceptionId, remedy, userId });
  if (done.ok) await tendAgain(context.db, exceptionId, null);
  else await tellRefused(context, matter, 'why' in done.error ? done.error.why : done.error.kind);
  return true;
}

async function tellRefused(context: FlowContext, matter: DueMatter, why: string): Promise<void> {
  const { exceptionId, ruleId, remedy } = matter;
  await recordExceptionActs(
    { tx: context.db, clock: context.clock },
    {
      exceptionIds: [exceptionId],
      actor: { kind: 'rule', id: ruleId },
      act: 'remedy-refused',
      detail: { remedy, why },
    },
  );
}
