/** Thousands of variants with a supply each, made in the database: by one they would take longer than the test. */
import type { Tx } from '../../app/platform/database.server.ts';
import { FACTORY_NOW } from './factory-clock.ts';
import type { MadeSupplier } from './suppliers.ts';

/** Variants of one product each, supplied under "M-1", "M-2" … for one franc, without any stock. */
export async function makeManySupplies(
  tx: Tx,
  { distributorId, id: supplierId }: Pick<MadeSupplier, 'distributorId' | 'id'>,
  count: number,
): Promise<void> {
  await tx.$executeRaw`
    insert into product (distributor_id, id, handle, title, body_html, vendor, product_type, tags, status, option_names, images, content_hash, created_at, updated_at)
    select ${distributorId}::uuid, md5(${supplierId} || 'p' || n)::uuid, 'p-' || n, 'P', '', 'V', 'T', '{}', 'active', '{}', '[]', '', ${FACTORY_NOW}, ${FACTORY_NOW}
    from generate_series(1, ${count}::integer) n`;
  await tx.$executeRaw`
    insert into variant (distributor_id, id, product_id, position, option_values, weight_grams, requires_shipping, taxable, created_at, updated_at)
    select ${distributorId}::uuid, md5(${supplierId} || 'v' || n)::uuid, md5(${supplierId} || 'p' || n)::uuid, 1, '{}', 0, true, true, ${FACTORY_NOW}, ${FACTORY_NOW}
    from generate_series(1, ${count}::integer) n`;
  await tx.$executeRaw`
    insert into supply (distributor_id, supplier_id, variant_id, supplier_sku, cost_minor, currency, updated_at)
    select ${distributorId}::uuid, ${supplierId}::uuid, md5(${supplierId} || 'v' || n)::uuid, 'M-' || n, 100, 'CHF', ${FACTORY_NOW}
    from generate_series(1, ${count}::integer) n`;
}
