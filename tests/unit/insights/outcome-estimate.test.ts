import { describe, expect, it } from 'vitest';
import {
  CALM,
  chooseSettings,
  estimateOutcomes,
  logLoss,
} from '../../../app/modules/insights/outcome-estimate.ts';
import type { Observation, Shares } from '../../../app/modules/insights/outcome-estimate.ts';
import { seededRandom } from '../../bench/seeded-random.ts';
import type { SeededRandom } from '../../bench/seeded-random.ts';

const START = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;
const BASE: Shares = [0.95, 0.03, 0.02];
const SUPPLIERS = ['a', 'b', 'c', 'd'];
const ZONES = ['DE', 'FR', 'CH'];

type Truth = (supplier: string, zone: string, day: number) => Shares;

/** What happened on `perDay` purchase orders a day, drawn from the truth of that day. */
function history(seed: number, truth: Truth, days: number, perDay: number): Observation[] {
  const random = seededRandom(seed);
  return Array.from({ length: days * perDay }, (_, index) => {
    const day = Math.floor(index / perDay);
    const parent = pick(random, SUPPLIERS);
    const zone = pick(random, ZONES);
    const outcome = draw(random, truth(parent, zone, day));
    return { group: `${parent} ${zone}`, parent, outcome, at: new Date(START + day * DAY) };
  });
}

function pick(random: SeededRandom, from: readonly string[]): string {
  return from[random.whole(0, from.length - 1)] ?? '';
}

function draw(random: SeededRandom, shares: Shares): number {
  let left = random.next();
  const outcome = shares.findIndex((share) => (left -= share) < 0);
  return outcome < 0 ? shares.length - 1 : outcome;
}

/** The mean log-loss on what was held back, foretold by the estimate and by the plain average of each group. */
function compareOnHeldBack(truth: Truth, seeds: number, perDay = 6) {
  let [ours, plain, count] = [0, 0, 0];
  for (let seed = 1; seed <= seeds; seed++) {
    const all = history(seed, truth, 240, perDay);
    const cut = 220 * perDay;
    const [known, heldBack] = [all.slice(0, cut), all.slice(cut)];
    const estimates = estimateOutcomes(known, BASE, new Date(START + 220 * DAY));
    for (const { group, parent, outcome } of heldBack) {
      ours += logLoss(estimates.sharesOf(group, parent), outcome);
      plain += logLoss(plainAverage(known, group), outcome);
      count++;
    }
  }
  return { ours: ours / count, plain: plain / count };
}

/** With half an observation of each outcome, so that what was never seen is not impossible. */
function plainAverage(known: readonly Observation[], group: string): Shares {
  const counts = BASE.map(() => 0.5);
  for (const each of known) {
    if (each.group === group) counts[each.outcome] = (counts[each.outcome] ?? 0) + 1;
  }
  const total = counts.reduce((sum, seen) => sum + seen, 0);
  return counts.map((seen) => seen / total);
}

const PUNCTUAL: Shares = [0.9, 0.07, 0.03];
const LATE: Shares = [0.35, 0.4, 0.25];

const steady: Truth = () => PUNCTUAL;
const different: Truth = (supplier, zone) => (supplier === 'a' && zone !== 'DE' ? LATE : PUNCTUAL);
/** Two suppliers become late, and one recovers, in the last part of what is known. */
const drifting: Truth = (supplier, _zone, day) => {
  if (supplier === 'b' || supplier === 'c') return day > 170 ? LATE : PUNCTUAL;
  return supplier === 'd' && day < 150 ? LATE : PUNCTUAL;
};

describe('estimating how often something happens', () => {
  it('foretells what is held back better than the plain average where suppliers have drifted', () => {
    const { ours, plain } = compareOnHeldBack(drifting, 12);
    expect(ours).toBeLessThan(plain - 0.05);
  });

  it('is not worse than the plain average, to a thousandth, where suppliers do not differ at all', () => {
    const { ours, plain } = compareOnHeldBack(steady, 12);
    expect(ours).toBeLessThanOrEqual(plain + 0.001);
  });

  it('is not worse than the plain average, to a hundredth, where suppliers differ and nothing drifts', () => {
    const { ours, plain } = compareOnHeldBack(different, 12);
    expect(ours).toBeLessThanOrEqual(plain + 0.01);
  });

  it('is better than the plain average where there is little to learn from', () => {
    const { ours, plain } = compareOnHeldBack(steady, 40, 1);
    expect(ours).toBeLessThan(plain);
  });

  it('lets the past fade only where that foretold better beyond doubt', () => {
    for (let seed = 1; seed <= 20; seed++) {
      expect(chooseSettings(history(seed, steady, 200, 5), BASE).halfLifeDays).toBe(Infinity);
      expect(chooseSettings(history(seed, drifting, 240, 6), BASE).halfLifeDays).toBeLessThan(121);
    }
  });

  it('draws a group with one observation almost to its parent, and an unseen one wholly', () => {
    const random = history(3, different, 60, 4);
    const one: Observation = { ...random[0], group: 'a NO', parent: 'a', outcome: 2, at: new Date(START) }; // prettier-ignore
    const { sharesOf } = estimateOutcomes([...random, one], BASE, new Date(START + 61 * DAY));
    const [parent, once] = [sharesOf('a unseen', 'a'), sharesOf('a NO', 'a')];
    expect((once[2] ?? 0) - (parent[2] ?? 0)).toBeGreaterThan(0);
    expect((once[2] ?? 0) - (parent[2] ?? 0)).toBeLessThan(0.1);
    expect(sharesOf('never NO', 'never')[0]).toBeGreaterThan(parent[0] ?? 1);
  });

  it('gives shares that sum to one, whatever was seen', () => {
    const { sharesOf } = estimateOutcomes(history(5, drifting, 90, 3), BASE, new Date(START));
    const sum = sharesOf('b DE', 'b').reduce((total, share) => total + share, 0);
    expect(sum).toBeCloseTo(1, 9);
  });

  it('starts from the stated shares while nothing was seen', () => {
    const estimates = estimateOutcomes([], BASE, new Date(START));
    expect(estimates.sharesOf('a DE', 'a')).toEqual(BASE);
    expect(estimates.settings).toEqual(CALM);
  });
});
