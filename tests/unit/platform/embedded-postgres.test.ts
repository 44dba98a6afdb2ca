import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { startEmbeddedPostgres } from '../../../app/platform/embedded-postgres.server.ts';

const homes: string[] = [];
afterAll(async () => {
  for (const home of homes) await rm(home, { recursive: true, force: true });
});

/** A folder that only its owner may enter, as `mktemp -d` makes it. */
async function newFolder(): Promise<string> {
  const root = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const home = await mkdtemp(join(root, 'stockbridge-embedded-'));
  homes.push(home);
  return join(home, 'postgres');
}

const start = (folder: string) => startEmbeddedPostgres({ folder });

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Another process that uses the folder's server; killed without any farewell by `kill`. */
async function startInAnotherProcess(folder: string) {
  const module = new URL('../../../app/platform/embedded-postgres.server.ts', import.meta.url);
  const script = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(module.href)});
    const server = await startEmbeddedPostgres({ folder: ${JSON.stringify(folder)} });
    console.log(server.url);
    process.stdin.once('data', () => void server.stop());
    process.stdin.resume();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [url] = await once(createInterface(child.stdout), 'line');
  return {
    url: String(url),
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

test('what was written is there after a stop and a new start', async () => {
  const folder = await newFolder();
  const first = await start(folder);
  await ask(first.url, 'create table kept (n integer)');
  await first.stop();
  const second = await start(folder);
  expect(await ask(second.url, 'select count(*)::integer as n from kept')).toEqual([{ n: 0 }]);
  await second.stop();
});

test('two processes that start at once share one server, which runs until the last has stopped', async () => {
  const folder = await newFolder();
  const [here, there] = await Promise.all([start(folder), startInAnotherProcess(folder)]);
  expect(there.url).toBe(here.url);
  const later = await start(folder);
  expect(later.startedHere).toBe(false);
  await here.stop();
  expect(await ask(later.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  await there.kill();
  await later.stop();
  await expect(ask(later.url, 'select 1')).rejects.toThrow(/ECONNREFUSED/);
});

test('after a SIGKILL of its only user the server is found again and then stopped', async () => {
  const folder = await newFolder();
  const killed = await startInAnotherProcess(folder);
  await killed.kill();
  const next = await start(folder);
  expect(next).toMatchObject({ url: killed.url, startedHere: false });
  await next.stop();
  expect(existsSync(join(folder, 'postmaster.pid'))).toBe(false);
});

test('after a SIGKILL of the server too it recovers and starts again', async () => {
  const folder = await newFolder();
  const killed = await startInAnotherProcess(folder);
  await ask(killed.url, 'create table kept (n integer)');
  await killed.kill();
  const pidFile = await readFile(join(folder, 'postmaster.pid'), 'utf8');
  process.kill(Number(pidFile.split('\n')[0]), 'SIGKILL');
  const next = await start(folder);
  expect(await ask(next.url, 'select count(*)::integer as n from kept')).toEqual([{ n: 0 }]);
  await next.stop();
});

test('a pid file that names another living program does not stop it from starting', async () => {
  const folder = await newFolder();
  const first = await start(folder);
  const pidFile = await readFile(join(folder, 'postmaster.pid'), 'utf8');
  await first.stop();
  const lines = [String(process.pid), ...pidFile.split('\n').slice(1)];
  await writeFile(join(folder, 'postmaster.pid'), lines.join('\n'));
  const next = await start(folder);
  expect(await ask(next.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  await next.stop();
});

test('a lost session of its own does not leave the server running after the stop', async () => {
  const folder = await newFolder();
  const server = await start(folder);
  await ask(
    server.url,
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'stockbridge holder'`,
  );
  await server.stop();
  await expect(ask(server.url, 'select 1')).rejects.toThrow(/ECONNREFUSED/);
});
