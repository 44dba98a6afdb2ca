/** Publish lag: how long the latest changes of stock took until a connection's store was told. Measured by the tuning. */
import type { Reader } from './reader.server.ts';

export type PublishLag = {
  /** Half of the changes were told within this; seconds. */
  readonly p50Seconds: number;
  /** 95 of 100 were. */
  readonly p95Seconds: number;
  /** Of how many changes. */
  readonly changes: number;
  readonly measuredAt: Date;
};

/** Null for a connection of which nothing has been measured yet, or nothing like it exists. */
export async function readPublishLag(
  database: Reader,
  key: { readonly distributorId: string; readonly connectionId: string },
): Promise<PublishLag | null> {
  const [row] = await database.$queryRaw<PublishLag[]>`
    select p50_seconds as "p50Seconds", p95_seconds as "p95Seconds", changes, measured_at as "measuredAt" from publish_lag
    where distributor_id = ${key.distributorId}::uuid and connection_id = ${key.connectionId}::uuid`;
  return row ?? null;
}

/** The connections that are told latest, for those who run the installation: at most so many, measured since a moment. */
export async function readSlowestLags(
  database: Reader,
  since: Date,
  limit: number,
): Promise<readonly (Pick<PublishLag, 'p50Seconds' | 'p95Seconds'> & { connectionId: string })[]> {
  return database.$queryRaw`
    select connection_id as "connectionId", p50_seconds as "p50Seconds", p95_seconds as "p95Seconds" from publish_lag
    where measured_at >= ${since.toISOString()}::timestamptz order by p95_seconds desc, connection_id limit ${limit}::integer`;
}
