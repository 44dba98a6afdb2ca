import { openException } from '../../modules/activity/open-exception.server.ts';
import type { Difference } from '../../modules/listings/listing.ts';
import { blockPublishing } from '../../modules/listings/publish-state.repository.server.ts';
import type { Channel } from '../../modules/stores/channel.ts';
import type { AdapterFailure } from '../../platform/adapter-failure.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { JobVerdict } from '../../platform/job-catalog.ts';
import { describeFailure, remedyFor } from '../../platform/retry-policy.ts';
import type { FlowContext } from '../flow-context.ts';
import { unwritableStore } from './listing-exceptions.ts';

export type PublishingFailure = AdapterFailure;

export type PassNotes = {
  /** Something was settled that has to be looked at again in this drain. */
  repeat: boolean;
  /** Something was told. */
  progress: boolean;
  /** The store works through a file of prices: no other price is written meanwhile. */
  priceRun: boolean;
};

/** One drain of one store. */
export type StoreDrain = {
  readonly context: FlowContext;
  readonly storeId: string;
  readonly channel: Channel;
  /** What happened in the present pass. */
  readonly seen: PassNotes;
  /** Refused in this drain: not tried again until something changes. */
  readonly refusedPrices: Set<Difference['variantId']>;
};

/** Where a person must act, the store is tried again now and then all the same. */
const PARKED_RETRY_MS = 30 * 60_000;

/** Notes how long the store rests, by the retry table; the state stands on the store, so that every worker keeps to it. */
export async function resumeAfter(
  { context, storeId }: StoreDrain,
  failure: PublishingFailure,
  failuresBefore: number,
): Promise<JobVerdict> {
  const { clock, random } = context;
  const now = clock.now();
  const remedy = remedyFor(failure, { attempt: failuresBefore + 1, now, random });
  const parked = remedy.kind !== 'delay';
  const until = parked ? new Date(now.getTime() + PARKED_RETRY_MS) : remedy.at;
  await inTransaction(context.db, async (tx) => {
    const verb = { tx, clock };
    await blockPublishing(verb, storeId, { until, counts: parked || remedy.counts });
    if (parked) await openException(verb, unwritableStore(storeId, describeFailure(failure)));
  });
  return { kind: 'retry', at: until, why: describeFailure(failure), counts: false };
}
