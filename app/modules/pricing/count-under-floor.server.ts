import type { PricingContext } from './price-list.ts';

export type ListUnderFloor = {
  readonly id: string;
  readonly name: string;
  readonly floorAct: 'alert' | 'hold';
  readonly count: number;
};

/** How many sold variants each list that some connection pays by prices under its margin floor. Reads every variant. */
export async function countUnderFloor(
  { tx, clock }: PricingContext,
  distributorId: string,
): Promise<readonly ListUnderFloor[]> {
  return tx.$queryRaw<ListUnderFloor[]>`
    select l.id, l.name, l.floor_act as "floorAct", (
      select count(*)::integer from list_prices(l.distributor_id, l.id, ${clock.now()}::timestamptz) made
      join variant v on v.distributor_id = l.distributor_id and v.id = made.variant_id and v.active
      join product p on p.distributor_id = v.distributor_id and p.id = v.product_id and p.status in ('active', 'unlisted')
      where made.under_floor) as count
    from price_list l where l.distributor_id = ${distributorId}::uuid and exists (select from connection k
      where k.distributor_id = l.distributor_id and k.price_list_id = l.id and k.status in ('approved', 'suspended'))
    order by l.id`;
}
