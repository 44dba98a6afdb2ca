/**
 * Remedy rule: a remedy that is applied by itself to open exceptions of a kind, once they have waited for so many
 * minutes. At most so many times in an hour, and each time with a line in the matter's log.
 */
import { z } from 'zod';

export const RemedyRule = z.object({
  kind: z.string().min(1).max(60),
  /** Only of this connection; null: of all. */
  connectionId: z.uuid().nullable(),
  remedy: z.string().min(1).max(60),
  afterMinutes: z.int().min(0).max(43_200),
  perHour: z.int().min(1).max(1_000),
});
export type RemedyRule = z.infer<typeof RemedyRule>;

/**
 * Remedies that may be applied without a person, by the kind of matter: those that can be repeated without harm or that
 * only try again. What spends money, cancels, or asks for something to be filled in is a person's.
 */
export const AUTOMATIC_REMEDIES: readonly string[] = [
  'reroute-order',
  'reroute-orders',
  'send-available',
  'release-hold',
  'report-again',
  'accept-again',
  'retry-parked',
  'read-again',
  'send-again',
  'wait',
  'import-now',
  'compare-again',
  'ask-suppliers',
  'route-anew',
  'tell-store-again',
  'cancel-purchase-order',
];

/** Holds that nobody but a person may lift: what they guard against is not gone by waiting. */
const NEVER_RELEASED = [
  'hold-fraud',
  'hold-restricted-goods',
  'hold-credit-limit',
  'hold-manual',
  'hold-release-rule',
];

export function mayBeAutomatic({ kind, remedy }: Pick<RemedyRule, 'kind' | 'remedy'>): boolean {
  if (remedy === 'release-hold' && NEVER_RELEASED.includes(kind)) return false;
  return AUTOMATIC_REMEDIES.includes(remedy);
}

const MINUTE = 60_000;

/** When a rule acts on a matter. */
export function dueAt(rule: Pick<RemedyRule, 'afterMinutes'>, openedAt: Date): Date {
  return new Date(openedAt.getTime() + rule.afterMinutes * MINUTE);
}

/** When a matter whose rule was refused, or has done enough in this hour, is looked at again. */
export function lookAgainAt(now: Date): Date {
  return new Date(now.getTime() + 10 * MINUTE);
}
