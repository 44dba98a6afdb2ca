import { resolveShortages } from './stock-shortage.server.ts';
import type { DistributorId, LevelKey, StockContext } from './stock-level.ts';

type Raised = {
  readonly raised_variant: LevelKey['variantId'];
  readonly raised_location: LevelKey['locationId'];
  readonly units: number;
  readonly recovered: boolean;
};

export type RaisedLevel = LevelKey & { readonly quantity: number };

/**
 * Puts returned units on the shelf again, where we keep its figure ourselves (the supplier never deducts our orders);
 * elsewhere the supplier's own figure will tell. Answers the levels that were raised. Once for each reference and level.
 */
export async function restockReturned(
  { tx, clock }: StockContext,
  input: {
    readonly distributorId: DistributorId;
    /** What the ledger names as the cause: the return's number. */
    readonly reference: string;
    readonly items: readonly (LevelKey & { readonly quantity: number })[];
  },
): Promise<readonly RaisedLevel[]> {
  const { distributorId, reference, items } = input;
  if (items.length === 0) return [];
  const raised = await tx.$queryRaw<Raised[]>`
    select * from restock_returned(${distributorId}::uuid, ${reference}, ${clock.now().toISOString()}::timestamptz,
      ${items.map(({ variantId }) => variantId)}::uuid[], ${items.map(({ locationId }) => locationId)}::uuid[],
      ${items.map(({ quantity }) => quantity)}::integer[])`;
  const levels = raised.map((row) => ({
    variantId: row.raised_variant,
    locationId: row.raised_location,
    quantity: row.units,
    recovered: row.recovered,
  }));
  await resolveShortages({ tx, clock }, distributorId, levels.filter(({ recovered }) => recovered)); // prettier-ignore
  return levels;
}
