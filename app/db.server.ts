/** The database client. `runtime.server.ts` opens it once; everything else receives it or a `Tx`. */
import { PrismaPg } from '@prisma/adapter-pg';
import { openPool } from './platform/database.server.ts';
import type { Database, PoolOptions } from './platform/database.server.ts';
import { PrismaClient } from './platform/prisma/generated/client.ts';

/** Opens a client with its own pool; close it with `$disconnect()`. Connections are made at first use. */
export function openDatabase(databaseUrl: string, options: PoolOptions = {}): Database {
  const adapter = new PrismaPg(openPool(databaseUrl, options), { disposeExternalPool: true });
  return new PrismaClient({ adapter });
}
