/** The database client. `runtime.server.ts` opens it once; everything else receives it or a `Tx`. */
import { openPool } from './platform/database.server.ts';
import type { Database, PoolOptions } from './platform/database.server.ts';
import { createStraightDatabase } from './platform/straight-database.server.ts';

/** Opens a client with its own pool; close it with `$disconnect()`. Connections are made at first use. */
export function openDatabase(databaseUrl: string, options: PoolOptions = {}): Database {
  const beside = openPool(databaseUrl, { ...options, size: 1 });
  return createStraightDatabase(openPool(databaseUrl, options), beside);
}
