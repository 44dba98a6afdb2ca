import { learnHabits } from '../../modules/insights/supplier-habit.ts';
import {
  distributorsWithDispatches,
  readDispatches,
  saveHabits,
} from '../../modules/insights/supplier-habits.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';

type Context = Pick<FlowContext, 'db' | 'clock'>;

const DAY_MILLISECONDS = 86_400_000;
/** How far back, and how many of the newest: what suppliers did longer ago tells little of today. */
const LOOK_BACK_DAYS = 400;
const MOST_DISPATCHES = 5_000;

/** Asks for each distributor's suppliers to be looked at anew; one job each. */
export async function learnAllHabits({ db, clock }: Context): Promise<void> {
  const since = new Date(clock.now().getTime() - LOOK_BACK_DAYS * DAY_MILLISECONDS);
  const distributorIds = await distributorsWithDispatches(db, since);
  const jobs = distributorIds.map((distributorId) => ({
    name: 'learn-supplier-habits' as const,
    payload: { distributorId },
  }));
  await inTransaction(db, (tx) => enqueue(tx, ...jobs));
}

/** Learns from past dispatches how punctual a distributor's suppliers are; routing reads it from the next order on. */
export async function learnSupplierHabits(
  { db, clock }: Context,
  { distributorId }: { readonly distributorId: Id<'Distributor'> },
): Promise<void> {
  const now = clock.now();
  const since = new Date(now.getTime() - LOOK_BACK_DAYS * DAY_MILLISECONDS);
  const dispatches = await readDispatches(db, { distributorId, since, most: MOST_DISPATCHES });
  const habits = learnHabits(dispatches, now);
  await inTransaction(db, (tx) => saveHabits({ tx, clock }, distributorId, habits));
}
