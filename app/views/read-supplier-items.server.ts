import { Prisma } from '../platform/prisma/generated/client.ts';
import { formsOfGtin } from '../modules/catalog/gtin.ts';
import { textQueryOf } from '../modules/catalog/product-query.ts';
import { toPage } from '../platform/page.ts';
import type { Page, PageRequest } from '../platform/page.ts';
import { parseId } from '../platform/ids.ts';
import type { Reader } from './reader.server.ts';

export const ITEM_VIEWS = ['open', 'matched', 'rejected'] as const;

export type SupplierItemRow = {
  readonly id: string;
  readonly supplierId: string;
  readonly supplier: string;
  readonly supplierSku: string;
  readonly title: string | null;
  readonly brand: string | null;
  readonly gtin: string | null;
  readonly mpn: string | null;
  readonly costMinor: number | null;
  readonly currency: string;
  readonly status: string;
  readonly reason: string | null;
  readonly matchedBy: string | null;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  readonly lastSeenAt: Date;
  readonly variantId: string | null;
  readonly productId: string | null;
  readonly productTitle: string | null;
  readonly optionValues: readonly string[] | null;
};

export type ItemFilter = {
  readonly view: (typeof ITEM_VIEWS)[number];
  readonly supplierId: string | undefined;
  readonly search: string;
};

/** Suppliers' articles in one state, the ones seen last first. */
export async function readSupplierItems(
  database: Reader,
  distributorId: string,
  { view, supplierId, search }: ItemFilter,
  page: PageRequest,
): Promise<Page<SupplierItemRow>> {
  const after = parseId(page.after);
  const conditions = [
    Prisma.sql`i.distributor_id = ${distributorId}::uuid and i.status = ${view}`,
    ...(supplierId ? [Prisma.sql`i.supplier_id = ${supplierId}::uuid`] : []),
    ...(search ? [Prisma.sql`(starts_with(lower(i.supplier_sku), lower(${search})) or i.gtin = ${search}
      or strpos(lower(coalesce(i.title, '')), lower(${search})) > 0)`] : []),
    ...(after ? [Prisma.sql`(i.last_seen_at, i.id) < (select last_seen_at, id from supplier_item
      where distributor_id = ${distributorId}::uuid and id = ${after}::uuid)`] : []),
  ]; // prettier-ignore
  const rows = await database.$queryRaw<SupplierItemRow[]>`
    select i.id, i.supplier_id as "supplierId", s.name as supplier, i.supplier_sku as "supplierSku", i.title, i.brand, i.gtin,
      i.mpn, i.cost_minor::float8 as "costMinor", i.currency, i.status, i.reason, i.matched_by as "matchedBy",
      u.name as "decidedBy", i.decided_at as "decidedAt", i.last_seen_at as "lastSeenAt",
      v.id as "variantId", p.id as "productId", p.title as "productTitle", v.option_values as "optionValues"
    from supplier_item i
    join supplier s on s.distributor_id = i.distributor_id and s.id = i.supplier_id
    left join variant v on v.distributor_id = i.distributor_id and v.id = i.variant_id
    left join product p on p.distributor_id = v.distributor_id and p.id = v.product_id
    left join "user" u on u.id = i.decided_by
    where ${Prisma.join(conditions, ' and ')}
    order by i.last_seen_at desc, i.id desc limit ${page.size + 1}`;
  return toPage(rows, page.size, (row) => row.id);
}

export type MatchSuggestion = {
  readonly variantId: string;
  readonly productId: string;
  readonly title: string;
  readonly vendor: string;
  readonly optionValues: readonly string[];
  readonly sku: string | null;
  readonly gtin: string | null;
  readonly imageUrl: string | null;
  /** What speaks for it: a code, or likeness of the words from 0 to 1. */
  readonly because: 'gtin' | 'mpn' | 'title' | 'search';
  readonly likeness: number;
  readonly isTaken: boolean;
};

const SUGGESTED = 6;
/** Titles nearest by trigrams, whose variants are then compared with the article's own words. */
const NEAREST_TITLES = 20;

/**
 * The variants that an article may be, the likeliest first: those that a code names, then those whose title and
 * options are most like its title (trigrams). With a search, what the search finds instead.
 */
export async function suggestVariants(
  database: Reader,
  distributorId: string,
  item: Pick<SupplierItemRow, 'supplierId' | 'title' | 'brand' | 'gtin' | 'mpn'>,
  search: string,
): Promise<readonly MatchSuggestion[]> {
  const words = search ? textQueryOf(search) : undefined;
  const tenant = Prisma.sql`v.distributor_id = ${distributorId}::uuid and v.active`;
  const likeness = Prisma.sql`similarity(concat_ws(' ', p.vendor, p.title, array_to_string(v.option_values, ' ')),
    ${[item.brand, item.title].filter(Boolean).join(' ')})`;
  const byCode = Prisma.sql`
    select v.id, 'gtin' as because, 2::real as score from variant v where ${tenant} and v.gtin = any(${item.gtin ? [...formsOfGtin(item.gtin)] : []})
    union all select v.id, 'mpn', 1.5 from variant v where ${tenant} and v.mpn is not null
      and lower(v.mpn) collate "C" = lower(${item.mpn})`;
  const byTitle = Prisma.sql`
    select v.id, 'title', ${likeness} from (
      select * from product p where p.distributor_id = ${distributorId}::uuid and p.title % ${item.title ?? ''}
      order by similarity(p.title, ${item.title ?? ''}) desc limit ${NEAREST_TITLES}
    ) p join variant v on v.distributor_id = p.distributor_id and v.product_id = p.id where v.active`;
  const bySearch = Prisma.sql`
    select v.id, 'search' as because, ${likeness} as score from (
      select product_id from product_search s where s.distributor_id = ${distributorId}::uuid
        and s.words @@ ${words ?? "''"}::tsquery order by s.title limit ${NEAREST_TITLES}
    ) s join product p on p.distributor_id = ${distributorId}::uuid and p.id = s.product_id
    join variant v on v.distributor_id = p.distributor_id and v.product_id = p.id where v.active`;
  return database.$queryRaw<MatchSuggestion[]>(Prisma.sql`
    with found as (
      select distinct on (id) id, because, score from (${words ? bySearch : Prisma.sql`${byCode} union all ${byTitle}`}) f
      order by id, score desc
    )
    select v.id as "variantId", p.id as "productId", p.title, p.vendor, v.option_values as "optionValues", v.sku, v.gtin,
      coalesce(v.image_url, p.images -> 0 ->> 'url') as "imageUrl", f.because, f.score::float8 as likeness,
      exists (select from supply y where y.distributor_id = v.distributor_id and y.supplier_id = ${item.supplierId}::uuid
        and y.variant_id = v.id and y.active) as "isTaken"
    from found f
    join variant v on v.distributor_id = ${distributorId}::uuid and v.id = f.id
    join product p on p.distributor_id = v.distributor_id and p.id = v.product_id
    order by f.score desc, p.title, v.position, v.id limit ${SUGGESTED}`);
}

/** Counts of the queue by supplier, for its filter. */
export async function countSupplierItems(database: Reader, distributorId: string) {
  return database.$queryRaw<{ id: string; name: string; open: number }[]>`
    select s.id, s.name, count(*) filter (where i.status = 'open')::int as open
    from supplier s left join supplier_item i on i.distributor_id = s.distributor_id and i.supplier_id = s.id
    where s.distributor_id = ${distributorId}::uuid group by s.id, s.name order by s.name`;
}
