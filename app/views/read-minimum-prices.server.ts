import { parseId } from '../platform/ids.ts';
import { toPage } from '../platform/page.ts';
import type { Page, PageRequest } from '../platform/page.ts';
import type { Reader } from './reader.server.ts';

export type MinimumPrice = {
  readonly variantId: string;
  readonly productId: string;
  readonly title: string;
  readonly sku: string | null;
  readonly mapMinor: number;
  readonly listPriceMinor: number | null;
  readonly currency: string;
};

/** Variants with a minimum advertised price. */
export async function readMinimumPrices(
  database: Reader,
  distributorId: string,
  page: PageRequest,
): Promise<Page<MinimumPrice>> {
  const after = parseId(page.after) ?? null;
  const rows = await database.$queryRaw<MinimumPrice[]>`
    select v.id as "variantId", v.product_id as "productId", p.title, v.sku, v.map_minor::float8 as "mapMinor",
      v.list_price_minor::float8 as "listPriceMinor", d.currency
    from variant v join distributor d on d.id = v.distributor_id
    join product p on p.distributor_id = v.distributor_id and p.id = v.product_id
    where v.distributor_id = ${distributorId}::uuid and v.map_minor is not null and (${after}::uuid is null or v.id > ${after}::uuid)
    order by v.id limit ${page.size + 1}`;
  return toPage(rows, page.size, (row) => row.variantId);
}
