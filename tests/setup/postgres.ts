/** Vitest's global set-up: starts the PostgreSQL of this run and makes the template that test files copy. */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../app/platform/embedded-postgres.server.ts';
import { migrate } from '../../app/platform/migrate.server.ts';
import './database.ts';

const TEMPLATE = 'template_stockbridge';
const PREFIX = 'stockbridge-test-';
const SHARED = Symbol.for('stockbridge test server');

// In memory where the machine has it: copying a database takes 17 ms there and up to 590 ms on a disk.
const root = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

type Shared = { users: number; readonly running: Promise<{ url: string; stop(): Promise<void> }> };

// Each project of vitest loads this file for itself, in one process: the server is shared through the global object.
const holder: typeof globalThis & { [SHARED]?: Shared } = globalThis;

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const shared = (holder[SHARED] ??= { users: 0, running: startServer() });
  shared.users += 1;
  const { url, stop } = await shared.running;
  project.provide('serverUrl', url);
  project.provide('templateDatabase', TEMPLATE);
  return async () => {
    shared.users -= 1;
    if (shared.users > 0) return;
    delete holder[SHARED];
    await stop();
  };
}

async function startServer(): Promise<{ url: string; stop(): Promise<void> }> {
  await removeLeftovers();
  const home = await mkdtemp(join(root, `${PREFIX}${process.pid}-`));
  const server = await startEmbeddedPostgres({
    folder: join(home, 'postgres'),
    database: TEMPLATE,
    durable: false,
    maxConnections: 300,
    settings: { autovacuum: 'off', deadlock_timeout: '100ms', max_locks_per_transaction: '256' },
  });
  const stop = async () => {
    await server.stop();
    await rm(home, { recursive: true, force: true });
  };
  try {
    await migrate(server.url);
  } catch (fault) {
    await stop();
    throw fault;
  }
  return { url: server.urlOf('postgres'), stop };
}

/** A run that was killed could not stop its server. */
async function removeLeftovers(): Promise<void> {
  const homes = (await readdir(root)).filter((entry) => entry.startsWith(PREFIX));
  for (const entry of homes) {
    const home = join(root, entry);
    if (isAlive(Number.parseInt(entry.slice(PREFIX.length), 10))) continue;
    const pidFile = await readFile(join(home, 'postgres/postmaster.pid'), 'utf8').catch(() => '');
    const [pid, folder] = pidFile.split('\n');
    if (folder === join(home, 'postgres') && isAlive(Number(pid)))
      process.kill(Number(pid), 'SIGQUIT');
    await rm(home, { recursive: true, force: true }).catch(() => undefined); // another user's
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
