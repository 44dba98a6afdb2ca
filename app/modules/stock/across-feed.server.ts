import type { Feed } from '../feeds/feed.ts';
import type { Tx } from '../../platform/database.server.ts';

/** From so many rows on, a statement over a whole feed is better hashed than looked up row by row. */
const LARGE = 1_000;

/**
 * Runs a statement that compares a whole feed with a supplier's whole stock. The staging table has just been filled
 * and its statistics say "one row", for which PostgreSQL would plan nested loops: 100,000 × 100,000.
 */
export async function acrossFeed<Value>(
  tx: Tx,
  feed: Feed,
  statement: () => Promise<Value>,
): Promise<Value> {
  if (feed.rows < LARGE) return statement();
  await tx.$executeRaw`set local enable_nestloop = off`;
  const value = await statement();
  await tx.$executeRaw`set local enable_nestloop = on`;
  return value;
}
