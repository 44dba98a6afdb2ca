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
  atLeast('import', 'ratio', 0.2),
  below('search', 'p95', 50),
  atLeast('intake', 'ratio', 0.6),
  below('intake', 'steadyP99', 50),
  below('freshness', 'p95', 1_000),
  atLeast('publish', 'figure', 0.95),
  { ...below('publish', 'throttled', 1), asked: 'throttled = 0' },
  atLeast('forward', 'figure', 100),
  atLeast('forward', 'ratio', 0.3),
  below('forward', 'p95', 2_000),
  atLeast('storefront', 'ratio', 0.5),
  below('storefront', 'steadyP99', 20),
  below('memory', 'figure', 300),
  below('memory', 'perHundredThousand', 5),
  atLeast('routing', 'figure', 5_000),
  { ...below('routing', 'gap', 1), asked: 'gap = 0' },
  { ...below('routing', 'gapUnits', 1), asked: 'gapUnits = 0' },
  atLeast('fanout', 'ratio', 0.5),
  { ...below('oversell', 'ratio', 0.1001), asked: 'ratio ≤ 0.1' },
  { ...below('oversell', 'oversold', 1), asked: 'oversold = 0' },
  atLeast('oversell', 'unitsSoldOfNaive', 0.98),
  { ...below('scale', 'ratio', 1.2), asked: 'ratio ≤ 1.2' },
  { ...below('orders-scale', 'ratio', 1.2001), asked: 'ratio ≤ 1.2' },
];
