import { parseId } from '../platform/ids.ts';
import { toPage } from '../platform/page.ts';
import type { Page, PageRequest } from '../platform/page.ts';
import type { PublishLag } from './read-publish-lag.server.ts';
import type { Reader } from './reader.server.ts';

export type RetailerConnection = {
  readonly distributorId: string;
  readonly connectionId: string;
  readonly distributor: string;
  readonly status: string;
  readonly requestedAt: Date;
  readonly decidedAt: Date | null;
  readonly endedAt: Date | null;
  readonly productsInShop: number;
  readonly ordersInFlight: number;
  /** How soon the shop is told of changes; null where nothing was measured yet. */
  readonly lag: PublishLag | null;
};

/** The connections of one store, those that trade first. */
export async function readRetailerConnections(
  database: Reader,
  storeId: string,
): Promise<readonly RetailerConnection[]> {
  type Row = Omit<RetailerConnection, 'lag'> & {
    [Name in keyof PublishLag]: PublishLag[Name] | null;
  };
  const rows = await database.$queryRaw<Row[]>`
    select c.distributor_id as "distributorId", c.id as "connectionId", d.name as distributor, c.status,
      c.requested_at as "requestedAt", c.decided_at as "decidedAt", c.ended_at as "endedAt",
      (select count(*)::int from listed_product p where p.distributor_id = c.distributor_id
        and p.connection_id = c.id and p.status = 'listed') as "productsInShop",
      (select count(*)::int from orders o where o.distributor_id = c.distributor_id and o.connection_id = c.id
        and o.store_id = c.store_id and o.status not in ('completed', 'cancelled')) as "ordersInFlight",
      lag.p50_seconds as "p50Seconds", lag.p95_seconds as "p95Seconds", lag.changes, lag.measured_at as "measuredAt"
    from connection c join distributor d on d.id = c.distributor_id
    left join publish_lag lag on lag.distributor_id = c.distributor_id and lag.connection_id = c.id
    where c.store_id = ${storeId}::uuid
    order by array_position(array['approved', 'requested', 'suspended', 'declined', 'ended'], c.status), d.name, c.id
    limit 100`;
  return rows.map(({ p50Seconds, p95Seconds, changes, measuredAt, ...row }) => ({
    ...row,
    lag:
      p50Seconds === null || p95Seconds === null || changes === null || measuredAt === null
        ? null
        : { p50Seconds, p95Seconds, changes, measuredAt },
  }));
}

export type FoundDistributor = {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  readonly products: number;
};

/** Distributors that the store has never asked, by name; the others stand among its connections. */
export async function findDistributors(
  database: Reader,
  input: { readonly storeId: string; readonly search: string },
  page: PageRequest,
): Promise<Page<FoundDistributor>> {
  const after = parseId(page.after) ?? null;
  const rows = await database.$queryRaw<FoundDistributor[]>`
    select d.id, d.name, d.currency,
      (select count(*)::int from product p where p.distributor_id = d.id and p.status = 'active') as products
    from distributor d
    where strpos(lower(d.name), lower(${input.search})) > 0
      and not exists (select from connection c where c.distributor_id = d.id and c.store_id = ${input.storeId}::uuid)
      and (${after}::uuid is null or (d.name, d.id) > (select name, id from distributor where id = ${after}::uuid))
    order by d.name, d.id limit ${page.size + 1}`;
  return toPage(rows, page.size, (row) => row.id);
}
