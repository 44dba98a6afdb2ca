import { Prisma } from '../../platform/prisma/generated/client.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';
import type { ListingsContext } from './listing.ts';

export type UnitDifference = {
  readonly variantId: Id<'Variant'>;
  readonly productId: Id<'Product'>;
  /** False: it shows nothing now or waits for units; why, only its whole offer can tell. */
  readonly sure: boolean;
};

/**
 * The listings of a store that show another quantity than they should, of very many variants of which only units have
 * changed (`changed`: a select of their ids). One pass with hash joins: its cost follows the listings there are of
 * these variants, not a look-up for each. The planner is told so for this statement alone, so it needs a transaction.
 */
export async function findUnitDifferences(
  { tx, clock }: ListingsContext,
  storeId: string,
  changed: Prisma.Sql,
  limit: number,
): Promise<readonly UnitDifference[]> {
  const now = clock.now().toISOString();
  return inOnePass(tx, () =>
    tx.$queryRaw<UnitDifference[]>(Prisma.sql`
    select d.variant_id as "variantId", d.product_id as "productId", d.sure
    from (select distinct distributor_id from connection where store_id = ${storeId}::uuid) k
    cross join lateral unit_differences(k.distributor_id, ${storeId}::uuid, ${now}::timestamptz, array(${changed})) d
    left join sales_pace p on p.distributor_id = k.distributor_id and p.variant_id = d.variant_id and p.connection_id = d.connection_id
    order by d.wanted_quantity > 0, told_urgency(d.told_quantity, d.wanted_quantity, p.units_per_day, p.at, ${now}::timestamptz) desc,
      d.told_at, d.variant_id
    limit ${limit}::integer`),
  );
}

async function inOnePass<Value>(tx: Tx, statement: () => Promise<Value>): Promise<Value> {
  await tx.$executeRaw`select set_config('enable_nestloop', 'off', true), set_config('work_mem', '64MB', true)`;
  const value = await statement();
  await tx.$executeRaw`select set_config('enable_nestloop', 'on', true)`;
  return value;
}
