/**
 * Release: the moment from which an order may be forwarded — paid, authorised, or at once on terms, by the
 * connection's rule, and then after a delay in which the shopper may change their mind.
 */
import type { Instant } from '../../platform/clock.ts';
import type { ReleaseOn } from '../connections/connection.ts';
import type { PaymentState } from '../stores/channel.ts';

export type ReleaseRule = ReleaseOn;

const RELEASING: Readonly<Record<ReleaseRule, readonly PaymentState[]>> = {
  paid: ['paid', 'part-refunded'],
  authorised: ['authorised', 'part-paid', 'paid', 'part-refunded'],
  terms: ['unpaid', 'authorised', 'part-paid', 'paid', 'part-refunded'],
};

/** Reads the connection's rule; anything unknown is the strictest. */
export function releaseRule(text: string): ReleaseRule {
  return text === 'authorised' || text === 'terms' ? text : 'paid';
}

export function paymentReleases(rule: ReleaseRule, payment: PaymentState): boolean {
  return RELEASING[rule].includes(payment);
}

/**
 * When the order may go: once set it stays (a second payment event does not start the delay again), and it
 * falls away while the payment does not release.
 */
export function releaseMoment(input: {
  readonly rule: ReleaseRule;
  readonly payment: PaymentState;
  readonly delaySeconds: number;
  readonly before: Instant | null;
  readonly now: Instant;
}): Instant | null {
  if (!paymentReleases(input.rule, input.payment)) return null;
  return input.before ?? new Date(input.now.getTime() + input.delaySeconds * 1_000);
}
