/** Exchange rates come from the address that a distributor has set, day by day; without one nothing is fetched. */
import { openException } from '../../modules/activity/open-exception.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import { parseEcbRates } from '../../modules/pricing/ecb-rates.ts';
import type { DayRate } from '../../modules/pricing/fx-rates.ts';
import { noteFetch, readFxSettings, saveDayRates, takeDueFetches } from '../../modules/pricing/fx-rates.repository.server.ts'; // prettier-ignore
import type { AdapterFailure } from '../../platform/adapter-failure.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { JobVerdict } from '../../platform/job-catalog.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import { describeFailure, verdictFor } from '../../platform/retry-policy.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';
import { fetchFailed, fetchKey } from './price-exceptions.ts';
import { refreshPrices } from './refresh-prices.server.ts';

const AT_A_TIME = 100;
/** The bank publishes once on each working day at about 16:00 in Frankfurt; asked four times a day it is never missed. */
const EVERY_MS = 6 * 3_600_000;

/** A job of the clock. */
export async function fetchDueRates(context: Pick<FlowContext, 'db' | 'clock'>): Promise<void> {
  const { db, clock } = context;
  await inTransaction(db, async (tx) => {
    const next = new Date(clock.now().getTime() + EVERY_MS);
    const due = await takeDueFetches({ tx, clock }, next, AT_A_TIME);
    const sorted = due.toSorted();
    await enqueue(tx, ...sorted.map((distributorId) => ({ name: 'fetch-rates' as const, payload: { distributorId } }))); // prettier-ignore
  });
}

type Context = Pick<FlowContext, 'db' | 'clock' | 'random' | 'rateSource'>;

/** Fetches one distributor's file of rates and prices by it. */
export async function fetchRates(
  context: Context,
  { distributorId }: { readonly distributorId: string },
  attempt: number,
): Promise<JobVerdict> {
  const { sourceUrl } = await readFxSettings(context.db, distributorId);
  if (!sourceUrl) return { kind: 'done' };
  const read = readRates(await context.rateSource.fetchFile(sourceUrl));
  if (!read.ok) return failed(context, distributorId, read.error, attempt);
  await inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    await saveDayRates(verb, distributorId, read.value, 'ecb');
    await noteFetch(verb, distributorId, null);
    const resolution = 'The rates could be fetched again.';
    await resolveExceptions(verb, { dedupeKey: fetchKey(distributorId), by: 'system', resolution });
    await refreshPrices(verb, distributorId);
  });
  return { kind: 'done' };
}

function readRates(
  file: Result<string, AdapterFailure>,
): Result<readonly DayRate[], AdapterFailure> {
  if (!file.ok) return file;
  const rates = parseEcbRates(file.value);
  return rates.length > 0
    ? ok(rates)
    : err({ kind: 'unreadable', why: 'no rates are in the file' });
}

async function failed(
  context: Context,
  distributorId: string,
  failure: AdapterFailure,
  attempt: number,
): Promise<JobVerdict> {
  const { clock, random } = context;
  const verdict = verdictFor(failure, { attempt, now: clock.now(), random });
  const why = describeFailure(failure);
  await inTransaction(context.db, async (tx) => {
    await noteFetch({ tx, clock }, distributorId, why);
    if (verdict.kind === 'park')
      await openException({ tx, clock }, fetchFailed(distributorId, why));
  });
  return verdict.kind === 'park' ? { kind: 'done' } : verdict; // the clock asks again at the next due time
}
