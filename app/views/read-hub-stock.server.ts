import { Prisma } from '../platform/prisma/generated/client.ts';
import type { Instant } from '../platform/clock.ts';
import { parseId } from '../platform/ids.ts';
import { toPage } from '../platform/page.ts';
import type { Page, PageRequest } from '../platform/page.ts';
import { containing } from './contains.server.ts';
import type { Reader } from './reader.server.ts';

export const HUB_STOCK_VIEWS = ['short', 'reserved', 'stale', 'empty'] as const;

export type HubStock = {
  readonly id: string;
  readonly productId: string;
  readonly title: string;
  readonly options: readonly string[];
  readonly sku: string | null;
  readonly onHand: number;
  readonly reserved: number;
  readonly safety: number;
  /** What stores are shown together. */
  readonly showable: number;
  readonly locations: number;
  readonly stores: number;
  readonly confirmedAt: Date;
};

export type HubStockFilter = { readonly search: string; readonly view: string };

/** The variants that some supplier location keeps, with what there is of each; in the order of their ids. */
export async function readHubStock(
  database: Reader,
  distributorId: string,
  filter: HubStockFilter,
  { page, now }: { readonly page: PageRequest; readonly now: Instant },
): Promise<Page<HubStock>> {
  const after = parseId(page.after) ?? null;
  const at = Prisma.sql`${now.toISOString()}::timestamptz`;
  const rows = await database.$queryRaw<HubStock[]>(Prisma.sql`
    select v.id, v.product_id as "productId", p.title, v.option_values as options, v.sku, level.*,
      (select count(distinct n)::integer from division d, unnest(d.cycle) as n
        where d.distributor_id = v.distributor_id and d.variant_id = v.id) as stores
    from variant v
    join product p on p.distributor_id = v.distributor_id and p.id = v.product_id
    cross join lateral (${levelsOf(at)}) level
    where v.distributor_id = ${distributorId}::uuid and level.locations > 0
      and (${after}::uuid is null or v.id > ${after}::uuid) and ${Prisma.join(conditionsOf(filter, at), ' and ')}
    order by v.id limit ${page.size + 1}`);
  return toPage(rows, page.size, ({ id }) => id);
}

/** The levels of one variant `v`, added up. */
const levelsOf = (at: Prisma.Sql) => Prisma.sql`
  select coalesce(sum(l.on_hand), 0)::integer as "onHand", coalesce(sum(l.reserved), 0)::integer as reserved,
    coalesce(sum(l.safety_units), 0)::integer as safety, count(*)::integer as locations,
    min(greatest(l.confirmed_at, src.confirmed_at)) as "confirmedAt",
    coalesce(sum(greatest(counted_units(l.on_hand - l.reserved, greatest(l.confirmed_at, src.confirmed_at),
      s.stale_after_seconds, s.gone_after_seconds, ${at}) - l.safety_units, 0)), 0)::integer as showable
  from stock_level l
  join supplier s on s.distributor_id = l.distributor_id and s.id = l.supplier_id
  left join stock_source src on src.distributor_id = l.distributor_id and src.supplier_id = l.supplier_id
  where l.distributor_id = v.distributor_id and l.variant_id = v.id`;

function conditionsOf({ search, view }: HubStockFilter, at: Prisma.Sql): Prisma.Sql[] {
  const conditions = [viewOf(view, at)];
  if (search) {
    const pattern = containing(search);
    conditions.push(
      Prisma.sql`(v.sku ilike ${pattern} or v.gtin = ${search} or p.title ilike ${pattern})`,
    );
  }
  return conditions;
}

const PROMISED = Prisma.sql`v.id in (select r.variant_id from reservation r
  where r.distributor_id = v.distributor_id and r.state in ('held', 'deducted'))`;

function viewOf(view: string, at: Prisma.Sql): Prisma.Sql {
  const ofLevel = (condition: Prisma.Sql) => Prisma.sql`exists (
    select from stock_level l join supplier s on s.distributor_id = l.distributor_id and s.id = l.supplier_id
    left join stock_source src on src.distributor_id = l.distributor_id and src.supplier_id = l.supplier_id
    where l.distributor_id = v.distributor_id and l.variant_id = v.id and ${condition})`;
  if (view === 'reserved') return PROMISED;
  // A level cannot be promised beyond what it has unless something is promised: few rows, found by an index of those.
  if (view === 'short')
    return Prisma.sql`${PROMISED} and ${ofLevel(Prisma.sql`l.reserved > l.on_hand`)}`;
  if (view === 'stale')
    return ofLevel(
      Prisma.sql`l.on_hand > 0 and ${at} - greatest(l.confirmed_at, src.confirmed_at) >= make_interval(secs => s.stale_after_seconds)`,
    );
  if (view === 'empty') return Prisma.sql`level.showable = 0`;
  return Prisma.sql`true`;
}
