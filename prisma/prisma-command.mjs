// Prisma's command line asks for native engines that this project never uses (engineType = "client",
// diffs in WebAssembly), so it is pointed at a file that exists.
import { spawnSync } from 'node:child_process';

const environment = {
  ...process.env,
  PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
  PRISMA_QUERY_ENGINE_LIBRARY: process.execPath,
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
  CHECKPOINT_DISABLE: '1',
  DATABASE_URL: process.env.DATABASE_URL ?? 'postgresql://127.0.0.1/unused',
};

/** Runs `prisma …` and returns what it printed to stdout; throws with its complaint when it fails. */
export function prisma(...commandArguments) {
  const run = spawnSync('node_modules/.bin/prisma', commandArguments, {
    encoding: 'utf8',
    env: environment,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (run.status !== 0)
    throw new Error(`prisma ${commandArguments[0]}: ${run.stderr || run.error}`);
  return run.stdout;
}
