// node prisma/create-migration.mjs NAME: writes the next folder of prisma/migrations with the SQL that
// turns the schema of the newest committed migration into the present one. Checks, partial indexes and
// functions, which the schema language lacks, are then added to that file by hand.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prisma } from './prisma-command.mjs';

const MIGRATIONS = 'prisma/migrations';
const name = process.argv[2];
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  console.error('Usage: node prisma/create-migration.mjs NAME   (lower case, digits, underscores)');
  process.exit(2);
}

const older = olderSchema();
try {
  const from = older ? ['--from-schema-datamodel', older] : ['--from-empty'];
  const sql = prisma('migrate', 'diff', ...from, '--to-schema-datamodel', 'prisma', '--script');
  if (sql.includes('This is an empty migration')) throw new Error('The schema has not changed.');
  const folder = join(MIGRATIONS, `${timeStamp()}_${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'migration.sql'), sql);
  writeFileSync(join(MIGRATIONS, 'migration_lock.toml'), 'provider = "postgresql"\n');
  console.log(join(folder, 'migration.sql'));
} finally {
  if (older) rmSync(join(older, '..'), { recursive: true, force: true });
}

/** A copy of the schema files as of the commit of the newest migration; undefined before the first. */
function olderSchema() {
  const migrations = existsSync(MIGRATIONS)
    ? readdirSync(MIGRATIONS).filter((entry) => /^\d{14}_/.test(entry))
    : [];
  if (migrations.length === 0) return undefined;
  if (git('status', '--porcelain', '--', MIGRATIONS).trim()) {
    throw new Error(
      'Commit the newest migration with its schema first: the next one starts there.',
    );
  }
  const commit = git('log', '-1', '--format=%H', '--', MIGRATIONS).trim();
  const copy = mkdtempSync(join(tmpdir(), 'schema-'));
  const files = git('ls-tree', '-r', '--name-only', commit, 'prisma').split('\n');
  for (const file of files.filter((entry) => entry.endsWith('.prisma'))) {
    mkdirSync(join(copy, file, '..'), { recursive: true });
    writeFileSync(join(copy, file), git('show', `${commit}:${file}`));
  }
  return join(copy, 'prisma');
}

function git(...commandArguments) {
  return execFileSync('git', commandArguments, { encoding: 'utf8' });
}

/** UTC, as Prisma names its migrations: YYYYMMDDhhmmss. */
function timeStamp() {
  return new Date().toISOString().replace(/\D/g, '').slice(0, 14);
}
