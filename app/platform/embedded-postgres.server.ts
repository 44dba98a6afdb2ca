/**
 * Embedded PostgreSQL: a real server in a folder of ours, for when there is no DATABASE_URL. All processes
 * that use one folder share one server: the first starts it, later ones attach, the last to stop stops it.
 * Nothing needs cleaning up after a SIGKILL: who uses the server is known by advisory locks, which end with
 * their session, and a server left behind is attached to, or started again over its stale pid file.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { z } from 'zod';
import { findPostgresPrograms, postgresOwner, runProgram } from './postgres-programs.server.ts';
import type { PostgresOwner, PostgresPrograms } from './postgres-programs.server.ts';

export type EmbeddedPostgresOptions = {
  /** Data folder; made when missing. Its parent must exist or be creatable. */
  readonly folder: string;
  readonly database?: string;
  /** False turns fsync and its kin off: several times faster, not safe against power loss. For tests. */
  readonly durable?: boolean;
  readonly maxConnections?: number;
  /** Further `postgresql.conf` settings; they hold for the server that this call starts. */
  readonly settings?: Readonly<Record<string, string>>;
};

export type EmbeddedPostgres = {
  readonly url: string;
  readonly port: number;
  /** False when another process had started the server. */
  readonly startedHere: boolean;
  urlOf(database: string): string;
  /** Lets go of the server; stops it when no other process uses it. */
  stop(): Promise<void>;
};

type Site = {
  readonly folder: string;
  readonly owner: PostgresOwner | undefined;
  readonly programs: PostgresPrograms;
};
type Running = { readonly pid: number; readonly port: number };

const USER = 'stockbridge';
const USERS_LOCK = 7_260_431; // any fixed number: held shared by every process that uses the server
const START_DEADLINE_MS = 60_000;
const NOT_DURABLE = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const folder = resolve(options.folder);
  const programs = await findPostgresPrograms();
  await mkdir(join(folder, '..'), { recursive: true });
  const site: Site = { folder, programs, owner: await postgresOwner(folder) };
  if (!(await exists(join(folder, 'PG_VERSION')))) await createDataFolder(site, options);
  return useServer(site, options);
}

/** Attaches to the folder's server or starts it, whichever another process leaves to us. */
async function useServer(site: Site, options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const password = await readPassword(site.folder);
  const deadline = Date.now() + START_DEADLINE_MS;
  let startedHere = false;
  let lastFault: unknown;
  while (Date.now() < deadline) {
    try {
      const running = await readRunning(site.folder);
      const holder = running && (await holdServer(running.port, password));
      if (running && holder) {
        await ensureDatabase(holder, options.database ?? USER);
        return handle(site, options.database ?? USER, running, password, holder, startedHere);
      }
      await startServer(site, options);
      startedHere = true;
    } catch (fault) {
      lastFault = fault; // the other process was faster, or is stopping: look again
      await removeStalePidFile(site.folder);
      await delay(100);
    }
  }
  throw new Error(
    `PostgreSQL in ${site.folder} neither starts nor answers; its log is ${join(site.folder, 'server.log')}.`,
    { cause: lastFault },
  );
}

function handle(
  site: Site,
  database: string,
  running: Running,
  password: string,
  holder: pg.Client,
  startedHere: boolean,
): EmbeddedPostgres {
  const urlOf = (name: string) => serverUrl(running.port, password, name);
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= letGo(site, holder, password));
  return { url: urlOf(database), port: running.port, startedHere, urlOf, stop };
}

async function letGo(site: Site, holder: pg.Client, password: string): Promise<void> {
  try {
    await holder.query('select pg_advisory_unlock_shared($1)', [USERS_LOCK]);
    await stopIfLast(site, holder);
  } catch {
    // The session broke and its lock with it. Ask anew, unless the server is down.
    const running = await readRunning(site.folder);
    const again = running && (await holdServer(running.port, password).catch(() => undefined));
    if (again) await letGo(site, again, password);
  } finally {
    await holder.end().catch(() => undefined);
  }
}

/** The exclusive lock is kept until the server is down, so that nobody attaches to a stopping server. */
async function stopIfLast(site: Site, holder: pg.Client): Promise<void> {
  const answer = await holder.query<{ last: boolean }>('select pg_try_advisory_lock($1) as last', [
    USERS_LOCK,
  ]);
  if (answer.rows[0]?.last !== true) return;
  try {
    await pgCtl(site, ['stop', '-D', site.folder, '-m', 'fast', '-w', '-s']);
  } catch (fault) {
    if (await readRunning(site.folder)) throw fault;
  }
}

async function startServer(site: Site, options: EmbeddedPostgresOptions): Promise<void> {
  const settings = {
    port: String(await freePort()),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: String(options.maxConnections ?? 200),
    shared_buffers: '256MB',
    max_wal_size: '4GB',
    autovacuum_naptime: '10s', // a fresh database learns soon how its tables are filled
    ...(options.durable === false ? NOT_DURABLE : {}),
    ...options.settings,
  };
  const flags = Object.entries(settings).map(([name, value]) => `-c ${name}='${value}'`);
  const log = join(site.folder, 'server.log');
  await pgCtl(site, ['start', '-D', site.folder, '-l', log, '-w', '-s', '-o', flags.join(' ')]);
}

function pgCtl(site: Site, commandArguments: readonly string[]): Promise<void> {
  return runProgram({ ...site, program: site.programs.pgCtl, arguments: commandArguments });
}

/** Made aside and renamed, so that a folder is whole or absent, also when two processes make it at once. */
async function createDataFolder(site: Site, options: EmbeddedPostgresOptions): Promise<void> {
  const draft = `${site.folder}.new-${randomUUID()}`;
  const passwordFile = join(draft, 'password');
  const password = randomBytes(18).toString('hex');
  await mkdir(draft, { mode: 0o700 });
  await writeFile(`${draft}.password`, password, { mode: 0o600 });
  await giveTo(site.owner, draft, `${draft}.password`);
  try {
    const flags = ['--username', USER, '--pwfile', `${draft}.password`, '--auth=scram-sha-256'];
    const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin'];
    const rest = ['--builtin-locale=C.UTF-8', '--no-instructions'];
    const sync = options.durable === false ? ['--no-sync'] : [];
    const all = ['--pgdata', draft, ...flags, ...locale, ...rest, ...sync];
    await runProgram({ ...site, folder: draft, program: site.programs.initdb, arguments: all });
    await rename(`${draft}.password`, passwordFile);
    await rename(draft, site.folder);
  } catch (fault) {
    if (!(await exists(join(site.folder, 'PG_VERSION')))) throw fault;
  } finally {
    await rm(draft, { recursive: true, force: true });
    await rm(`${draft}.password`, { force: true });
  }
}

async function giveTo(owner: PostgresOwner | undefined, ...paths: string[]): Promise<void> {
  if (owner) for (const path of paths) await chown(path, owner.uid, owner.gid);
}

async function readPassword(folder: string): Promise<string> {
  return (await readFile(join(folder, 'password'), 'utf8')).trim();
}

/** What postmaster.pid tells (line 1 pid, 4 port, 8 status), or undefined when no server is ready there. */
async function readRunning(folder: string): Promise<Running | undefined> {
  const text = await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n').map((line) => line.trim());
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return lines[7] === 'ready' && isAlive(pid) ? { pid, port } : undefined;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (fault) {
    return z.object({ code: z.literal('EPERM') }).safeParse(fault).success;
  }
}

/** After a restart of the machine or container the pid in the file may be another program's; PostgreSQL then refuses to start. */
async function removeStalePidFile(folder: string): Promise<void> {
  const file = join(folder, 'postmaster.pid');
  const pid = Number((await readFile(file, 'utf8').catch(() => '')).split('\n')[0]);
  const program = pid && (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => undefined));
  if (program && program.trim() !== 'postgres') await rm(file, { force: true });
}

/** A session that counts this process among the server's users; undefined when nobody answers at the port. */
async function holdServer(port: number, password: string): Promise<pg.Client | undefined> {
  const holder = new pg.Client({
    connectionString: serverUrl(port, password, 'postgres'),
    application_name: 'stockbridge holder',
    keepAlive: true,
  });
  holder.on('error', () => undefined); // seen again at the next use, and by every other connection
  try {
    await holder.connect();
    await holder.query('select pg_advisory_lock_shared($1)', [USERS_LOCK]);
    return holder;
  } catch (fault) {
    await holder.end().catch(() => undefined);
    if (z.object({ code: z.literal('28P01') }).safeParse(fault).success) return undefined;
    throw fault;
  }
}

async function ensureDatabase(holder: pg.Client, database: string): Promise<void> {
  const found = await holder.query('select 1 from pg_database where datname = $1', [database]);
  if (found.rowCount) return;
  await holder.query(`create database ${pg.escapeIdentifier(database)}`).catch((fault: unknown) => {
    const isThere = z.object({ code: z.enum(['42P04', '23505']) }).safeParse(fault).success;
    if (!isThere) throw fault;
  });
}

function serverUrl(port: number, password: string, database: string): string {
  return `postgresql://${USER}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}

/** A port that is free now; should another program take it first, the start fails and is tried again. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done, failed) => {
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', done);
  });
  const address = probe.address();
  await new Promise((done) => probe.close(done));
  if (!address || typeof address === 'string') throw new Error('No free port');
  return address.port;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
