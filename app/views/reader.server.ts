import type { Database } from '../platform/database.server.ts';

/** All that a view needs of the database. */
export type Reader = Pick<Database, '$queryRaw'>;
