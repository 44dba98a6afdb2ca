/** Substitution rule: an article that the distributor takes instead of another when a supplier offers it. */
import type { Id } from '../../platform/ids.ts';
import type { PurchasingContext } from './purchase-order.ts';

type Pair = {
  readonly distributorId: Id<'Distributor'>;
  readonly variantId: string;
  readonly substituteVariantId: string;
};

/** Repeating it changes nothing. False where one of them is no variant of this distributor. */
export async function addSubstitutionRule(
  { tx, clock }: PurchasingContext,
  pair: Pair & { readonly createdBy: string },
): Promise<boolean> {
  const [known] = await tx.$queryRaw<{ variants: number }[]>`
    select count(*)::int as variants from variant where distributor_id = ${pair.distributorId}::uuid
      and id in (${pair.variantId}::uuid, ${pair.substituteVariantId}::uuid)`;
  if (known?.variants !== 2) return false;
  await tx.$executeRaw`
    insert into substitution_rule (distributor_id, variant_id, substitute_variant_id, created_at, created_by)
    values (${pair.distributorId}::uuid, ${pair.variantId}::uuid, ${pair.substituteVariantId}::uuid, ${clock.now()},
      ${pair.createdBy})
    on conflict do nothing`;
  return true;
}

export async function removeSubstitutionRule(
  { tx }: Pick<PurchasingContext, 'tx'>,
  { distributorId, variantId, substituteVariantId }: Pair,
): Promise<void> {
  await tx.$executeRaw`
    delete from substitution_rule where distributor_id = ${distributorId}::uuid
      and variant_id = ${variantId}::uuid and substitute_variant_id = ${substituteVariantId}::uuid`;
}
