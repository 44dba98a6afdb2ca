/** Targets: what DESIGN §10 asks of each bench, held against the last line of its name. */
import type { BenchLine } from './bench.ts';

export type Target = {
  readonly bench: string;
  readonly asked: string;
  /** Undefined where the line does not tell. */
  readonly reached: (line: BenchLine) => number | undefined;
  readonly holds: (reached: number) => boolean;
};

const detail = (name: string) => (line: BenchLine) => {
  const value = line[name];
  return typeof value === 'number' ? value : undefined;
};
const atLeast = (bench: string, name: string, least: number): Target => ({
  bench,
  asked: `${name} ≥ ${least}`,
  reached: detail(name),
  holds: (reached) => reached >= least,
});
const below = (bench: string, name: string, most: number): Target => ({
  bench,
  asked: `${name} < ${most}`,
  reached: detail(name),
  holds: (reached) => reached < most,
});

export const targets: readonly Target[] = [
  atLeast('intake', 'ratio', 0.6),
  below('intake', 'steadyP99', 50),
  below('freshness', 'p95', 1_000),
  atLeast('forward', 'figure', 100),
  atLeast('forward', 'ratio', 0.3),
  below('forward', 'p95', 2_000),
  atLeast('storefront', 'ratio', 0.5),
  below('storefront', 'steadyP99', 20),
  atLeast('routing', 'figure', 5_000),
  { ...below('routing', 'gap', 1), asked: 'gap = 0' },
  { ...below('routing', 'gapUnits', 1), asked: 'gapUnits = 0' },
];
