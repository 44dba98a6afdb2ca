import { newId } from '../../platform/ids.ts';
import type { ListingsContext } from './listing.ts';
import type { PickRule, PickRuleId, PickRuleKey, PickWish } from './pick-rule.ts';

type Connected = Pick<PickRuleKey, 'distributorId' | 'connectionId'>;

export async function insertPickRule(
  { tx, clock }: ListingsContext,
  { distributorId, connectionId }: Connected,
  { onlyNew, ...wish }: PickWish,
): Promise<PickRuleId> {
  const id = newId<'PickRule'>();
  const now = clock.now();
  await tx.pickRule.create({
    data: {
      distributorId,
      id,
      connectionId,
      ...wish,
      newerThan: onlyNew ? now : null,
      createdAt: now,
    },
  });
  return id;
}

/** False where there is none such (any more). What it has picked stays in the shop. */
export async function deletePickRule(
  { tx }: Pick<ListingsContext, 'tx'>,
  { distributorId, connectionId, ruleId }: PickRuleKey,
): Promise<boolean> {
  const where = { distributorId, connectionId, id: ruleId };
  return (await tx.pickRule.deleteMany({ where })).count > 0;
}

/** A connection has a handful of rules; they are read without paging. */
export async function listPickRules(
  { tx }: Pick<ListingsContext, 'tx'>,
  { distributorId, connectionId }: Connected,
): Promise<readonly PickRule[]> {
  return tx.$queryRaw<PickRule[]>`
    select r.id, r.vendors, r.product_types as "productTypes", r.tags, r.newer_than as "newerThan",
      (select coalesce(sum(i.done - i.failed), 0)::integer from product_import i
        where i.distributor_id = r.distributor_id and i.connection_id = r.connection_id and i.pick_rule_id = r.id) as picked
    from pick_rule r
    where r.distributor_id = ${distributorId}::uuid and r.connection_id = ${connectionId}::uuid
    order by r.created_at, r.id`;
}

/** Rules of connections that trade, with their store. */
export async function listActivePickRules({
  tx,
}: Pick<ListingsContext, 'tx'>): Promise<readonly (PickRuleKey & { readonly storeId: string })[]> {
  return tx.$queryRaw<(PickRuleKey & { storeId: string })[]>`
    select r.distributor_id as "distributorId", r.connection_id as "connectionId", r.id as "ruleId", k.store_id as "storeId"
    from pick_rule r
    join connection k on k.distributor_id = r.distributor_id and k.id = r.connection_id and k.status = 'approved'
    join store s on s.id = k.store_id and s.uninstalled_at is null
    order by r.distributor_id, r.connection_id, r.created_at`;
}

/** What a rule wishes, is in the range, and was never picked; a product that the retailer took out does not come back. */
export async function findProductsByRule(
  { tx }: Pick<ListingsContext, 'tx'>,
  { distributorId, connectionId, ruleId }: PickRuleKey,
  limit: number,
): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select p.id from pick_rule r
    join connection k on k.distributor_id = r.distributor_id and k.id = r.connection_id
    join product p on p.distributor_id = r.distributor_id and p.status in ('active', 'unlisted')
      and (r.vendors = '{}' or p.vendor = any(r.vendors)) and (r.product_types = '{}' or p.product_type = any(r.product_types))
      and (r.tags = '{}' or p.tags && r.tags) and (r.newer_than is null or p.created_at > r.newer_than)
      and in_assortment(k.assortment, p.product_type, p.tags, p.vendor, k.assortment ->> 'kind' = 'by-hand' and exists (
        select from connection_product cp where cp.distributor_id = k.distributor_id and cp.connection_id = k.id and cp.product_id = p.id))
    where r.distributor_id = ${distributorId}::uuid and r.id = ${ruleId}::uuid and r.connection_id = ${connectionId}::uuid
      and not exists (select from listed_product l where l.distributor_id = r.distributor_id
        and l.connection_id = r.connection_id and l.product_id = p.id)
    order by p.id limit ${limit}::integer`;
  return rows.map(({ id }) => id);
}
