/**
 * Routing: whole plans per second on one core, over the fixed generator (orders 1 … 3,000 by seed), explanation
 * included. Baseline: HiGHS on a sample of the same orders in the same run; `gapMinor` is the greatest
 * difference between its optimum and ours, with `mip_rel_gap` 0.
 */
import loadHighs from 'highs';
import { planRoute } from '../../app/modules/routing/plan-route.ts';
import type { RoutingInput } from '../../app/modules/routing/routing-input.ts';
import { percentile } from './bench.ts';
import type { Bench, BenchLine } from './bench.ts';
import { solveExactly } from './routing-milp.ts';
import { routingOrder } from './routing-orders.ts';

const ORDERS = 3_000;
const ROUNDS = 5;
const SAMPLE_EVERY = 75;

export const routing: Bench = { name: 'routing', run };

async function run(): Promise<BenchLine[]> {
  const orders = Array.from({ length: ORDERS }, (_, index) => routingOrder(index + 1));
  for (const order of orders.slice(0, 500)) planRoute(order);
  const rounds = Array.from({ length: ROUNDS }, () => timeRound(orders));
  const rates = rounds.map(({ perSecond }) => perSecond).sort((a, b) => a - b);
  const times = rounds.flatMap(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  const figure = percentile(rates, 0.5);
  const highs = await compareWithHighs(orders.filter((_, index) => index % SAMPLE_EVERY === 0));
  return [
    {
      bench: 'routing',
      figure,
      unit: 'plans/s',
      baseline: highs.perSecond,
      ratio: figure / highs.perSecond,
      p50: percentile(times, 0.5),
      p95: percentile(times, 0.95),
      p99: percentile(times, 0.99),
      slowest: rates[0] ?? 0,
      fastest: rates.at(-1) ?? 0,
      inexact: orders.filter((order) => !planRoute(order).search.exact).length,
      gap: highs.gapMinor,
      gapUnits: highs.gapUnits,
      sample: highs.sample,
    },
  ];
}

function timeRound(orders: readonly RoutingInput[]) {
  const milliseconds: number[] = [];
  const started = performance.now();
  for (const order of orders) {
    const before = performance.now();
    planRoute(order);
    milliseconds.push(performance.now() - before);
  }
  const seconds = (performance.now() - started) / 1_000;
  return { perSecond: orders.length / seconds, milliseconds };
}

async function compareWithHighs(sample: readonly RoutingInput[]) {
  const highs = await loadHighs();
  const solve = (programme: string) =>
    highs.solve(programme, { mip_rel_gap: 0, mip_abs_gap: 0, output_flag: false });
  let [gapMinor, gapUnits, milliseconds] = [0, 0, 0];
  for (const order of sample) {
    const plan = planRoute(order);
    const before = performance.now();
    const best = solveExactly(order, solve);
    milliseconds += performance.now() - before;
    const placed = plan.allocations.reduce((sum, { quantity }) => sum + quantity, 0);
    gapUnits = Math.max(gapUnits, best.placed - placed);
    if (best.placed === placed) gapMinor = Math.max(gapMinor, plan.totalMinor - best.costMinor);
  }
  return {
    gapMinor,
    gapUnits,
    sample: sample.length,
    perSecond: (sample.length * 1_000) / milliseconds,
  };
}
