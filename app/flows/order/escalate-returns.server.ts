import { listDueReturns, lockReturn } from '../../modules/returns/returns.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';
import { remindOfReturn } from './settle-return.server.ts';

const AT_ONCE = 200;

/** A job of the clock: returns that have not moved in their time are told to somebody. Answers how many. */
export async function escalateReturns({ db, clock }: FlowContext): Promise<number> {
  const due = await listDueReturns(db, clock.now(), AT_ONCE);
  for (const key of due) {
    await inTransaction(db, async (tx) => {
      const record = await lockReturn(tx, key);
      const isDue = record?.dueAt && record.dueAt <= clock.now();
      if (record && isDue) await remindOfReturn({ tx, clock }, record);
    });
  }
  return due.length;
}
