/** Order favours: what a connection's terms say of its orders where goods are scarce or replaced. */
import type { Tx } from '../../platform/database.server.ts';
import type { ConnectionKey } from './connection.ts';

export type OrderFavours = {
  /** Its orders come before others where stock is scarce. */
  readonly vip: boolean;
  /** The retailer takes articles of the distributor's list instead of ordered ones. */
  readonly allowsSubstitutes: boolean;
};

export async function readOrderFavours(
  tx: Tx,
  { distributorId, connectionId }: ConnectionKey,
): Promise<OrderFavours | undefined> {
  const [row] = await tx.$queryRaw<OrderFavours[]>`
    select vip, allows_substitutes as "allowsSubstitutes" from connection
    where distributor_id = ${distributorId}::uuid and id = ${connectionId}::uuid`;
  return row;
}

export async function saveOrderFavours(
  tx: Tx,
  { distributorId, connectionId }: ConnectionKey,
  favours: Partial<OrderFavours>,
): Promise<void> {
  await tx.$executeRaw`
    update connection set vip = coalesce(${favours.vip ?? null}::boolean, vip),
      allows_substitutes = coalesce(${favours.allowsSubstitutes ?? null}::boolean, allows_substitutes)
    where distributor_id = ${distributorId}::uuid and id = ${connectionId}::uuid`;
}
