import { Prisma } from '../platform/prisma/generated/client.ts';
import type { Difference, ThreeSides } from '../modules/orders/three-way.ts';
import { toPage } from '../platform/page.ts';
import type { Page, PageRequest } from '../platform/page.ts';
import { parseId } from '../platform/ids.ts';
import { containing } from './contains.server.ts';
import type { Reader } from './reader.server.ts';

/** Whose runs: all of a distributor's, or those of one store. */
export type RunAudience = { readonly distributorId: string } | { readonly storeId: string };

export type ShownRun = {
  readonly id: string;
  readonly distributorId: string;
  readonly distributor: string;
  readonly connectionId: string;
  readonly store: string;
  readonly day: string;
  readonly trigger: string;
  readonly status: string;
  readonly phase: string;
  readonly windowFrom: Date;
  readonly windowUntil: Date;
  readonly orders: number;
  readonly lines: number;
  readonly underWay: number;
  readonly differing: number;
  readonly failure: string | null;
  readonly requestedBy: string | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
};

const RUN = Prisma.sql`
  select r.id, r.distributor_id as "distributorId", d.name as distributor, r.connection_id as "connectionId",
    s.name as store, r.day, r.trigger, r.status, r.phase, r.window_from as "windowFrom", r.window_until as "windowUntil",
    r.orders, r.lines, r.under_way as "underWay", r.differing, r.failure, coalesce(u.name, r.requested_by) as "requestedBy",
    r.created_at as "createdAt", r.finished_at as "finishedAt"
  from reconciliation_run r join distributor d on d.id = r.distributor_id join store s on s.id = r.store_id
  left join "user" u on u.id = r.requested_by`;

function ofAudience(audience: RunAudience): Prisma.Sql {
  return 'distributorId' in audience
    ? Prisma.sql`r.distributor_id = ${audience.distributorId}::uuid`
    : Prisma.sql`r.store_id = ${audience.storeId}::uuid`;
}

/** Runs, the newest first; of one connection where one is named. */
export async function readRuns(
  database: Reader,
  audience: RunAudience,
  filter: { readonly connectionId?: string | undefined; readonly differing?: boolean },
  page: PageRequest,
): Promise<Page<ShownRun>> {
  const after = parseId(page.after) ?? null;
  const connectionId = parseId(filter.connectionId) ?? null;
  const rows = await database.$queryRaw<ShownRun[]>(Prisma.sql`
    ${RUN} where ${ofAudience(audience)} and (${after}::uuid is null or r.id < ${after}::uuid)
      and (${connectionId}::uuid is null or r.connection_id = ${connectionId}::uuid)
      and (not ${filter.differing ?? false} or r.differing > 0)
    order by r.id desc limit ${page.size + 1}`);
  return toPage(rows, page.size, ({ id }) => id);
}

/** One run; undefined for another's as for none. */
export async function readShownRun(
  database: Reader,
  audience: RunAudience,
  runId: string,
): Promise<ShownRun | undefined> {
  const [run] = await database.$queryRaw<ShownRun[]>(
    Prisma.sql`${RUN} where ${ofAudience(audience)} and r.id = ${runId}::uuid`,
  );
  return run;
}

export type ShownLine = {
  readonly outsideOrderId: string;
  readonly outsideLineId: string;
  readonly orderId: string | null;
  readonly orderName: string;
  readonly title: string;
  readonly sku: string | null;
  readonly sides: ThreeSides;
  readonly differences: readonly Difference[];
  readonly underWay: boolean;
};

type RunKey = { readonly distributorId: string; readonly runId: string };
export const LINE_VIEWS = ['', 'differing', 'under-way'] as const;

/** Lines of a run: those that differ first, then by order. */
export async function readRunLines(
  database: Reader,
  key: RunKey,
  filter: { readonly view: string; readonly search: string },
  page: PageRequest,
): Promise<Page<ShownLine>> {
  const after = cursorFrom(page.after);
  const rows = await database.$queryRaw<ShownLine[]>(Prisma.sql`
    select outside_order_id as "outsideOrderId", outside_line_id as "outsideLineId", order_id as "orderId",
      order_name as "orderName", title, sku, sides, differences, under_way as "underWay"
    from reconciliation_line l
    where l.distributor_id = ${key.distributorId}::uuid and l.run_id = ${key.runId}::uuid and ${narrowed(filter)}
      and (${after === undefined} or (cardinality(differences) = 0, outside_order_id, outside_line_id)
        > (${after?.agrees ?? false}, ${after?.order ?? ''}, ${after?.line ?? ''}))
    order by cardinality(differences) = 0, outside_order_id, outside_line_id limit ${page.size + 1}`);
  return toPage(rows, page.size, cursorOf);
}

function narrowed({
  view,
  search,
}: {
  readonly view: string;
  readonly search: string;
}): Prisma.Sql {
  const conditions = [Prisma.sql`true`];
  if (view === 'differing') conditions.push(Prisma.sql`cardinality(differences) > 0`);
  if (view === 'under-way') conditions.push(Prisma.sql`under_way`);
  if (search) {
    const pattern = containing(search);
    conditions.push(
      Prisma.sql`(order_name ilike ${pattern} or title ilike ${pattern} or sku ilike ${pattern})`,
    );
  }
  return Prisma.join(conditions, ' and ');
}

function cursorOf({ differences, outsideOrderId, outsideLineId }: ShownLine): string {
  return JSON.stringify([differences.length === 0, outsideOrderId, outsideLineId]);
}

function cursorFrom(text: string | undefined) {
  if (!text) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    if (!Array.isArray(parsed)) return undefined;
    const [agrees, order, line] = parsed as unknown[];
    return typeof agrees === 'boolean' && typeof order === 'string' && typeof line === 'string'
      ? { agrees, order, line }
      : undefined;
  } catch {
    return undefined;
  }
}

/** How often each kind of difference occurs in a run. */
export async function countDifferences(database: Reader, key: RunKey) {
  return database.$queryRaw<{ kind: Difference; lines: number }[]>`
    select kind, count(*)::int as lines from reconciliation_line l cross join lateral unnest(l.differences) as kind
    where l.distributor_id = ${key.distributorId}::uuid and l.run_id = ${key.runId}::uuid and cardinality(differences) > 0
    group by 1 order by 2 desc, 1`;
}

export const RUN_CSV_HEADER = [
  'order', 'article', 'sku', 'store ordered', 'store wanted', 'store fulfilled', 'fulfilled by others', 'store cancelled',
  'payment', 'hub known', 'hub with suppliers', 'hub waiting', 'hub shipped', 'hub returned', 'supplier says',
  'supplier has', 'supplier shipped', 'supplier cancelled', 'supplier never got', 'differences', 'under way',
]; // prettier-ignore

const CHUNK = 1_000;

/** All lines of a run as cells of a CSV file, a thousand at a time. No costs, no suppliers' names, nothing of the shopper. */
export async function* exportRunLines(database: Reader, key: RunKey) {
  let after: string | undefined;
  do {
    const page = await readRunLines(
      database,
      key,
      { view: '', search: '' },
      { size: CHUNK, after },
    );
    for (const line of page.rows) yield cellsOf(line);
    after = page.next;
  } while (after);
}

function cellsOf({ orderName, title, sku, sides, differences, underWay }: ShownLine) {
  const { store, hub, supplier } = sides;
  return [
    orderName, title, sku ?? '', store?.ordered, store?.wanted, store?.fulfilled, store?.byOthers,
    store ? yesNo(store.isCancelled) : '', store?.payment, hub?.known, hub?.atSuppliers, hub?.toForward, hub?.shipped,
    hub?.returned, supplier?.source, supplier?.holds, supplier?.shipped, supplier?.cancelled, supplier?.unknown,
    differences.join(' '), yesNo(underWay),
  ].map((cell) => String(cell ?? '')); // prettier-ignore
}

const yesNo = (is: boolean) => (is ? 'yes' : 'no');

/** Connections that can be compared, with their last run. */
export async function readComparable(database: Reader, distributorId: string) {
  return database.$queryRaw<{ id: string; store: string }[]>`
    select c.id, s.name as store from connection c join store s on s.id = c.store_id
    where c.distributor_id = ${distributorId}::uuid and c.status in ('approved', 'suspended') and s.uninstalled_at is null
    order by s.name, c.id limit 250`;
}
