/** Reads and writes the rules of orders: when they go on, and which goods may not go where. */
import type { Id } from '../../platform/ids.ts';
import { newId } from '../../platform/ids.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { ScopedProduct } from '../catalog/product-scope.ts';
import { GoodsRestriction } from './goods-restrictions.ts';
import type { OrdersContext } from './order.ts';
import { ReleaseClauses } from './release-rules.ts';
import type { ReleaseClause } from './release-rules.ts';

type Of = { readonly distributorId: string; readonly connectionId: string };

export type OrderRules = {
  readonly clauses: readonly ReleaseClause[];
  readonly restrictions: readonly GoodsRestriction[];
};

export type OrderRulesRow = { readonly clauses: unknown; readonly restrictions: unknown };

/** As stored; what cannot be read (any more) is no rule. */
export function toOrderRules({ clauses, restrictions }: OrderRulesRow): OrderRules {
  return {
    clauses: ReleaseClauses.safeParse(clauses).data ?? [],
    restrictions: GoodsRestriction.array().safeParse(restrictions).data ?? [],
  };
}

/** The rules that hold for a connection: its own list, or else the distributor's. */
export async function readOrderRules(
  tx: Tx,
  { distributorId, connectionId }: Of,
): Promise<OrderRules> {
  const [row] = await tx.$queryRaw<OrderRulesRow[]>`
    select release_rules(${distributorId}::uuid, ${connectionId}::uuid) as clauses,
      goods_restrictions(${distributorId}::uuid) as restrictions`;
  return row ? toOrderRules(row) : { clauses: [], restrictions: [] };
}

/** A list of its own for a connection, or (without one) the distributor's default. An empty list of a connection is one. */
export async function saveReleasePolicy(
  { tx, clock }: OrdersContext,
  policy: {
    readonly distributorId: string;
    readonly connectionId: string | undefined;
    readonly clauses: readonly ReleaseClause[];
    readonly by: string;
  },
): Promise<void> {
  await tx.$executeRaw`
    insert into release_policy (distributor_id, id, connection_id, rules, saved_at, saved_by)
    values (${policy.distributorId}::uuid, ${newId()}::uuid, ${policy.connectionId ?? null}::uuid,
      ${JSON.stringify(policy.clauses)}::jsonb, ${clock.now()}, ${policy.by})
    on conflict (distributor_id, connection_id) do update
      set rules = excluded.rules, saved_at = excluded.saved_at, saved_by = excluded.saved_by`;
}

/** A connection follows the default again; false when it did. */
export async function removeReleasePolicy(
  tx: Tx,
  { distributorId, connectionId }: Of,
): Promise<boolean> {
  const removed = await tx.$executeRaw`
    delete from release_policy where distributor_id = ${distributorId}::uuid and connection_id = ${connectionId}::uuid`;
  return removed > 0;
}

export async function insertRestriction(
  { tx, clock }: OrdersContext,
  input: {
    readonly distributorId: string;
    readonly restriction: GoodsRestriction;
    readonly by: string;
  },
): Promise<void> {
  const { scope, mode, countries, reason } = input.restriction;
  await tx.$executeRaw`
    insert into goods_restriction (distributor_id, id, scope, mode, countries, reason, created_at, created_by)
    values (${input.distributorId}::uuid, ${newId()}::uuid, ${JSON.stringify(scope)}::jsonb, ${mode},
      ${[...countries]}::text[], ${reason}, ${clock.now()}, ${input.by})`;
}

export async function removeRestriction(
  tx: Tx,
  input: { readonly distributorId: string; readonly restrictionId: string },
): Promise<boolean> {
  const removed = await tx.$executeRaw`
    delete from goods_restriction where distributor_id = ${input.distributorId}::uuid and id = ${input.restrictionId}::uuid`;
  return removed > 0;
}

/** What restrictions look at, by variant. */
export async function readScopedProducts(
  tx: Tx,
  input: { readonly distributorId: string; readonly variantIds: readonly Id<'Variant'>[] },
): Promise<ReadonlyMap<string, ScopedProduct>> {
  const rows = await tx.$queryRaw<(ScopedProduct & { variantId: string })[]>`
    select v.id as "variantId", p.product_type as "productType", p.tags, p.vendor, p.category, v.sku
    from variant v join product p on p.distributor_id = v.distributor_id and p.id = v.product_id
    where v.distributor_id = ${input.distributorId}::uuid and v.id = any(${[...input.variantIds]}::uuid[])`;
  return new Map(rows.map(({ variantId, ...product }) => [variantId, product]));
}

/** Orders that a connection had before this one, counted no further than asked. */
export async function countOrdersBefore(
  tx: Tx,
  input: Of & { readonly orderId: string; readonly atMost: number },
): Promise<number> {
  if (input.atMost === 0) return 0;
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    select count(*)::int as count from (select from orders where distributor_id = ${input.distributorId}::uuid
      and connection_id = ${input.connectionId}::uuid and id < ${input.orderId}::uuid limit ${input.atMost}) earlier`;
  return row?.count ?? 0;
}

/** The moment of release that a rule has set, and the rule in words. */
export async function saveRelease(
  { tx, clock }: OrdersContext,
  key: { readonly distributorId: string; readonly orderId: string },
  release: { readonly releaseAt: Date | null; readonly releaseReason: string | null },
): Promise<void> {
  await tx.$executeRaw`
    update orders set release_at = ${release.releaseAt}, release_reason = ${release.releaseReason}, updated_at = ${clock.now()}
    where distributor_id = ${key.distributorId}::uuid and id = ${key.orderId}::uuid`;
}
