/** Routing rules by version, and the plans that were made under them. */
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import { newId } from '../../platform/ids.ts';
import type { Id } from '../../platform/ids.ts';
import { currencyCode } from '../../platform/money.ts';
import type { RoutingPlan } from './route-plan.ts';
import type { RoutingRules } from './routing-rules.ts';
import type { TermsOfSupplier } from './shipping-terms.ts';
import { FIRST_RULES, StoredRules, toRoutingRules } from './stored-rules.ts';

export type RoutingContext = { readonly tx: Tx; readonly clock: Clock };

/** The newest rules of a distributor; version 1 as built in while it has set none. */
export async function readRoutingRules(
  tx: Tx,
  input: { readonly distributorId: Id<'Distributor'>; readonly currency: string },
): Promise<RoutingRules> {
  const [row] = await tx.$queryRaw<{ version: number; rules: unknown }[]>`
    select version, rules from routing_rules where distributor_id = ${input.distributorId}::uuid
    order by version desc limit 1`;
  const rules = row ? StoredRules.parse(row.rules) : FIRST_RULES;
  return toRoutingRules(row?.version ?? 1, rules, currencyCode(input.currency));
}

/** Keeps a plan as the order's next revision. The caller holds the order's lock. */
export async function saveRoutePlan(
  { tx, clock }: RoutingContext,
  input: {
    readonly distributorId: Id<'Distributor'>;
    readonly orderId: Id<'Order'>;
    readonly plan: RoutingPlan;
  },
): Promise<void> {
  const { input: made, ...plan } = input.plan;
  await tx.$executeRaw`
    insert into route_plan (distributor_id, id, order_id, revision, rules_version, input, plan, cost_minor, currency, at)
    select ${input.distributorId}::uuid, ${newId()}::uuid, ${input.orderId}::uuid, coalesce(max(revision), 0) + 1,
      ${Number(plan.ruleVersion)}, ${JSON.stringify(made)}::jsonb, ${JSON.stringify(plan)}::jsonb, ${plan.totalMinor},
      ${plan.currency}, ${clock.now()}
    from route_plan where distributor_id = ${input.distributorId}::uuid and order_id = ${input.orderId}::uuid`;
}

/** Grams of one unit of each variant; 0 where the catalogue tells none. */
export async function readVariantWeights(
  tx: Tx,
  input: {
    readonly distributorId: Id<'Distributor'>;
    readonly variantIds: readonly Id<'Variant'>[];
  },
): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.$queryRaw<{ id: string; grams: number }[]>`
    select id, weight_grams as grams from variant
    where distributor_id = ${input.distributorId}::uuid and id = any(${[...input.variantIds]}::uuid[])`;
  return new Map(rows.map(({ id, grams }) => [id, grams]));
}

export async function readSupplierTerms(
  tx: Tx,
  input: {
    readonly distributorId: Id<'Distributor'>;
    readonly supplierIds: readonly Id<'Supplier'>[];
  },
): Promise<TermsOfSupplier[]> {
  return tx.$queryRaw<TermsOfSupplier[]>`
    select id as "supplierId", name, tier, shipping_terms as "shippingTerms" from supplier
    where distributor_id = ${input.distributorId}::uuid and id = any(${[...input.supplierIds]}::uuid[]) order by id`;
}
