/** Learned lead times: what past dispatches tell, laid over the lead times that a supplier states. */
import type { LeadTime } from './routing-input.ts';

/** What was learned of one supplier's dispatches to one country (see app/modules/insights). */
export type LearnedSlip = {
  /** Share of dispatches by days after the day on which they should have left: 0, 1, 2 … */
  readonly slip: readonly number[];
  /** Past dispatches that it was learned from. */
  readonly dispatches: number;
};

/** Parts in which shares are counted: lead times are whole numbers of deliveries. */
const PARTS = 1_000;

/** Days from the day on which goods should leave to the door: the days of slipping and those on the way, summed. */
export function leadTimesWith(
  { slip }: LearnedSlip,
  stated: readonly LeadTime[],
): readonly LeadTime[] {
  const all = stated.reduce((sum, { deliveries }) => sum + deliveries, 0);
  const known = all > 0 ? stated : [{ days: 0, deliveries: 1 }];
  const shares = new Map<number, number>();
  for (const { days, deliveries } of known) {
    slip.forEach((share, late) => {
      const day = days + late;
      const part = (share * deliveries) / (all > 0 ? all : 1);
      shares.set(day, (shares.get(day) ?? 0) + part);
    });
  }
  return [...shares]
    .sort(([a], [b]) => a - b)
    .map(([days, share]) => ({ days, deliveries: Math.round(share * PARTS) }))
    .filter(({ deliveries }) => deliveries > 0);
}

/** Share of dispatches that left on the day on which they should have, in basis points. */
export function onTimeOf({ slip }: LearnedSlip): number {
  return Math.max(0, Math.min(10_000, Math.round((slip[0] ?? 0) * 10_000)));
}
