import { Prisma } from '../platform/prisma/generated/client.ts';
import { parseId } from '../platform/ids.ts';
import { toPage } from '../platform/page.ts';
import type { Page, PageRequest } from '../platform/page.ts';
import type { Reader } from './reader.server.ts';

export const ORDER_VIEWS = ['open', 'held', 'shipped', 'cancelled'] as const;
type OrderView = (typeof ORDER_VIEWS)[number];

/** What one distributor ships of a shop's order. */
type OrderPart = {
  readonly orderId: string;
  readonly distributor: string;
  readonly status: string;
  readonly held: boolean;
  readonly lines: number;
  readonly units: number;
  readonly shipped: number;
};

type RetailerOrder = {
  readonly id: string;
  readonly name: string;
  readonly placedAt: Date;
  readonly payment: string;
  readonly currency: string;
  readonly totalMinor: number;
  readonly parts: readonly OrderPart[];
};

const VIEW_CONDITIONS: Readonly<Record<OrderView, Prisma.Sql>> = {
  open: Prisma.sql`each.status not in ('completed', 'cancelled')`,
  held: Prisma.sql`exists (select from order_hold h where h.distributor_id = each.distributor_id
    and h.order_id = each.id and h.resolved_at is null)`,
  shipped: Prisma.sql`each.status in ('part-shipped', 'shipped', 'completed')`,
  cancelled: Prisma.sql`each.status in ('cancelling', 'cancelled')`,
};

/**
 * The store's orders, newest first. One shop order may have a part with each of several distributors; it is one
 * row, led by the part with the lowest key.
 */
export async function readRetailerOrders(
  database: Reader,
  storeId: string,
  filter: { readonly search: string; readonly view: OrderView | undefined },
  page: PageRequest,
): Promise<Page<RetailerOrder>> {
  const after = parseId(page.after) ?? null;
  const conditions = partConditions(filter);
  const rows = await database.$queryRaw<RetailerOrder[]>(Prisma.sql`
    select o.id, o.name, o.placed_at as "placedAt", o.payment, o.currency, sums.*
    from (
      select lead.* from orders lead
      where lead.store_id = ${storeId}::uuid
        and not exists (select from orders e where e.store_id = lead.store_id
          and e.outside_order_id = lead.outside_order_id and (e.distributor_id, e.id) < (lead.distributor_id, lead.id))
        and exists (select from orders each where each.store_id = lead.store_id
          and each.outside_order_id = lead.outside_order_id and ${conditions})
        and (${after}::uuid is null or (lead.placed_at, lead.id) < (
          select placed_at, id from orders where store_id = ${storeId}::uuid and id = ${after}::uuid))
      order by lead.placed_at desc, lead.id desc limit ${page.size + 1}
    ) o
    cross join lateral (
      select sum(part.total)::float8 as "totalMinor", jsonb_agg(jsonb_build_object('orderId', part.id,
        'distributor', part.name, 'status', part.status, 'held', part.held, 'lines', part.lines, 'units', part.units,
        'shipped', part.shipped) order by part.name, part.id) as parts
      from (
        select p.id, d.name, p.status, line.*,
          exists (select from order_hold h where h.distributor_id = p.distributor_id and h.order_id = p.id
            and h.resolved_at is null) as held
        from orders p join distributor d on d.id = p.distributor_id
        cross join lateral (
          select count(*) as lines, coalesce(sum(quantity - removed_quantity), 0) as units,
            coalesce(sum(shipped_quantity), 0) as shipped,
            coalesce(sum((quantity - removed_quantity) * unit_price_minor), 0) as total
          from order_line l where l.distributor_id = p.distributor_id and l.order_id = p.id
        ) line
        where p.store_id = o.store_id and p.outside_order_id = o.outside_order_id
      ) part
    ) sums
    order by o.placed_at desc, o.id desc`);
  return toPage(rows, page.size, (row) => row.id);
}

function partConditions(filter: { readonly search: string; readonly view: OrderView | undefined }) {
  const { search, view } = filter;
  const conditions = [Prisma.sql`true`];
  if (view) conditions.push(VIEW_CONDITIONS[view]);
  if (search)
    conditions.push(Prisma.sql`(strpos(lower(each.name), lower(${search})) > 0
      or exists (select from order_line l where l.distributor_id = each.distributor_id and l.order_id = each.id
        and (strpos(lower(l.title), lower(${search})) > 0 or strpos(lower(l.sku), lower(${search})) > 0)))`);
  return Prisma.join(conditions, ' and ');
}
