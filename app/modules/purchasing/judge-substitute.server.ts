import type { Tx } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';

export type JudgedSubstitute = {
  /** The distributor's variant that the supplier calls so; null: none. */
  readonly variantId: Id<'Variant'> | null;
} & ({ readonly verdict: 'take' } | { readonly verdict: 'ask'; readonly why: string });

/**
 * Whether an article may be taken instead of another without anybody being asked: it stands on the distributor's list,
 * the retailer has agreed to substitutes in its terms, and it costs no more than may be charged for what was ordered.
 * Costs are minor units of the purchase order's currency.
 */
export async function judgeSubstitute(
  tx: Tx,
  input: {
    readonly distributorId: Id<'Distributor'>;
    readonly connectionId: Id<'Connection'>;
    readonly supplierId: Id<'Supplier'>;
    readonly supplierSku: string;
    readonly variantId: Id<'Variant'>;
    readonly costMinor: number;
    readonly mostMinor: number;
  },
): Promise<JudgedSubstitute> {
  const { distributorId } = input;
  const [row] = await tx.$queryRaw<
    { variantId: Id<'Variant'> | null; isListed: boolean; isAllowed: boolean }[]
  >`
    select y.variant_id as "variantId", c.allows_substitutes as "isAllowed", exists (select from substitution_rule r
      where r.distributor_id = ${distributorId}::uuid and r.variant_id = ${input.variantId}::uuid
        and r.substitute_variant_id = y.variant_id) as "isListed"
    from connection c left join lateral (select y.variant_id from supply y where y.distributor_id = ${distributorId}::uuid
      and y.supplier_id = ${input.supplierId}::uuid and y.supplier_sku = ${input.supplierSku} and y.active
      order by y.variant_id limit 1) y on true
    where c.distributor_id = ${distributorId}::uuid and c.id = ${input.connectionId}::uuid`;
  const variantId = row?.variantId ?? null;
  const ask = (why: string): JudgedSubstitute => ({ variantId, verdict: 'ask', why });
  if (!row?.variantId) return ask('The catalogue does not have this article of the supplier.');
  if (!row.isListed) return ask('It is not on your list of substitutes.');
  if (!row.isAllowed) return ask('The retailer has not agreed to substitutes.');
  if (input.costMinor > input.mostMinor) return ask('It costs more than may be charged.');
  return { variantId, verdict: 'take' };
}
