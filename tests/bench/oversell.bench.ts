/**
 * Bench: how many units are sold that nobody has, of scarce articles in 50 stores with real lags. Ours runs on the real
 * books with compare-and-swap; the naive policy shows every store everything. With suppliers that sell elsewhere between
 * their figures, fixed buffers stand beside it; the best of them is the one with the fewest units oversold among those
 * that sell as much as we do.
 */
import type { Bench, BenchLine } from './bench.ts';
import { withBenchDatabase } from './fanout-world.ts';
import { makeMarket } from './oversell-demand.ts';
import { sellNaively } from './oversell-naive.ts';
import type { Sales } from './oversell-naive.ts';
import { sellByDivision } from './oversell-ours.ts';

const SEED = 20_261_121;
const ARTICLES = Number(process.env['BENCH_ARTICLES'] ?? 12);
const BUFFERS = [0, 1, 2, 3, 5, 8];

export const oversell: Bench = {
  name: 'oversell',
  run: () =>
    withBenchDatabase(async ({ db }) => {
      const erring = makeMarket(SEED, ARTICLES, true);
      const ours = await sellByDivision(db, erring);
      const naive = BUFFERS.map((buffer) => ({ buffer, ...sellNaively(erring, buffer) }));
      const divided = [
        { buffer: 0, ...(await sellByDivision(db, erring, { fixedBuffer: 0 })) },
        { buffer: 1, ...(await sellByDivision(db, erring, { fixedBuffer: 1 })) },
      ];
      const honest = makeMarket(SEED + 1, ARTICLES, false);
      const exact = await sellByDivision(db, honest);
      const [everything] = naive;
      if (!everything) throw new Error('No policy was measured');
      return [
        ...naive.map((sales) => line(`naive, buffer ${sales.buffer}`, sales, everything)),
        ...divided.map((sales) => line(`divided, fixed buffer ${sales.buffer}`, sales, everything)),
        line('divided and tuned, suppliers err', ours, everything, {
          bestFixed: share(best(naive, ours)),
        }),
        line('divided and tuned, no supplier errs', exact, sellNaively(honest, 0)),
      ];
    }),
};

const share = ({ sold, oversold }: Sales) => (sold === 0 ? 0 : oversold / sold);
/** Units sold that somebody has: what a policy is worth. */
const real = ({ sold, oversold }: Sales) => sold - oversold;

function best(policies: readonly Sales[], ours: Sales): Sales {
  const equal = policies.filter((policy) => real(policy) >= real(ours));
  return equal.toSorted((a, b) => share(a) - share(b))[0] ?? policies[0] ?? ours;
}

function line(
  policy: string,
  sales: Sales,
  naive: Sales,
  more: Readonly<Record<string, number>> = {},
): BenchLine {
  return {
    bench: 'oversell',
    policy,
    figure: share(sales),
    unit: 'oversold ÷ sold',
    baseline: share(naive),
    ratio: share(naive) === 0 ? 0 : share(sales) / share(naive),
    sold: sales.sold,
    oversold: sales.oversold,
    unitsSold: real(sales),
    unitsSoldOfNaive: real(sales) / real(naive),
    ...more,
  };
}
