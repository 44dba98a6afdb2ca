import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import { findDifferences } from '../../modules/listings/find-differences.server.ts';
import type { Difference } from '../../modules/listings/listing.ts';
import {
  hasNews,
  readPublishState,
  saveDrained,
} from '../../modules/listings/publish-state.repository.server.ts';
import type { PublishState } from '../../modules/listings/publish-state.repository.server.ts';
import { inTransaction, tryAdvisoryXactLock } from '../../platform/database.server.ts';
import type { JobVerdict } from '../../platform/job-catalog.ts';
import type { FlowContext } from '../flow-context.ts';
import { accessMatter } from './listing-exceptions.ts';
import { publishPrices, settlePriceRun } from './publish-prices.server.ts';
import { publishProducts } from './publish-products.server.ts';
import { publishStock } from './publish-stock.server.ts';
import { resumeAfter } from './publishing-back-off.server.ts';
import type { PassNotes, PublishingFailure, StoreDrain } from './publishing-back-off.server.ts';
import { readNeverTold, settleOpenWrites } from './settle-open-writes.server.ts';

/** Listings looked at in one pass; more are taken pass by pass, the most urgent first. */
const PASS = 5_000;
const QUIET: PassNotes = { repeat: false, progress: false, priceRun: false };
const PRICE_RUN_POLL_MS = 5_000;
const LOCK_TIMEOUT_MS = 600_000;

type PassEnd =
  | { readonly kind: 'quiet'; readonly snapshot: string }
  | { readonly kind: 'more' }
  | { readonly kind: 'stopped'; readonly verdict: JobVerdict };

/**
 * Brings what a store shows to what it is offered: one drain at a time for each store, whatever the number of workers.
 * The lock is held by a transaction that writes nothing, so a killed worker frees it at once. A drain that finds
 * the lock taken has nothing to do: what it was started for was committed before, and the holder looks once more
 * after letting go.
 */
export async function publishListings(
  context: FlowContext,
  { storeId }: { readonly storeId: string },
): Promise<JobVerdict> {
  for (;;) {
    const end = await inTransaction(
      context.db,
      async (tx) =>
        (await tryAdvisoryXactLock(tx, `publish:${storeId}`)) ? drain(context, storeId) : undefined,
      { timeout: LOCK_TIMEOUT_MS },
    );
    if (!end) return { kind: 'done' };
    if (end.kind === 'stopped') return end.verdict;
    if (end.kind === 'quiet' && !(await hasNews(context.db, storeId, end.snapshot))) {
      return { kind: 'done' };
    }
  }
}

async function drain(context: FlowContext, storeId: string): Promise<PassEnd> {
  const state = await readPublishState({ tx: context.db }, storeId);
  const verdict = mayNotPublish(context, state);
  if (!state || verdict) return { kind: 'stopped', verdict: verdict ?? { kind: 'done' } };
  if (!state.hasWork) {
    await saveDrained({ tx: context.db, clock: context.clock }, storeId, state);
    return { kind: 'quiet', snapshot: state.snapshot };
  }
  const channel = await context.channelOf(storeId);
  const drainOf: StoreDrain = {
    context,
    storeId,
    channel,
    seen: { ...QUIET },
    refusedPrices: new Set(),
  };
  for (;;) {
    const end = await pass(drainOf);
    if (end.kind !== 'more') return end;
  }
}

/** One look at the differences and their telling: stock before prices before content. */
async function pass(drainOf: StoreDrain): Promise<PassEnd> {
  const { context, storeId } = drainOf;
  const { seen } = drainOf;
  Object.assign(seen, QUIET);
  const state = await readPublishState({ tx: context.db }, storeId);
  const verdict = mayNotPublish(context, state);
  if (!state || verdict) return { kind: 'stopped', verdict: verdict ?? { kind: 'done' } };
  const settled = (await settleOpenWrites(drainOf)) ?? (await settlePriceRun(drainOf));
  if (settled) return stop(drainOf, settled, state);
  const { clock } = context;
  const differences = await inTransaction(
    context.db,
    (tx) => findDifferences({ tx, clock }, storeId, state, PASS),
    { timeout: LOCK_TIMEOUT_MS },
  );
  const failure = await tell(drainOf, differences, state);
  if (failure) return stop(drainOf, failure, state);
  if ((differences.length === PASS && seen.progress) || seen.repeat) return { kind: 'more' };
  await finish(context, storeId, state);
  return seen.priceRun
    ? { kind: 'stopped', verdict: lookAgain(context) }
    : { kind: 'quiet', snapshot: state.snapshot };
}

function lookAgain({ clock }: FlowContext): JobVerdict {
  const at = new Date(clock.now().getTime() + PRICE_RUN_POLL_MS);
  return { kind: 'retry', at, why: 'The shop works through a file of prices', counts: false };
}

async function finish(context: FlowContext, storeId: string, state: PublishState): Promise<void> {
  await inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    await saveDrained(verb, storeId, state);
    if (state.failures === 0) return;
    const resolution = 'The shop takes updates again.';
    await resolveExceptions(verb, { dedupeKey: accessMatter(storeId), by: 'system', resolution });
  });
}

async function tell(
  drainOf: StoreDrain,
  differences: readonly Difference[],
  state: PublishState,
): Promise<PublishingFailure | undefined> {
  const stock = differences.filter(({ stockDiffers }) => stockDiffers);
  return (
    (await readNeverTold(drainOf, stock)) ??
    (await publishStock(drainOf, stock)) ??
    (await publishPrices(
      drainOf,
      differences.filter(({ priceDiffers }) => priceDiffers),
      state,
    )) ??
    (await publishProducts(drainOf, state))
  );
}

function mayNotPublish(
  { clock }: FlowContext,
  state: PublishState | undefined,
): JobVerdict | undefined {
  if (!state || state.paused) return { kind: 'done' };
  const { blockedUntil } = state;
  if (!blockedUntil || blockedUntil <= clock.now()) return undefined;
  return { kind: 'retry', at: blockedUntil, why: 'The store is resting', counts: false };
}

async function stop(
  drainOf: StoreDrain,
  failure: PublishingFailure,
  state: PublishState,
): Promise<PassEnd> {
  return { kind: 'stopped', verdict: await resumeAfter(drainOf, failure, state.failures) };
}
