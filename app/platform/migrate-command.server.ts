/** `npm run migrate`: brings the database up to date and says what it did. */
import { useDatabaseServer } from './database-server.server.ts';
import { readEnvironment } from './env.server.ts';
import { migrate } from './migrate.server.ts';

const server = await useDatabaseServer(readEnvironment());
try {
  const applied = await migrate(server.url);
  for (const name of applied) process.stdout.write(`applied ${name}\n`);
  const said = applied.length === 0 ? 'The database is up to date.' : `${applied.length} applied.`;
  process.stdout.write(`${said}\n`);
} finally {
  await server.stop();
}
