import { Prisma } from '../platform/prisma/generated/client.ts';
import { parseId } from '../platform/ids.ts';
import { toPage } from '../platform/page.ts';
import type { Page, PageRequest } from '../platform/page.ts';
import type { Reader } from './reader.server.ts';

export const HUB_ORDER_VIEWS = ['open', 'held', 'short', 'moving', 'done', 'cancelled'] as const;

export type HubOrder = {
  readonly id: string;
  readonly name: string;
  readonly number: number;
  readonly store: string;
  readonly status: string;
  readonly payment: string;
  readonly country: string;
  readonly currency: string;
  readonly wholesaleMinor: number;
  readonly wholesaleCurrency: string;
  readonly units: number;
  readonly shipped: number;
  readonly holds: number;
  readonly suppliers: readonly string[];
  readonly placedAt: Date;
};

export type HubOrderFilter = {
  readonly search: string;
  readonly view: string;
  readonly status: string;
  readonly storeId: string | undefined;
};

/** A distributor's orders, newest first (ids sort by the time of import). */
export async function readHubOrders(
  database: Reader,
  distributorId: string,
  filter: HubOrderFilter,
  page: PageRequest,
): Promise<Page<HubOrder>> {
  const after = parseId(page.after) ?? null;
  const rows = await database.$queryRaw<HubOrder[]>(Prisma.sql`
    select o.id, o.name, o.number::float8 as number, s.name as store, o.status, o.payment, o.destination_country as country,
      o.currency, o.placed_at as "placedAt", line.*, d.currency as "wholesaleCurrency",
      (select count(*)::int from order_hold h where h.distributor_id = o.distributor_id and h.order_id = o.id
        and h.resolved_at is null) as holds,
      array(select distinct p.name from purchase_order x join supplier p on p.distributor_id = x.distributor_id
        and p.id = x.supplier_id where x.distributor_id = o.distributor_id and x.order_id = o.id order by 1) as suppliers
    from (
      select * from orders o
      where o.distributor_id = ${distributorId}::uuid and ${Prisma.join(conditionsOf(distributorId, filter), ' and ')}
        and (${after}::uuid is null or o.id < ${after}::uuid)
      order by o.id desc limit ${page.size + 1}
    ) o
    join store s on s.id = o.store_id
    join distributor d on d.id = o.distributor_id
    cross join lateral (
      select coalesce(sum(quantity - removed_quantity), 0)::int as units, coalesce(sum(shipped_quantity), 0)::int as shipped,
        coalesce(sum((quantity - removed_quantity) * unit_wholesale_minor), 0)::float8 as "wholesaleMinor"
      from order_line l where l.distributor_id = o.distributor_id and l.order_id = o.id
    ) line
    order by o.id desc`);
  return toPage(rows, page.size, (row) => row.id);
}

const VIEWS: Readonly<Record<string, Prisma.Sql>> = {
  open: Prisma.sql`o.closed_at is null and o.status not in ('completed', 'cancelled')`,
  held: Prisma.sql`o.id in (select h.order_id from order_hold h where h.distributor_id = o.distributor_id
    and h.resolved_at is null)`,
  short: Prisma.sql`o.status = 'short'`,
  moving: Prisma.sql`o.closed_at is null and o.status in ('released', 'part-shipped', 'shipped')`,
  done: Prisma.sql`o.status = 'completed'`,
  cancelled: Prisma.sql`o.status in ('cancelling', 'cancelled')`,
};

function conditionsOf(
  distributorId: string,
  { search, view, status, storeId }: HubOrderFilter,
): Prisma.Sql[] {
  const conditions = [Prisma.sql`true`];
  const viewed = VIEWS[view];
  if (viewed) conditions.push(viewed);
  if (status) conditions.push(Prisma.sql`o.status = ${status}`);
  if (storeId) conditions.push(Prisma.sql`o.store_id = ${storeId}::uuid`);
  if (search) conditions.push(found(distributorId, search));
  return conditions;
}

/**
 * What people type into the search: the beginning of an order's name, with or without "#"; its number here; or the number
 * of one of its purchase orders. Each has an index, so that a search costs the same among any number of orders.
 */
function found(distributorId: string, search: string): Prisma.Sql {
  const bare = search.replace(/^#/, '').toLowerCase();
  const number = /^\d{1,15}$/.test(bare) ? Number(bare) : -1;
  const purchaseOrder = bare.toUpperCase();
  return Prisma.sql`(${beginsWith(bare)} or ${beginsWith(`#${bare}`)} or o.number = ${number}::bigint
    or o.id = any(array(select x.order_id from purchase_order x where x.distributor_id = ${distributorId}::uuid
      and x.number in (${purchaseOrder}, ${`PO-${purchaseOrder}`}))))`;
}

/** As a range, which the index of names serves whatever the text. */
function beginsWith(text: string): Prisma.Sql {
  return Prisma.sql`lower(o.name) ~>=~ ${text} and lower(o.name) ~<~ ${text + LAST_CHARACTER}`;
}

const LAST_CHARACTER = '\u{10FFFF}';

/** The stores that have ordered, for the filter. */
export async function readOrderingStores(database: Reader, distributorId: string) {
  return database.$queryRaw<{ id: string; name: string }[]>`
    select s.id, s.name from connection k join store s on s.id = k.store_id
    where k.distributor_id = ${distributorId}::uuid and k.status <> 'requested' order by s.name limit 100`;
}
