import type { SupplierKey, SuppliersContext } from './supplier.ts';

/** What one unit of a supply costs from now on, in minor units of its currency (ISO 4217), and its lead time. */
export type SupplyCost = {
  readonly variantId: string;
  readonly costMinor: number;
  readonly currency: string;
  readonly leadTimeDays: number | null;
};

/**
 * Takes over what a supplier tells of its costs. Where a dated cost is in force, it goes on, and what is told becomes
 * the cost that stands when it ends. Answers the variants that changed; one statement, unchanged rows stay untouched.
 */
export async function saveSupplyCosts(
  { tx, clock }: SuppliersContext,
  { distributorId, supplierId }: SupplierKey,
  costs: readonly SupplyCost[],
): Promise<readonly string[]> {
  if (costs.length === 0) return [];
  const rows = await tx.$queryRaw<{ id: string }[]>`
    with told as (
      select y.variant_id, c."costMinor" as minor, c.currency, c."leadTimeDays" as days
      from jsonb_to_recordset(${JSON.stringify(costs)}::jsonb) as c("variantId" uuid, "costMinor" bigint, currency text, "leadTimeDays" integer)
      join supply y on y.distributor_id = ${distributorId}::uuid and y.supplier_id = ${supplierId}::uuid and y.variant_id = c."variantId"
      order by y.variant_id for update of y
    )
    update supply y set cost_minor = case when y.standing_cost_minor is null then told.minor else y.cost_minor end,
      standing_cost_minor = case when y.standing_cost_minor is null then null else told.minor end,
      currency = told.currency, lead_time_days = told.days, updated_at = ${clock.now()}
    from told where y.distributor_id = ${distributorId}::uuid and y.supplier_id = ${supplierId}::uuid and y.variant_id = told.variant_id
      and (coalesce(y.standing_cost_minor, y.cost_minor), y.currency, y.lead_time_days) is distinct from (told.minor, told.currency, told.days)
    returning y.variant_id as id`;
  return rows.map(({ id }) => id);
}
