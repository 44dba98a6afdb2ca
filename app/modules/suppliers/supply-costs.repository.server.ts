/** Costs with a date or a quantity; the one for a single unit that is in force stands in the supply itself. */
import { z } from 'zod';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { SupplierKey, SuppliersContext } from './supplier.ts';

export const SupplyCostTerms = z
  .object({
    /** From so many units on. */
    minQuantity: z.int().min(1).max(1_000_000),
    startsAt: z.date(),
    /** Undefined: until further notice. */
    endsAt: z.date().optional(),
    /** Minor units of the supply's currency. */
    costMinor: z.int().min(1),
  })
  .refine(({ startsAt, endsAt }) => !endsAt || endsAt > startsAt, {
    error: 'A cost must end after it starts.',
  });
export type SupplyCostTerms = z.infer<typeof SupplyCostTerms>;

export type SupplyCostRefusal =
  | { readonly kind: 'unknown-supply' }
  /** Two costs for the same quantity at the same time. */
  | { readonly kind: 'costs-overlap'; readonly minQuantity: number };

/**
 * Replaces the dated and tiered costs that a supplier has for a variant. What is in force at once is applied by
 * applyDatedCosts, which the caller runs in the same transaction.
 */
export async function saveSupplyCosts(
  { tx }: Pick<SuppliersContext, 'tx'>,
  key: SupplierKey & { readonly variantId: string },
  costs: readonly SupplyCostTerms[],
): Promise<Result<undefined, SupplyCostRefusal>> {
  const { distributorId, supplierId, variantId } = key;
  const overlap = findOverlap(costs);
  if (overlap) return err({ kind: 'costs-overlap', minQuantity: overlap.minQuantity });
  const where = { distributorId, supplierId, variantId };
  if ((await tx.supply.count({ where })) === 0) return err({ kind: 'unknown-supply' });
  await tx.supplyCost.deleteMany({ where });
  await tx.supplyCost.createMany({
    data: costs.map(({ minQuantity, startsAt, endsAt, costMinor }) => ({
      ...where,
      minQuantity,
      startsAt,
      endsAt: endsAt ?? null,
      costMinor: BigInt(costMinor),
    })),
  });
  return ok();
}

/** The first cost that begins before the one before it, for the same quantity, has ended. */
function findOverlap(costs: readonly SupplyCostTerms[]): SupplyCostTerms | undefined {
  const sorted = costs.toSorted(
    (a, b) => a.minQuantity - b.minQuantity || a.startsAt.getTime() - b.startsAt.getTime(),
  );
  return sorted.find((cost, place) => {
    const before = sorted[place - 1];
    return before?.minQuantity === cost.minQuantity && (!before.endsAt || before.endsAt > cost.startsAt); // prettier-ignore
  });
}

/** Brings the costs of a distributor's supplies to what the dated ones say now; answers the variants that changed. */
export async function applyDatedCosts(
  { tx, clock }: SuppliersContext,
  distributorId: string,
): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select apply_dated_costs(${distributorId}::uuid, ${clock.now()}::timestamptz) as id`;
  return rows.map(({ id }) => id);
}
