import type { ListingsContext } from './listing.ts';

/**
 * Notes that a refund has put units back on the shelf that a store shows, so that the next write to it compares with
 * what it shows now. A write in flight is raised too: if it took effect, the refund came after it.
 */
export async function raiseTold(
  { tx }: ListingsContext,
  input: {
    readonly storeId: string;
    readonly units: readonly {
      readonly distributorId: string;
      readonly connectionId: string;
      readonly variantId: string;
      readonly quantity: number;
    }[];
  },
): Promise<void> {
  if (input.units.length === 0) return;
  await tx.$executeRaw`
    update listing l set told_quantity = l.told_quantity + u.quantity, in_flight_quantity = l.in_flight_quantity + u.quantity
    from (
      select "distributorId", "connectionId", "variantId", sum(quantity)::integer as quantity
      from jsonb_to_recordset(${JSON.stringify(input.units)}::jsonb)
        as t("distributorId" uuid, "connectionId" uuid, "variantId" uuid, quantity integer)
      group by 1, 2, 3 order by 1, 2, 3
    ) u
    where l.distributor_id = u."distributorId" and l.connection_id = u."connectionId" and l.variant_id = u."variantId"
      and l.store_id = ${input.storeId}::uuid`;
}
