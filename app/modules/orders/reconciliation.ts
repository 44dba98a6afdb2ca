/**
 * Reconciliation: a comparison of a connection's orders in the store, in the hub and at the suppliers. A run looks at
 * all that changed in its window or is still open; each line is kept with where it stands on each side.
 */
import type { Instant } from '../../platform/clock.ts';
import type { Id } from '../../platform/ids.ts';
import type { Difference, ThreeSides } from './three-way.ts';

export type ReconciliationRunId = Id<'ReconciliationRun'>;
export type RunKey = {
  readonly distributorId: Id<'Distributor'>;
  readonly runId: ReconciliationRunId;
};

export type RunStatus = 'waiting' | 'running' | 'stopping' | 'stopped' | 'finished' | 'failed';

/** First what the store says has changed, then what of the hub's orders the store did not name. */
export type RunPhase = 'store' | 'hub' | 'over';

export type ReconciliationRun = {
  readonly distributorId: Id<'Distributor'>;
  readonly id: ReconciliationRunId;
  readonly connectionId: Id<'Connection'>;
  readonly storeId: Id<'Store'>;
  /** The distributor's own date of the run. */
  readonly day: string;
  readonly status: RunStatus;
  readonly phase: RunPhase;
  /** Where the phase goes on: the store's page, or the hub's last order. */
  readonly cursor: string | null;
  readonly windowFrom: Instant;
  /** What changed later is under way: the next run says. */
  readonly windowUntil: Instant;
};

/** One line as it was found. */
export type ComparedLine = {
  readonly outsideOrderId: string;
  readonly outsideLineId: string;
  readonly orderId: Id<'Order'> | undefined;
  readonly orderName: string;
  readonly title: string;
  readonly sku: string | undefined;
  readonly sides: ThreeSides;
  readonly differences: readonly Difference[];
  readonly underWay: boolean;
};

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Read again at every run: clocks that differ, and what was under way at the run before. */
const OVERLAP_MS = 2 * 60 * MINUTE;
/** What changed so lately is still on its way between the sides. */
const UNDER_WAY_MS = 15 * MINUTE;
/** A first run goes no further back; whatever is still open is compared all the same. */
const FIRST_WINDOW_MS = 30 * DAY;

/** Days for which lines, and after them runs, are kept. */
export const KEPT_DAYS = { lines: 90, runs: 400 } as const;

/** From the end of the last full run, with an overlap, until a little before now. */
export function windowOf(lastUntil: Instant | null, now: Instant) {
  const from = lastUntil ? lastUntil.getTime() - OVERLAP_MS : now.getTime() - FIRST_WINDOW_MS;
  return { windowFrom: new Date(from), windowUntil: new Date(now.getTime() - UNDER_WAY_MS) };
}

/** The date where the distributor is, as YYYY-MM-DD; UTC where its time zone is not known to us. */
export function dayIn(timeZone: string, at: Instant): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: knownZone(timeZone) }).format(at);
}

/** Whether it is night there: between two and six. */
export function isNightIn(timeZone: string, at: Instant): boolean {
  const hour = new Intl.DateTimeFormat('en-GB', { timeZone: knownZone(timeZone), hour: '2-digit', hourCycle: 'h23' }); // prettier-ignore
  const hours = Number(hour.format(at));
  return hours >= 2 && hours < 6;
}

function knownZone(timeZone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}
