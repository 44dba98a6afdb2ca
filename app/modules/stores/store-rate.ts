/**
 * Store rate: how much a store's channel lets us ask of it, as one token bucket for all processes.
 * Units are the channel's own (Shopify: query points); moments come from the injected clock.
 */
import type { Instant } from '../../platform/clock.ts';

/** Orders go first: publishing leaves a reserve in the bucket and may not run up a debt. */
export type RateLane = 'orders' | 'publishing';

export type RateReservation =
  /** The points are taken. The call may start at `startAt`, not earlier. */
  | { readonly kind: 'granted'; readonly startAt: Instant }
  /** Nothing is taken: it would have been too long a wait. Ask again at `until`. */
  | { readonly kind: 'refused'; readonly until: Instant };

/** What the channel told with its answer. */
export type RateReport = {
  readonly maximum: number;
  readonly available: number;
  readonly restorePerSecond: number;
};

/** The bucket of one store. */
export interface StoreRate {
  /** Takes `points` from the bucket before a call. */
  reserve(points: number, lane: RateLane): Promise<RateReservation>;
  /** Gives back what the call did not cost, and learns from the channel's own report where there is one. */
  settle(used: {
    readonly reserved: number;
    readonly cost: number;
    readonly report: RateReport | undefined;
  }): Promise<void>;
  /** The channel refused a call for being too many: nobody calls before `until`. */
  block(until: Instant, report: RateReport | undefined): Promise<void>;
}

/** The bucket before the channel has told anything: enough for one small call, which then tells the truth. */
export const FIRST_GUESS = { available: 50, maximum: 1_000, restorePerSecond: 50 } as const;

/** Share of the bucket that publishing leaves for orders. */
export const PUBLISHING_RESERVE = 0.02;
/** Seconds that a lane may be booked ahead: longer waits are refused, so that callers can do something else. */
export const BOOKED_AHEAD: Readonly<Record<RateLane, number>> = { orders: 5, publishing: 1 };
/** Share of the bucket by which the channel's report may exceed ours before ours is raised: calls under way. */
export const UNDER_WAY = 0.5;
/** Points never spent, for what two clocks and rounding may differ by. */
export const SLACK = 2;
