import { Prisma } from '../platform/prisma/generated/client.ts';
import { parseId } from '../platform/ids.ts';
import { toPage } from '../platform/page.ts';
import type { Page, PageRequest } from '../platform/page.ts';
import { containing } from './contains.server.ts';
import type { Reader } from './reader.server.ts';
import { without } from './without.ts';

export const RETURN_VIEWS = ['decide', 'coming', 'arrived', 'settling', 'over'] as const;

export type ListedReturn = {
  readonly id: string;
  readonly number: string;
  readonly orderId: string;
  readonly order: string;
  readonly store: string;
  readonly distributor: string;
  readonly supplier: string;
  readonly status: string;
  readonly decision: string;
  readonly reason: string;
  readonly refund: string;
  readonly supplierCredit: string;
  readonly units: number;
  readonly titles: readonly string[];
  readonly requestedAt: Date;
  readonly dueAt: Date | null;
};

export type ReturnFilter = {
  readonly search: string;
  readonly view: string;
  readonly reason: string;
  /** Of the hub's list: one of its stores or suppliers. */
  readonly storeId?: string | undefined;
  readonly supplierId?: string | undefined;
};

const VIEWS: Readonly<Record<string, Prisma.Sql>> = {
  decide: Prisma.sql`c.decision = 'open' and c.status not in ('cancelled', 'closed', 'rejected')`,
  coming: Prisma.sql`c.status in ('authorised', 'in-transit')`,
  arrived: Prisma.sql`c.status = 'received'`,
  settling: Prisma.sql`c.status = 'inspected'`,
  over: Prisma.sql`c.status in ('closed', 'rejected', 'cancelled')`,
};

function conditionsOf(filter: ReturnFilter): Prisma.Sql[] {
  const { search, view, reason, storeId, supplierId } = filter;
  const conditions: Prisma.Sql[] = [];
  const viewed = VIEWS[view];
  if (viewed) conditions.push(viewed);
  if (reason) conditions.push(Prisma.sql`c.reason = ${reason}`);
  if (storeId) conditions.push(Prisma.sql`c.store_id = ${storeId}::uuid`);
  if (supplierId) conditions.push(Prisma.sql`c.supplier_id = ${supplierId}::uuid`);
  if (search) {
    const pattern = containing(search);
    conditions.push(Prisma.sql`(c.number ilike ${pattern} or c.tracking_number ilike ${pattern}
      or exists (select from orders o where o.distributor_id = c.distributor_id and o.id = c.order_id
        and o.name ilike ${pattern}))`);
  }
  return conditions;
}

/** Newest first: ids sort by the time of asking. */
async function readPage(
  database: Reader,
  whose: Prisma.Sql,
  filter: ReturnFilter,
  page: PageRequest,
): Promise<Page<ListedReturn>> {
  const after = parseId(page.after);
  const beyond = after ? Prisma.sql`c.id < ${after}::uuid` : Prisma.sql`true`;
  const rows = await database.$queryRaw<ListedReturn[]>(Prisma.sql`
    select c.id, c.number, c.order_id as "orderId", o.name as "order", s.name as store, d.name as distributor,
      p.name as supplier, c.status, c.decision, c.reason, c.refund, c.supplier_credit as "supplierCredit",
      c.requested_at as "requestedAt", c.due_at as "dueAt", line.units, line.titles
    from (
      select * from return_case c where ${Prisma.join([whose, beyond, ...conditionsOf(filter)], ' and ')}
      order by c.id desc limit ${page.size + 1}
    ) c
    join orders o on o.distributor_id = c.distributor_id and o.id = c.order_id
    join store s on s.id = c.store_id
    join distributor d on d.id = c.distributor_id
    join supplier p on p.distributor_id = c.distributor_id and p.id = c.supplier_id
    cross join lateral (
      select coalesce(sum(l.quantity), 0)::int as units, array_agg(distinct t.title) as titles
      from return_line l join order_line t on t.distributor_id = l.distributor_id and t.id = l.order_line_id
      where l.distributor_id = c.distributor_id and l.return_id = c.id
    ) line
    order by c.id desc`);
  return toPage(rows, page.size, (row) => row.id);
}

export function readHubReturns(
  database: Reader,
  distributorId: string,
  filter: ReturnFilter,
  page: PageRequest,
): Promise<Page<ListedReturn>> {
  return readPage(database, Prisma.sql`c.distributor_id = ${distributorId}::uuid`, filter, page);
}

export type RetailersReturn = Omit<ListedReturn, 'supplier' | 'supplierCredit'>;

/** The returns of a store. Suppliers have no names here. */
export async function readRetailerReturns(
  database: Reader,
  storeId: string,
  filter: ReturnFilter,
  page: PageRequest,
): Promise<Page<RetailersReturn>> {
  const whose = Prisma.sql`c.store_id = ${storeId}::uuid`;
  const { rows, next } = await readPage(database, whose, filter, page);
  return { rows: rows.map((row) => without(row, 'supplier', 'supplierCredit')), next };
}

/** The returns of an order, the newest first, for its page. */
export async function readReturnsOfOrder(
  database: Reader,
  key: { readonly distributorId: string; readonly orderId: string },
) {
  return database.$queryRaw<
    {
      id: string;
      number: string;
      status: string;
      decision: string;
      units: number;
      requestedAt: Date;
    }[]
  >`
    select c.id, c.number, c.status, c.decision, c.requested_at as "requestedAt",
      (select coalesce(sum(l.quantity), 0)::int from return_line l where l.distributor_id = c.distributor_id
        and l.return_id = c.id) as units
    from return_case c where c.distributor_id = ${key.distributorId}::uuid and c.order_id = ${key.orderId}::uuid
    order by c.id desc limit 50`;
}

export type ReturnableLine = {
  readonly id: string;
  readonly title: string;
  readonly sku: string | null;
  readonly shipped: number;
  /** Units that can still come back. */
  readonly returnable: number;
};

/** What of an order can come back, for the form that asks for it; undefined for an order of somebody else as for none. */
export async function readReturnable(
  database: Reader,
  key: { readonly distributorId: string; readonly orderId: string },
) {
  const [head] = await database.$queryRaw<
    {
      name: string;
      currency: string;
      store: string;
      distributor: string;
      connectionId: string;
      placedAt: Date;
    }[]
  >`
    select o.name, o.currency, s.name as store, d.name as distributor, o.connection_id as "connectionId",
      o.placed_at as "placedAt"
    from orders o join store s on s.id = o.store_id join distributor d on d.id = o.distributor_id
    where o.distributor_id = ${key.distributorId}::uuid and o.id = ${key.orderId}::uuid`;
  if (!head) return undefined;
  const lines = await database.$queryRaw<ReturnableLine[]>`
    select l.id, l.title, l.sku, l.shipped_quantity as shipped, coalesce(sum(greatest(0, p.shipped_quantity - p.taken)), 0)::int as returnable
    from order_line l
    left join lateral (
      select pl.shipped_quantity, (select coalesce(sum(r.quantity), 0)::int from return_line r
        join return_case c on c.distributor_id = r.distributor_id and c.id = r.return_id
        where r.distributor_id = pl.distributor_id and r.purchase_order_line_id = pl.id
          and c.status not in ('rejected', 'cancelled')) as taken
      from purchase_order_line pl where pl.distributor_id = l.distributor_id and pl.order_line_id = l.id
    ) p on true
    where l.distributor_id = ${key.distributorId}::uuid and l.order_id = ${key.orderId}::uuid
    group by l.id, l.title, l.sku, l.shipped_quantity order by l.id limit 500`;
  return { ...head, lines };
}

/** The suppliers that have returns, for the filter. */
export async function readReturnSuppliers(database: Reader, distributorId: string) {
  return database.$queryRaw<{ id: string; name: string }[]>`
    select s.id, s.name from supplier s where s.distributor_id = ${distributorId}::uuid
      and exists (select from return_case c where c.distributor_id = s.distributor_id and c.supplier_id = s.id)
    order by s.name limit 100`;
}
