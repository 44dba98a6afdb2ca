import { Prisma } from '../platform/prisma/generated/client.ts';
import { parseId } from '../platform/ids.ts';
import { toPage } from '../platform/page.ts';
import type { Page, PageRequest } from '../platform/page.ts';
import { containing } from './contains.server.ts';
import type { Reader } from './reader.server.ts';

export const CONNECTION_VIEWS = [
  'requested',
  'approved',
  'suspended',
  'declined',
  'ended',
] as const;

export type HubRetailer = {
  readonly id: string;
  readonly store: string;
  readonly domain: string;
  readonly channel: string;
  readonly retailer: string;
  readonly storeStatus: string;
  readonly status: string;
  readonly priceList: string | null;
  readonly listings: number;
  readonly openOrders: number;
  readonly requestedAt: Date;
};

/** A distributor's connections, those that wait for a decision first. */
export async function readHubRetailers(
  database: Reader,
  distributorId: string,
  filter: { readonly search: string; readonly view: string },
  page: PageRequest,
): Promise<Page<HubRetailer>> {
  const after = parseId(page.after) ?? null;
  const rows = await database.$queryRaw<HubRetailer[]>(Prisma.sql`
    select k.id, s.name as store, s.domain, s.channel, r.name as retailer, s.status as "storeStatus", k.status,
      l.name as "priceList", k.requested_at as "requestedAt",
      (select count(*)::int from listing x where x.distributor_id = k.distributor_id and x.connection_id = k.id
        and x.status = 'live') as listings,
      (select count(*)::int from orders o where o.distributor_id = k.distributor_id and o.connection_id = k.id
        and o.status not in ('completed', 'cancelled')) as "openOrders"
    from connection k
    join store s on s.id = k.store_id
    join retailer r on r.id = s.retailer_id
    left join price_list l on l.distributor_id = k.distributor_id and l.id = k.price_list_id
    where k.distributor_id = ${distributorId}::uuid
      and (${filter.view} = '' or k.status = ${filter.view})
      and (${filter.search} = '' or s.name ilike ${containing(filter.search)}
        or s.domain ilike ${containing(filter.search)} or r.name ilike ${containing(filter.search)})
      and (${after}::uuid is null or (k.status <> 'requested', k.id) > (
        select status <> 'requested', id from connection where distributor_id = ${distributorId}::uuid and id = ${after}::uuid))
    order by k.status <> 'requested', k.id limit ${page.size + 1}`);
  return toPage(rows, page.size, (row) => row.id);
}
