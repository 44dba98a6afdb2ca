/** Rounds: ours and its baseline in turn (A/B/A/B), so that what else the machine does falls on both alike. */
import { percentile } from './bench.ts';

export const ROUNDS = 5;

export type Compared<Ours, Bare> = {
  readonly ours: readonly Ours[];
  readonly bare: readonly Bare[];
};

/** One unmeasured round of each, then five of each in turn. The number given is the round's, 0 for the warm-up. */
export async function inTurn<Ours, Bare>(
  ours: (round: number) => Promise<Ours>,
  bare: (round: number) => Promise<Bare>,
): Promise<Compared<Ours, Bare>> {
  await ours(0);
  await bare(0);
  const compared = { ours: [] as Ours[], bare: [] as Bare[] };
  for (let round = 1; round <= ROUNDS; round += 1) {
    compared.ours.push(await ours(round));
    compared.bare.push(await bare(round));
  }
  return compared;
}

/** Median, slowest and fastest of the rounds' figures. */
export function spread(figures: readonly number[]): {
  median: number;
  least: number;
  most: number;
} {
  const sorted = figures.toSorted((a, b) => a - b);
  return { median: percentile(sorted, 0.5), least: sorted[0] ?? 0, most: sorted.at(-1) ?? 0 };
}

/** What a line says of a comparison: figure, baseline, their ratio, and how far the rounds lie apart. */
export function compare(ours: readonly number[], bare: readonly number[]) {
  const [mine, base] = [spread(ours), spread(bare)];
  return {
    figure: mine.median,
    baseline: base.median,
    ratio: mine.median / base.median,
    rounds: ours.length,
    figureLeast: mine.least,
    figureMost: mine.most,
    baselineLeast: base.least,
    baselineMost: base.most,
  };
}
