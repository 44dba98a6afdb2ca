/**
 * Purchase rules: how a supplier is asked for goods beyond one order at a time, as the distributor keeps it in the
 * supplier's settings. Every part may be left out; then each purchase order goes at once, and a person decides.
 */
import { z } from 'zod';

const MINUTES_A_WEEK = 7 * 24 * 60;

export const PurchaseRules = z.object({
  /** Purchase orders wait for the cut-off of the supplier's calendar and go as one document for each place. */
  consolidate: z
    .object({
      /** Minor units of the supplier's currency below which the document waits on. */
      minimumMinor: z.int().min(1).optional(),
      /** Hours after which it goes all the same. */
      latestHours: z.int().min(1).max(720).default(72),
    })
    .optional(),
  /** Days that a backorder may take; above that other suppliers are preferred. Left out: a person decides. */
  backorderDays: z.int().min(0).max(365).optional(),
  /** Minutes after the first deadline of an answer; then the order is asked back and goes elsewhere. */
  rerouteAfterMinutes: z.int().min(5).max(MINUTES_A_WEEK).optional(),
  /** Minutes in which a change is to be answered; silence after that counts as a no. */
  changeWindowMinutes: z.int().min(5).max(MINUTES_A_WEEK).default(240),
});
export type PurchaseRules = z.infer<typeof PurchaseRules>;

/** Rules that cannot be read count as none: an order is not lost over a typing error in settings. */
export function readPurchaseRules(stored: unknown): PurchaseRules {
  return PurchaseRules.safeParse(stored).data ?? PurchaseRules.parse({});
}
