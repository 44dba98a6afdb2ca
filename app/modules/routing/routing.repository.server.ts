/** Routing rules by version, and the plans that were made under them. */
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import { newId } from '../../platform/ids.ts';
import type { Id } from '../../platform/ids.ts';
import { currencyCode } from '../../platform/money.ts';
import { ShippingWishes } from '../connections/shipping-wishes.ts';
import type { RoutingPlan } from './route-plan.ts';
import type { RetailerWishes } from './routing-input.ts';
import type { RoutingRules } from './routing-rules.ts';
import type { TermsOfSupplier } from './shipping-terms.ts';
import { FIRST_RULES, FIRST_VERSION, StoredRules, toRoutingRules } from './stored-rules.ts';

export type RoutingContext = { readonly tx: Tx; readonly clock: Clock };

type Rules = { readonly version: number; readonly rules: unknown };
type MaterialRow = {
  readonly rules: Rules | null;
  readonly wishes: unknown;
  readonly weights: Readonly<Record<string, number>> | null;
  readonly volumes: Readonly<Record<string, number>> | null;
  readonly suppliers: TermsOfSupplier[] | null;
};

/**
 * What a plan is made by, in one look: the newest rules of a distributor as they hold for a connection (version 1 as
 * built in while it has set none), what the connection's retailer wishes, grams of one unit of each variant (0 where the catalogue tells none), its cubic centimetres where the catalogue has all
 * three sides, and the terms of suppliers.
 */
export async function readRoutingMaterial(
  tx: Tx,
  input: {
    readonly distributorId: Id<'Distributor'>;
    readonly currency: string;
    readonly connectionId: Id<'Connection'>;
    readonly variantIds?: readonly Id<'Variant'>[];
    readonly supplierIds?: readonly Id<'Supplier'>[];
  },
): Promise<{
  readonly rules: RoutingRules;
  readonly wishes: RetailerWishes;
  readonly weights: ReadonlyMap<string, number>;
  readonly volumes: ReadonlyMap<string, number>;
  readonly suppliers: readonly TermsOfSupplier[];
}> {
  const { distributorId, currency, connectionId, variantIds = [], supplierIds = [] } = input;
  const [row] = await tx.$queryRaw<MaterialRow[]>`
    /* planned once */ select
      (select jsonb_build_object('version', version, 'rules', rules) from routing_rules
        where distributor_id = ${distributorId}::uuid order by version desc limit 1) as rules,
      (select shipping_wishes from connection
        where distributor_id = ${distributorId}::uuid and id = ${connectionId}::uuid) as wishes,
      v.weights, v.volumes,
      (select jsonb_agg(jsonb_build_object('supplierId', id, 'name', name, 'tier', tier, 'shippingTerms', shipping_terms,
          'dailyCapacity', daily_capacity)
          order by id) from supplier
        where distributor_id = ${distributorId}::uuid and id = any(${[...supplierIds]}::uuid[])) as suppliers
    from (select jsonb_object_agg(id, weight_grams) as weights,
        jsonb_object_agg(id, ceil(length_mm::numeric * width_mm * height_mm / 1000))
          filter (where length_mm > 0 and width_mm > 0 and height_mm > 0) as volumes
      from variant where distributor_id = ${distributorId}::uuid and id = any(${[...variantIds]}::uuid[])) v`;
  const version = row?.rules?.version ?? FIRST_VERSION;
  const rules = row?.rules ? StoredRules.parse(row.rules.rules) : FIRST_RULES;
  return {
    rules: toRoutingRules(version, rules, currencyCode(currency), connectionId),
    wishes: toWishes(row?.wishes),
    weights: new Map(Object.entries(row?.weights ?? {})),
    volumes: new Map(Object.entries(row?.volumes ?? {})),
    suppliers: row?.suppliers ?? [],
  };
}

/** Wishes that cannot be read count as none: an order is not lost over them. */
function toWishes(stored: unknown): RetailerWishes {
  const { carrier, ...wishes } = ShippingWishes.safeParse(stored).data ?? {};
  const asked = Object.fromEntries(Object.entries(wishes).filter(([, wish]) => wish === true));
  return carrier === undefined ? asked : { ...asked, carrier };
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
    /* planned once */ insert into route_plan (distributor_id, id, order_id, revision, rules_version, input, plan, cost_minor, currency, at)
    select ${input.distributorId}::uuid, ${newId()}::uuid, ${input.orderId}::uuid, coalesce(max(revision), 0) + 1,
      ${Number(plan.ruleVersion)}, ${JSON.stringify(made)}::jsonb, ${JSON.stringify(plan)}::jsonb, ${plan.totalMinor},
      ${plan.currency}, ${clock.now()}
    from route_plan where distributor_id = ${input.distributorId}::uuid and order_id = ${input.orderId}::uuid`;
}
