/**
 * Bench: `npm run bench [-- NAME…]` runs the named benches, or all of them, one after the other. Prints one JSON line
 * for each on stdout, and at the end on stderr what was asked and what was reached. Exit code 1 when one could not run.
 */
import { cpus, totalmem } from 'node:os';
import type { Bench, BenchLine } from './bench.ts';
import { fanout, scale } from './fanout.bench.ts';
import { forward } from './forward.bench.ts';
import { freshness } from './freshness.bench.ts';
import { importBench } from './import.bench.ts';
import { intake } from './intake.bench.ts';
import { ordersScale } from './orders-scale.bench.ts';
import { oversell } from './oversell.bench.ts';
import { publish } from './publish.bench.ts';
import { memory } from './memory.bench.ts';
import { routing } from './routing.bench.ts';
import { search } from './search.bench.ts';
import { storefront } from './storefront.bench.ts';
import { targets } from './targets.ts';

const benches: readonly Bench[] = [
  intake,
  freshness,
  publish,
  forward,
  storefront,
  routing,
  fanout,
  scale,
  ordersScale,
  oversell,
  importBench,
  search,
  memory,
];

const GIB = 1024 ** 3;
const [processor] = cpus();
const machine = `${cpus().length} × ${processor?.model ?? 'unknown'}, ${Math.round(totalmem() / GIB)} GiB, Node ${process.version}`;

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  tell(
    `There is no bench ${unknown.join(', ')}; there are: ${benches.map(({ name }) => name).join(', ')}`,
  );
  process.exit(1);
}

const chosen = benches.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const last = new Map<string, BenchLine>();
const failed: string[] = [];
for (const { name, run } of chosen) {
  tell(`${name} …`);
  try {
    for (const line of await run()) {
      last.set(line.bench, line);
      process.stdout.write(`${JSON.stringify(toShown({ ...line, machine }))}\n`);
    }
  } catch (fault) {
    failed.push(name);
    tell(
      `${name} could not run: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}`,
    );
  }
}
showTargets();
process.exit(failed.length > 0 ? 1 : 0);

function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Four significant digits: what is beyond them is noise. */
function toShown(line: BenchLine): BenchLine {
  const entries = Object.entries(line).map(([name, value]) => [
    name,
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value,
  ]);
  return Object.fromEntries(entries) as BenchLine;
}

function showTargets(): void {
  tell('');
  for (const { bench, asked, reached, holds } of targets) {
    const line = last.get(bench);
    const value = line && reached(line);
    if (value === undefined) continue;
    const mark = holds(value) ? '✓' : '✗';
    tell(`${mark} ${bench.padEnd(12)} ${asked.padEnd(18)} ${Number(value.toPrecision(4))}`);
  }
}
