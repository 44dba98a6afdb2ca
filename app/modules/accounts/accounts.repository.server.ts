import type { Database } from '../../platform/database.server.ts';
import { newId } from '../../platform/ids.ts';
import type { AccountsContext, DistributorId, RetailerId, Role, Seat } from './account.ts';

type Reader = Pick<Database, '$queryRaw'>;

/** The seats of one person, oldest first. */
export async function findSeats(database: Reader, userId: string): Promise<readonly Seat[]> {
  const rows = await database.$queryRaw<
    { distributorId: DistributorId | null; retailerId: RetailerId | null; name: string }[]
  >`
    select m.distributor_id as "distributorId", m.retailer_id as "retailerId", coalesce(d.name, r.name) as name
    from membership m
    left join distributor d on d.id = m.distributor_id
    left join retailer r on r.id = m.retailer_id
    where m.user_id = ${userId} order by m.created_at, m.id`;
  return rows.flatMap(({ distributorId, retailerId, name }): Seat[] => {
    if (distributorId) return [{ kind: 'distributor', distributorId, name }];
    return retailerId ? [{ kind: 'retailer', retailerId, name }] : [];
  });
}

export async function insertDistributor(
  { tx, clock }: AccountsContext,
  input: {
    readonly name: string;
    readonly slug: string;
    readonly currency: string;
    readonly timeZone: string;
  },
): Promise<DistributorId> {
  const id = newId<'Distributor'>();
  await tx.distributor.create({ data: { id, ...input, createdAt: clock.now() } });
  return id;
}

export async function insertRetailer(
  { tx, clock }: AccountsContext,
  input: { readonly name: string; readonly email: string | undefined },
): Promise<RetailerId> {
  const id = newId<'Retailer'>();
  const { name, email } = input;
  await tx.retailer.create({ data: { id, name, email: email ?? null, createdAt: clock.now() } });
  return id;
}

export async function insertSeat(
  { tx, clock }: AccountsContext,
  input: {
    readonly userId: string;
    readonly account: { distributorId: DistributorId } | { retailerId: RetailerId };
    readonly role: Role;
  },
): Promise<void> {
  const { userId, account, role } = input;
  await tx.membership.create({
    data: { id: newId(), userId, ...account, role, createdAt: clock.now() },
  });
}

export async function slugIsTaken({ tx }: AccountsContext, slug: string): Promise<boolean> {
  return (await tx.distributor.count({ where: { slug } })) > 0;
}

export async function hasDistributors(database: Reader): Promise<boolean> {
  const rows = await database.$queryRaw<unknown[]>`select 1 from distributor limit 1`;
  return rows.length > 0;
}

/** Whether the person owns a distributor on this installation. */
export async function ownsDistributor(database: Reader, userId: string): Promise<boolean> {
  const rows = await database.$queryRaw<unknown[]>`
    select 1 from membership where user_id = ${userId} and distributor_id is not null and role = 'owner' limit 1`;
  return rows.length > 0;
}

/** Gives a retailer the name that its shop has told, unless it has been given another meanwhile. */
export async function nameRetailer(
  { tx }: AccountsContext,
  input: { readonly retailerId: string; readonly instead: string; readonly name: string },
): Promise<void> {
  const { retailerId, instead, name } = input;
  await tx.retailer.updateMany({ where: { id: retailerId, name: instead }, data: { name } });
}
