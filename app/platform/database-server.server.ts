/** Database server: the PostgreSQL that DATABASE_URL names, or the embedded one. */
import { join } from 'node:path';
import { startEmbeddedPostgres } from './embedded-postgres.server.ts';
import type { Environment } from './env.server.ts';

export type DatabaseServer = {
  readonly url: string;
  /** Lets go of it; an embedded one stops when nobody else uses it. Call it last. */
  stop(): Promise<void>;
};

export async function useDatabaseServer(
  environment: Pick<Environment, 'databaseUrl' | 'dataFolder'>,
): Promise<DatabaseServer> {
  if (environment.databaseUrl) return { url: environment.databaseUrl, stop: async () => undefined };
  return startEmbeddedPostgres({ folder: join(environment.dataFolder, 'postgres') });
}
