import type { Tx } from '../../platform/database.server.ts';
import type { DistributorId, LevelKey } from './stock-level.ts';

export type StockDifference = LevelKey & {
  readonly distributorId: DistributorId;
  readonly onHand: number;
  readonly onHandByLedger: number;
  readonly reserved: number;
  readonly reservedByLedger: number;
  readonly reservedByReservations: number;
};

/**
 * Recomputes every level from the ledger, and its reserved units from the open reservations, and reports each that
 * differs; nothing means that the books are right. Reads everything once: three scans, hash joins.
 */
export async function auditStock(
  { tx }: { readonly tx: Tx },
  { distributorId }: { readonly distributorId?: DistributorId } = {},
): Promise<readonly StockDifference[]> {
  const only = distributorId ?? null;
  return tx.$queryRaw<StockDifference[]>`
    with ledger as (
      select distributor_id, variant_id, location_id, sum(on_hand_delta)::integer as on_hand, sum(reserved_delta)::integer as reserved
      from stock_entry where ${only}::uuid is null or distributor_id = ${only}::uuid
      group by distributor_id, variant_id, location_id
    ), promised as (
      select distributor_id, variant_id, location_id, sum(quantity)::integer as reserved
      from reservation where reservation_counts(state) and (${only}::uuid is null or distributor_id = ${only}::uuid)
      group by distributor_id, variant_id, location_id
    )
    select l.distributor_id as "distributorId", l.variant_id as "variantId", l.location_id as "locationId",
      l.on_hand as "onHand", coalesce(ledger.on_hand, 0) as "onHandByLedger", l.reserved,
      coalesce(ledger.reserved, 0) as "reservedByLedger", coalesce(promised.reserved, 0) as "reservedByReservations"
    from stock_level l
    left join ledger using (distributor_id, variant_id, location_id)
    left join promised using (distributor_id, variant_id, location_id)
    where (${only}::uuid is null or l.distributor_id = ${only}::uuid) and (l.on_hand <> coalesce(ledger.on_hand, 0)
      or l.reserved <> coalesce(ledger.reserved, 0) or l.reserved <> coalesce(promised.reserved, 0))
    order by 1, 2, 3`;
}
