import type { Tx } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';

/** What the books say of a variant and what stores were told together, where that is more than may be shown. */
export type ToldDifference = {
  readonly distributorId: Id<'Distributor'>;
  readonly variantId: Id<'Variant'>;
  readonly kind: 'told-beyond-stock' | 'not-divided' | 'unseen-not-reserved';
  readonly told: number;
  readonly there: number;
};

/**
 * Holds what stores were told against the books: together never more than what is there (safety stock and buffers are
 * ours to give); a live listing has its place in the division; a sale that a store has betrayed has its units reserved,
 * as far as there were any. What is on its way to a store counts as told. Reads everything once.
 */
export async function auditTold({ tx }: { readonly tx: Tx }): Promise<readonly ToldDifference[]> {
  return tx.$queryRaw<ToldDifference[]>`
    with told as (
      select l.distributor_id, l.variant_id, sum(greatest(l.told_quantity, l.in_flight_quantity, 0))::integer as told,
        sum(l.unseen_sold)::integer as unseen, bool_or(k.status = 'approved' and k.share_number <> all(coalesce(d.cycle, '{}'))) as undivided
      from listing l
      join connection k on k.distributor_id = l.distributor_id and k.id = l.connection_id
      join store s on s.id = l.store_id and s.uninstalled_at is null
      left join division d on d.distributor_id = l.distributor_id and d.variant_id = l.variant_id
      where l.status = 'live' group by l.distributor_id, l.variant_id
    ), there as (
      select distributor_id, variant_id, sum(greatest(on_hand - reserved, 0))::integer as free from stock_level group by distributor_id, variant_id
    ), unseen as (
      select distributor_id, variant_id, sum(quantity)::integer as quantity from reservation
      where connection_id is not null and state = 'held' group by distributor_id, variant_id
    )
    select t.distributor_id as "distributorId", t.variant_id as "variantId", f.kind, f.told, f.there
    from told t
    left join there using (distributor_id, variant_id)
    left join unseen u using (distributor_id, variant_id)
    cross join lateral (values
      ('told-beyond-stock', t.told, coalesce(there.free, 0), t.told > coalesce(there.free, 0)),
      ('not-divided', t.told, coalesce(there.free, 0), t.undivided),
      ('unseen-not-reserved', t.unseen, coalesce(u.quantity, 0), coalesce(u.quantity, 0) > t.unseen
        or t.unseen > coalesce(u.quantity, 0) and coalesce(there.free, 0) > 0)) as f(kind, told, there, differs)
    where f.differs order by 1, 2, 3`;
}
