import { dayInZone, dayText } from '../modules/settlement/period.ts';
import type { Instant } from '../platform/clock.ts';
import { parseId } from '../platform/ids.ts';
import { toPage } from '../platform/page.ts';
import type { Page, PageRequest } from '../platform/page.ts';
import { Prisma } from '../platform/prisma/generated/client.ts';
import { containing } from './contains.server.ts';
import type { Reader } from './reader.server.ts';

export const PARTY_VIEWS = ['retailers', 'suppliers', 'overdue'] as const;

/** What stands between the distributor and a party in one currency, minor units; positive: the party owes. */
export type PartyBalance = {
  readonly id: string;
  readonly kind: 'connection' | 'supplier';
  readonly name: string;
  readonly currency: string;
  readonly balanceMinor: number;
  /** On documents and not paid; of a supplier: approved and not paid. */
  readonly openMinor: number;
  readonly notDueMinor: number;
  /** By days since it was due. */
  readonly late30Minor: number;
  readonly late60Minor: number;
  readonly laterMinor: number;
};

export type MoneyTotals = {
  readonly currency: string;
  readonly owedToUsMinor: number;
  readonly overdueMinor: number;
  readonly owedByUsMinor: number;
  readonly toPayMinor: number;
};

type Filter = { readonly view: string; readonly search: string };

/** Today in the distributor's own time zone, which decides what is overdue. */
export async function readToday(
  database: Reader,
  distributorId: string,
  now: Instant,
): Promise<string> {
  const [row] = await database.$queryRaw<{ timeZone: string }[]>`
    select time_zone as "timeZone" from distributor where id = ${distributorId}::uuid`;
  return dayText(dayInZone(now, row?.timeZone ?? 'UTC'));
}

/** Parties with a balance or something open, by name. The sums come from indexes that hold the amounts. */
export async function readPartyBalances(
  database: Reader,
  distributorId: string,
  { view, search, today }: Filter & { readonly today: string },
  page: PageRequest,
): Promise<Page<PartyBalance>> {
  const [afterId, afterCurrency = ''] = (page.after ?? '').split(':');
  const after = parseId(afterId) ?? null;
  const conditions = [Prisma.sql`true`];
  if (view === 'retailers') conditions.push(Prisma.sql`kind = 'connection'`);
  if (view === 'suppliers') conditions.push(Prisma.sql`kind = 'supplier'`);
  if (view === 'overdue')
    conditions.push(Prisma.sql`"late30Minor" + "late60Minor" + "laterMinor" > 0`);
  if (search) conditions.push(Prisma.sql`name ilike ${containing(search)}`);
  if (after)
    conditions.push(Prisma.sql`(name, id, currency) > ((select name from parties where id = ${after}::uuid), ${after}::uuid,
      ${afterCurrency})`);
  const rows = await database.$queryRaw<PartyBalance[]>(Prisma.sql`
    with ${partiesOf(distributorId)}, ${balancesOf(distributorId, today)}
    select * from (select p.id, p.kind, p.name, b.currency, b."balanceMinor", b."openMinor", b."notDueMinor",
        b."late30Minor", b."late60Minor", b."laterMinor"
      from balances b join parties p on p.id = b.party) rows
    where ${Prisma.join(conditions, ' and ')} order by name, id, currency limit ${page.size + 1}`);
  return toPage(rows, page.size, ({ id, currency }) => `${id}:${currency}`);
}

/** The same, summed up by currency. */
export async function readMoneyTotals(
  database: Reader,
  distributorId: string,
  today: string,
): Promise<readonly MoneyTotals[]> {
  return database.$queryRaw<MoneyTotals[]>(Prisma.sql`
    with ${partiesOf(distributorId)}, ${balancesOf(distributorId, today)}
    select b.currency,
      coalesce(sum(b."balanceMinor") filter (where p.kind = 'connection'), 0)::float8 as "owedToUsMinor",
      coalesce(sum(b."late30Minor" + b."late60Minor" + b."laterMinor") filter (where p.kind = 'connection'), 0)::float8
        as "overdueMinor",
      coalesce(-sum(b."balanceMinor") filter (where p.kind = 'supplier'), 0)::float8 as "owedByUsMinor",
      coalesce(sum(b."openMinor") filter (where p.kind = 'supplier'), 0)::float8 as "toPayMinor"
    from balances b join parties p on p.id = b.party group by 1 order by 1`);
}

function partiesOf(distributorId: string): Prisma.Sql {
  return Prisma.sql`parties as (
    select k.id, 'connection' as kind, s.name from connection k join store s on s.id = k.store_id
    where k.distributor_id = ${distributorId}::uuid
    union all select id, 'supplier', name from supplier where distributor_id = ${distributorId}::uuid)`;
}

function balancesOf(distributorId: string, today: string): Prisma.Sql {
  const late = Prisma.sql`(${today}::date - due_on)`;
  return Prisma.sql`sums as (
    select connection_id as party, currency, sum(amount_minor) as minor from ledger_entry
    where distributor_id = ${distributorId}::uuid and account = 'receivable' group by 1, 2
    union all
    select supplier_id, currency, sum(amount_minor) from ledger_entry
    where distributor_id = ${distributorId}::uuid and account = 'payable' group by 1, 2
  ), items as (
    select coalesce(connection_id, supplier_id) as party, currency, sum(open_minor) as open,
      sum(open_minor) filter (where ${late} <= 0) as not_due,
      sum(open_minor) filter (where ${late} between 1 and 30) as late30,
      sum(open_minor) filter (where ${late} between 31 and 60) as late60,
      sum(open_minor) filter (where ${late} > 60) as later
    from open_item where distributor_id = ${distributorId}::uuid and open_minor <> 0 group by 1, 2
  ), balances as (
    select coalesce(s.party, i.party) as party, coalesce(s.currency, i.currency) as currency,
      coalesce(s.minor, 0)::float8 as "balanceMinor", coalesce(i.open, 0)::float8 as "openMinor",
      coalesce(i.not_due, 0)::float8 as "notDueMinor", coalesce(i.late30, 0)::float8 as "late30Minor",
      coalesce(i.late60, 0)::float8 as "late60Minor", coalesce(i.later, 0)::float8 as "laterMinor"
    from sums s full join items i on i.party = s.party and i.currency = s.currency
    where coalesce(s.minor, 0) <> 0 or coalesce(i.open, 0) <> 0)`;
}
