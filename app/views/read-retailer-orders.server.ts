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

/** The parts that belong to a view; what is held is always open, and few orders are. */
const VIEW_CONDITIONS: Readonly<Record<OrderView, (part: Prisma.Sql) => Prisma.Sql>> = {
  open: (part) =>
    Prisma.sql`${part}.closed_at is null and ${part}.status not in ('completed', 'cancelled')`,
  held: (part) => Prisma.sql`${part}.closed_at is null and exists (select from order_hold h
    where h.distributor_id = ${part}.distributor_id and h.order_id = ${part}.id and h.resolved_at is null)`,
  shipped: (part) => Prisma.sql`${part}.status in ('part-shipped', 'shipped', 'completed')`,
  cancelled: (part) => Prisma.sql`${part}.status in ('cancelling', 'cancelled')`,
};

/**
 * The store's orders, newest first. One shop order may have a part with each of several distributors; it is one
 * row, named by the part with the lowest key. The list is made from the parts that match, each shop order once, along
 * indexes that have the list's own order, so that a page costs the same among any number of orders.
 */
export async function readRetailerOrders(
  database: Reader,
  storeId: string,
  filter: { readonly search: string; readonly view: OrderView | undefined },
  page: PageRequest,
): Promise<Page<RetailerOrder>> {
  const after = parseId(page.after) ?? null;
  const rows = await database.$queryRaw<RetailerOrder[]>(Prisma.sql`
    select (select lead.id from orders lead where lead.store_id = o.store_id and lead.outside_order_id = o.outside_order_id
        order by lead.distributor_id, lead.id limit 1) as id,
      o.name, o.placed_at as "placedAt", o.payment, o.currency, sums.*
    from (
      select part.* from orders part
      where part.store_id = ${storeId}::uuid and ${partCondition(filter, Prisma.sql`part`)}
        and not exists (select from orders other where other.store_id = part.store_id
          and other.placed_at = part.placed_at and other.outside_order_id = part.outside_order_id and (other.distributor_id, other.id) < (part.distributor_id, part.id)
          and ${partCondition(filter, Prisma.sql`other`)})
        and (${after}::uuid is null or (part.placed_at, part.outside_order_id) < (
          select placed_at, outside_order_id from orders where store_id = ${storeId}::uuid and id = ${after}::uuid))
      order by part.placed_at desc, part.outside_order_id desc limit ${page.size + 1}
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
    order by o.placed_at desc, o.outside_order_id desc`);
  return toPage(rows, page.size, (row) => row.id);
}

/** What a part must be like: of the view, and with what is searched for: the beginning of a name, or an article. */
function partCondition(
  { search, view }: { readonly search: string; readonly view: OrderView | undefined },
  part: Prisma.Sql,
): Prisma.Sql {
  const conditions = [view ? VIEW_CONDITIONS[view](part) : Prisma.sql`true`];
  // Numbers name orders; what has letters too may be a SKU, and what has no digit is an article.
  if (/\d/.test(search)) {
    const bare = search.replace(/^#/, '').toLowerCase();
    conditions.push(
      search.startsWith('#') || /^\d+$/.test(search)
        ? Prisma.sql`(${beginsWith(part, bare)} or ${beginsWith(part, `#${bare}`)})`
        : Prisma.sql`(${beginsWith(part, bare)} or ${hasArticle(part, search)})`,
    );
  } else if (search) conditions.push(hasArticle(part, search));
  return Prisma.join(conditions, ' and ');
}

/** As a range, which the index of names serves whatever the text. */
function beginsWith(part: Prisma.Sql, text: string): Prisma.Sql {
  return Prisma.sql`lower(${part}.name) ~>=~ ${text} and lower(${part}.name) ~<~ ${text + LAST_CHARACTER}`;
}

const LAST_CHARACTER = '\u{10FFFF}';

function hasArticle(part: Prisma.Sql, search: string): Prisma.Sql {
  return Prisma.sql`exists (select from order_line l where l.distributor_id = ${part}.distributor_id and l.order_id = ${part}.id
    and (strpos(lower(l.title), lower(${search})) > 0 or strpos(lower(l.sku), lower(${search})) > 0))`;
}
