/**
 * Outcome estimate: how often each of a few outcomes happens to a group, learned from what happened to it, to its
 * parent and to all. Thin data is drawn towards the parent's mean and that towards everyone's (empirical Bayes: a
 * Dirichlet prior of so many observations' weight); old data may count less, so that a drift is followed.
 *
 * How strong the prior is and how fast the past fades is chosen by how well each choice would have foretold every
 * observation from those before it. A choice that fades or trusts less must be better beyond doubt, since where
 * nothing changes the plain mean of all is the best there is.
 */
import type { Instant } from '../../platform/clock.ts';

export type Observation = {
  /** For example a supplier and a zone; its parent, for example the supplier. */
  readonly group: string;
  readonly parent: string;
  /** From 0 to one less than the number of outcomes. */
  readonly outcome: number;
  readonly at: Instant;
};

export type Shares = readonly number[];

export type EstimateSettings = {
  /** Days after which an observation counts half; Infinity: all count alike. */
  readonly halfLifeDays: number;
  /** Observations that the parent's mean counts for. */
  readonly strength: number;
};

export type OutcomeEstimates = {
  readonly settings: EstimateSettings;
  /** Shares of the outcomes for a group, also for one that was never seen, by its parent. */
  readonly sharesOf: (group: string, parent: string) => Shares;
  readonly observationsOf: (group: string) => number;
};

const DAY_MILLISECONDS = 86_400_000;

/** What is chosen while nothing speaks for another: all of the past alike, a prior of medium strength. */
export const CALM: EstimateSettings = { halfLifeDays: Infinity, strength: 20 };
const STRENGTHS = [60, 6];
const HALF_LIVES_DAYS = [120, 60, 30, 15];
/** So many standard errors better is better beyond doubt. */
const DOUBT = 3;
/** Fewer observations are no ground for a choice. */
const LEAST_TO_CHOOSE = 60;

/** `base`: shares before anything was seen. Observations may come in any order; `now` is when the past is looked at. */
export function estimateOutcomes(
  observations: readonly Observation[],
  base: Shares,
  now: Instant,
): OutcomeEstimates {
  const sorted = observations.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const settings = chooseSettings(sorted, base);
  const tallies = createTallies(base, settings);
  for (const observation of sorted) tallies.add(observation);
  const counts = new Map<string, number>();
  for (const { group } of sorted) counts.set(group, (counts.get(group) ?? 0) + 1);
  return {
    settings,
    sharesOf: (group, parent) => tallies.sharesOf(group, parent, now),
    observationsOf: (group) => counts.get(group) ?? 0,
  };
}

/** First how strong the prior is, then whether the past fades. `sorted`: oldest first. */
export function chooseSettings(sorted: readonly Observation[], base: Shares): EstimateSettings {
  if (sorted.length < LEAST_TO_CHOOSE) return CALM;
  const strengths = STRENGTHS.map((strength) => ({ ...CALM, strength }));
  const steady = bestBeyondDoubt(sorted, base, CALM, strengths);
  const fading = HALF_LIVES_DAYS.map((halfLifeDays) => ({ ...steady, halfLifeDays }));
  return bestBeyondDoubt(sorted, base, steady, fading);
}

function bestBeyondDoubt(
  sorted: readonly Observation[],
  base: Shares,
  usual: EstimateSettings,
  others: readonly EstimateSettings[],
): EstimateSettings {
  const losses = foretellingLosses(sorted, base, usual);
  let best = usual;
  let mostGained = 0;
  for (const other of others) {
    const gains = foretellingLosses(sorted, base, other).map(
      (loss, index) => (losses[index] ?? 0) - loss,
    );
    const gained = meanOf(gains);
    if (gained <= mostGained || gained < DOUBT * standardError(gains, gained)) continue;
    best = other;
    mostGained = gained;
  }
  return best;
}

/** Log-loss of each observation, foretold from those before it. */
function foretellingLosses(
  sorted: readonly Observation[],
  base: Shares,
  settings: EstimateSettings,
): number[] {
  const tallies = createTallies(base, settings);
  return sorted.map((observation) => {
    const { group, parent, outcome, at } = observation;
    const loss = logLoss(tallies.sharesOf(group, parent, at), outcome);
    tallies.add(observation);
    return loss;
  });
}

/** −ln of the share that the outcome was given. */
export function logLoss(shares: Shares, outcome: number): number {
  return -Math.log(Math.max(1e-9, shares[outcome] ?? 0));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function standardError(values: readonly number[], mean: number): number {
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length * (values.length - 1)));
}

type Tally = { readonly counts: number[]; total: number; at: number };

/** Counts of outcomes by group, by parent and of all, that fade as time goes on. */
function createTallies(base: Shares, { halfLifeDays, strength }: EstimateSettings) {
  const groups = new Map<string, Tally>();
  const parents = new Map<string, Tally>();
  const all = emptyTally();

  function emptyTally(): Tally {
    return { counts: base.map(() => 0), total: 0, at: 0 };
  }
  function tallyOf(tallies: Map<string, Tally>, key: string): Tally {
    let tally = tallies.get(key);
    if (!tally) tallies.set(key, (tally = emptyTally()));
    return tally;
  }
  function fadeTo(tally: Tally, at: number): void {
    const days = (at - tally.at) / DAY_MILLISECONDS;
    tally.at = at;
    if (halfLifeDays === Infinity || days <= 0 || tally.total === 0) return;
    const left = 2 ** (-days / halfLifeDays);
    tally.total *= left;
    for (let c = 0; c < tally.counts.length; c++) tally.counts[c] = (tally.counts[c] ?? 0) * left;
  }
  function drawn(tally: Tally | undefined, towards: Shares): Shares {
    if (!tally) return towards;
    const weight = tally.total + strength;
    return towards.map((share, c) => ((tally.counts[c] ?? 0) + strength * share) / weight);
  }
  return {
    add({ group, parent, outcome, at }: Observation): void {
      for (const tally of [tallyOf(groups, group), tallyOf(parents, parent), all]) {
        fadeTo(tally, at.getTime());
        tally.counts[outcome] = (tally.counts[outcome] ?? 0) + 1;
        tally.total += 1;
      }
    },
    sharesOf(group: string, parent: string, at: Instant): Shares {
      const own = groups.get(group);
      const above = parents.get(parent);
      for (const tally of [own, above, all]) if (tally) fadeTo(tally, at.getTime());
      return drawn(own, drawn(above, drawn(all, base)));
    },
  };
}
