import type { Reader } from './reader.server.ts';

/** What a store owes one of its distributors, in one currency; minor units. */
export type RetailerBalance = {
  readonly connectionId: string;
  readonly distributor: string;
  readonly currency: string;
  /** Shipped and not paid; negative: the distributor owes the store. */
  readonly balanceMinor: number;
  /** Of it on invoices. */
  readonly openMinor: number;
  readonly overdueMinor: number;
  readonly nextDueOn: string | null;
};

/** The store's balance with each distributor. */
export async function readRetailerBalances(
  database: Reader,
  storeId: string,
  today: string,
): Promise<readonly RetailerBalance[]> {
  return database.$queryRaw<RetailerBalance[]>`
    select k.id as "connectionId", d.name as distributor, b.currency, b.minor::float8 as "balanceMinor",
      coalesce(i.open, 0)::float8 as "openMinor", coalesce(i.overdue, 0)::float8 as "overdueMinor",
      i.next_due::text as "nextDueOn"
    from connection k
    join distributor d on d.id = k.distributor_id
    cross join lateral (select e.currency, sum(e.amount_minor) as minor from ledger_entry e
      where e.distributor_id = k.distributor_id and e.connection_id = k.id and e.account = 'receivable' group by 1) b
    left join lateral (select sum(o.open_minor) as open,
        sum(o.open_minor) filter (where o.open_minor > 0 and o.due_on < ${today}::date) as overdue,
        min(o.due_on) filter (where o.open_minor > 0) as next_due
      from open_item o where o.distributor_id = k.distributor_id and o.connection_id = k.id and o.currency = b.currency) i
      on true
    where k.store_id = ${storeId}::uuid order by d.name, k.id, b.currency limit 100`;
}
