import type { Reader } from './reader.server.ts';

export type ShownHabit = {
  /** `*`: countries that it has not sent to yet. */
  readonly zone: string;
  /** Share of dispatches by days after the day on which they should have left. */
  readonly slip: readonly number[];
  readonly observations: number;
  readonly halfLifeDays: number | null;
  readonly estimatedAt: Date;
};

/** What past dispatches tell of a supplier, the countries with most of them first. */
export function readSupplierHabits(
  database: Reader,
  key: { readonly distributorId: string; readonly supplierId: string },
): Promise<ShownHabit[]> {
  return database.$queryRaw<ShownHabit[]>`
    select zone, slip, observations, half_life_days as "halfLifeDays", estimated_at as "estimatedAt" from supplier_habit
    where distributor_id = ${key.distributorId}::uuid and supplier_id = ${key.supplierId}::uuid
    order by zone = '*', observations desc, zone limit 30`;
}
