/**
 * Memory: the most that the process of a worker holds (peak resident set, from /proc) while a feed streams through it:
 * kept as a blob, read, judged, staged by COPY, compared and applied in chunks. The worker is a process of its own, so
 * that nothing of the bench counts. Two lengths say what 100,000 rows more cost.
 */
import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { startEmbeddedPostgres } from '../../app/platform/embedded-postgres.server.ts';
import { migrate } from '../../app/platform/migrate.server.ts';
import type { Bench, BenchLine } from './bench.ts';

/** `MEMORY_ROWS` makes it smaller while others need the machine. */
const ROWS = Number(process.env['MEMORY_ROWS'] ?? 1_000_000);
const FIRST_ROWS = Math.min(100_000, ROWS / 2);

const Told = z.object({
  peakMiB: z.number(),
  seconds: z.number(),
  rows: z.number(),
  status: z.string(),
});

export const memory: Bench = { name: 'memory', run };

async function run(): Promise<BenchLine[]> {
  const folder = await mkdtemp(join(tmpdir(), 'stockbridge-memory-'));
  const server = await startEmbeddedPostgres({ folder, database: 'memory' });
  try {
    await migrate(server.url);
    const first = await stream(server.url, FIRST_ROWS);
    const all = await stream(server.url, ROWS);
    for (const { status } of [first, all])
      if (status !== 'applied') throw new Error(`The feed is ${status} in place of applied`);
    const perHundredThousand = ((all.peakMiB - first.peakMiB) * 100_000) / (ROWS - FIRST_ROWS);
    return [
      {
        bench: 'memory',
        figure: all.peakMiB,
        unit: 'MiB peak RSS of the worker',
        rows: all.rows,
        first: first.peakMiB,
        perHundredThousand,
        rowsPerSecond: all.rows / all.seconds,
      },
    ];
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function stream(databaseUrl: string, rows: number): Promise<z.infer<typeof Told>> {
  const path = new URL('./memory-worker.ts', import.meta.url).pathname;
  const child = fork(path, [databaseUrl, String(rows)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', (told) => resolve(Told.parse(told)));
    child.once('exit', (code) =>
      reject(new Error(`The worker ended with ${String(code)} and told nothing`)),
    );
  });
}
