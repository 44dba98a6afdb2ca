import type { NotificationsContext } from '../../modules/notifications/message.ts';

/** Names one connection. */
export type OfConnection = { readonly distributorId: string; readonly connectionId: string };

export type Parties = {
  readonly storeId: string;
  readonly store: string;
  readonly retailerId: string;
  readonly distributor: string;
};

/** Who stands at the two ends of a connection. */
export async function readParties(
  { tx }: NotificationsContext,
  { distributorId, connectionId }: OfConnection,
): Promise<Parties | undefined> {
  const [parties] = await tx.$queryRaw<Parties[]>`
    select k.store_id as "storeId", s.name as store, s.retailer_id as "retailerId", d.name as distributor
    from connection k join store s on s.id = k.store_id join distributor d on d.id = k.distributor_id
    where k.distributor_id = ${distributorId}::uuid and k.id = ${connectionId}::uuid`;
  return parties;
}
