import type { Database } from '../platform/database.server.ts';

export type HubCounts = { readonly connectionsToDecide: number; readonly openExceptions: number };

/** What waits for a person at the hub, for the badges of its navigation. Both counts use an index. */
export async function readHubCounts(database: Database, distributorId: string): Promise<HubCounts> {
  const [counts] = await database.$queryRaw<HubCounts[]>`
    select
      (select count(*)::int from connection
       where distributor_id = ${distributorId}::uuid and status = 'requested') as "connectionsToDecide",
      (select count(*)::int from exception_case
       where distributor_id = ${distributorId}::uuid and resolved_at is null) as "openExceptions"`;
  return counts ?? { connectionsToDecide: 0, openExceptions: 0 };
}
