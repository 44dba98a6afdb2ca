/** Reads and writes reconciliation runs and their lines. */
import type { Id } from '../../platform/ids.ts';
import type { Tx } from '../../platform/database.server.ts';
import { Prisma } from '../../platform/prisma/generated/client.ts';
import type { OrderId, OrdersContext } from './order.ts';
import { KEPT_DAYS } from './reconciliation.ts';
import type {
  ComparedLine,
  ReconciliationRun,
  RunKey,
  RunPhase,
  RunStatus,
} from './reconciliation.ts';

const RUN_COLUMNS = Prisma.sql`
  distributor_id as "distributorId", id, connection_id as "connectionId", store_id as "storeId", day, status, phase,
  cursor, window_from as "windowFrom", window_until as "windowUntil"`;

export type NewRun = Pick<
  ReconciliationRun,
  'distributorId' | 'id' | 'connectionId' | 'storeId' | 'day' | 'windowFrom' | 'windowUntil'
> & { readonly trigger: 'nightly' | 'by-hand'; readonly requestedBy: string | undefined };

/** Begins a run; false when the connection is being compared, or has had its run of this night. */
export async function insertRun({ tx, clock }: OrdersContext, run: NewRun): Promise<boolean> {
  const made = await tx.$executeRaw`
    insert into reconciliation_run (distributor_id, id, connection_id, store_id, day, trigger, requested_by, status, phase,
      window_from, window_until, created_at)
    values (${run.distributorId}::uuid, ${run.id}::uuid, ${run.connectionId}::uuid, ${run.storeId}::uuid, ${run.day},
      ${run.trigger}, ${run.requestedBy ?? null}, 'waiting', 'store', ${run.windowFrom}, ${run.windowUntil}, ${clock.now()})
    on conflict do nothing`;
  return made === 1;
}

export async function readRun(tx: Tx, key: RunKey): Promise<ReconciliationRun | undefined> {
  const [run] = await tx.$queryRaw<ReconciliationRun[]>`
    select ${RUN_COLUMNS} from reconciliation_run
    where distributor_id = ${key.distributorId}::uuid and id = ${key.runId}::uuid`;
  return run;
}

/** Until when a connection was last compared in full; null: never. */
export async function lastComparedUntil(
  tx: Tx,
  input: { readonly distributorId: string; readonly connectionId: string },
): Promise<Date | null> {
  const [row] = await tx.$queryRaw<{ until: Date | null }[]>`
    select max(window_until) as until from reconciliation_run where distributor_id = ${input.distributorId}::uuid
      and connection_id = ${input.connectionId}::uuid and status = 'finished'`;
  return row?.until ?? null;
}

/** Moves a run on, as long as nobody has stopped it; false when somebody has. */
export async function advanceRun(
  { tx, clock }: OrdersContext,
  key: RunKey,
  to: {
    readonly status: RunStatus;
    readonly phase?: RunPhase;
    readonly cursor?: string | null;
    readonly failure?: string;
  },
): Promise<boolean> {
  const isOver = ['stopped', 'finished', 'failed'].includes(to.status);
  const moved = await tx.$executeRaw`
    update reconciliation_run set status = ${to.status}, phase = ${to.phase ?? Prisma.sql`phase`},
      cursor = ${to.cursor === undefined ? Prisma.sql`cursor` : to.cursor}, failure = ${to.failure ?? null},
      finished_at = case when ${isOver} then ${clock.now()}::timestamptz end
    where distributor_id = ${key.distributorId}::uuid and id = ${key.runId}::uuid
      and (status in ('waiting', 'running') or ${to.status === 'stopped'} and status = 'stopping')`;
  return moved === 1;
}

/** A person stops a run; false when it is over. */
export async function askToStop(tx: Tx, key: RunKey): Promise<boolean> {
  const asked = await tx.$executeRaw`
    update reconciliation_run set status = 'stopping' where distributor_id = ${key.distributorId}::uuid
      and id = ${key.runId}::uuid and status in ('waiting', 'running')`;
  return asked === 1;
}

/** Keeps what was found of one shop order and counts it, once however often it is repeated. */
export async function saveComparedOrder(
  { tx }: OrdersContext,
  key: RunKey,
  lines: readonly ComparedLine[],
): Promise<void> {
  if (lines.length === 0) return;
  const rows = lines.map((line) => ({
    ...line,
    orderId: line.orderId ?? null,
    sku: line.sku ?? null,
  }));
  await tx.$executeRaw`
    with made as (
      insert into reconciliation_line (distributor_id, run_id, outside_order_id, outside_line_id, order_id, order_name,
        title, sku, sides, differences, under_way)
      select ${key.distributorId}::uuid, ${key.runId}::uuid, l."outsideOrderId", l."outsideLineId", l."orderId",
        l."orderName", l.title, l.sku, l.sides,
        array(select jsonb_array_elements_text(l.differences)), l."underWay"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as l("outsideOrderId" text, "outsideLineId" text,
        "orderId" uuid, "orderName" text, title text, sku text, sides jsonb, differences jsonb, "underWay" boolean)
      on conflict do nothing returning under_way, cardinality(differences) > 0 as differing
    )
    update reconciliation_run r set orders = r.orders + least(counted.lines, 1), lines = r.lines + counted.lines,
      under_way = r.under_way + counted.under_way, differing = r.differing + counted.differing
    from (select count(*)::int as lines, (count(*) filter (where under_way))::int as under_way,
      (count(*) filter (where differing))::int as differing from made) counted
    where r.distributor_id = ${key.distributorId}::uuid and r.id = ${key.runId}::uuid`;
}

/** Of these shop orders, those that the run has compared. */
export async function comparedAmong(
  tx: Tx,
  key: RunKey,
  outsideOrderIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select distinct outside_order_id as id from reconciliation_line
    where distributor_id = ${key.distributorId}::uuid and run_id = ${key.runId}::uuid
      and outside_order_id = any(${[...outsideOrderIds]}::text[])`;
  return new Set(rows.map(({ id }) => id));
}

/** The hub's orders that a run must see whatever the store names: open ones, and those closed in its window. */
export async function listOrdersToCompare(
  tx: Tx,
  run: Pick<ReconciliationRun, 'distributorId' | 'connectionId' | 'windowFrom'>,
  page: { readonly after: string | null; readonly size: number },
): Promise<readonly { readonly orderId: OrderId; readonly outsideOrderId: string }[]> {
  return tx.$queryRaw`
    select id as "orderId", outside_order_id as "outsideOrderId" from orders
    where distributor_id = ${run.distributorId}::uuid and connection_id = ${run.connectionId}::uuid
      and (closed_at is null or closed_at >= ${run.windowFrom}) and (${page.after}::uuid is null or id > ${page.after}::uuid)
    order by id limit ${page.size}`;
}

/** When each order's books were last written by something else than looking for stock. */
export async function readBooksTouched(
  tx: Tx,
  key: { readonly distributorId: string; readonly orderId: string },
): Promise<Date | null> {
  const [row] = await tx.$queryRaw<{ at: Date | null }[]>`
    select greatest(o.created_at, o.release_at, o.released_at, o.closed_at, (select max(e.at) from order_line l
        join order_line_entry e on e.distributor_id = l.distributor_id and e.order_line_id = l.id
        where l.distributor_id = o.distributor_id and l.order_id = o.id)) as at
    from orders o where o.distributor_id = ${key.distributorId}::uuid and o.id = ${key.orderId}::uuid`;
  return row?.at ?? null;
}

/** Connections that trade, with where their distributor is; those whose run of this day is made are left out by the caller. */
export async function listComparable(tx: Tx): Promise<
  readonly {
    readonly distributorId: Id<'Distributor'>;
    readonly connectionId: Id<'Connection'>;
    readonly storeId: Id<'Store'>;
    readonly timeZone: string;
    readonly lastDay: string | null;
  }[]
> {
  return tx.$queryRaw`
    select c.distributor_id as "distributorId", c.id as "connectionId", c.store_id as "storeId", d.time_zone as "timeZone",
      (select max(r.day) from reconciliation_run r where r.distributor_id = c.distributor_id and r.connection_id = c.id
        and r.trigger = 'nightly') as "lastDay"
    from connection c join distributor d on d.id = c.distributor_id join store s on s.id = c.store_id
    where c.status in ('approved', 'suspended') and s.uninstalled_at is null and s.prepared_at is not null
    order by c.distributor_id, c.id`;
}

/** One connection that can be compared now; undefined for another's, an ended one, or a store that has left. */
export async function findComparable(
  tx: Tx,
  input: { readonly distributorId: string; readonly connectionId: string },
): Promise<{ readonly storeId: Id<'Store'>; readonly timeZone: string } | undefined> {
  const [row] = await tx.$queryRaw<{ storeId: Id<'Store'>; timeZone: string }[]>`
    select c.store_id as "storeId", d.time_zone as "timeZone"
    from connection c join distributor d on d.id = c.distributor_id join store s on s.id = c.store_id
    where c.distributor_id = ${input.distributorId}::uuid and c.id = ${input.connectionId}::uuid
      and c.status in ('approved', 'suspended') and s.uninstalled_at is null`;
  return row;
}

/** Lets go of what is older than it is kept: first the lines, later the runs themselves. Says how many runs went. */
export async function pruneRuns({ tx, clock }: OrdersContext, atMost: number): Promise<number> {
  const before = (days: number) => new Date(clock.now().getTime() - days * 86_400_000);
  await tx.$executeRaw`
    delete from reconciliation_line l using (select distributor_id, id from reconciliation_run
      where created_at < ${before(KEPT_DAYS.lines)} and exists (select from reconciliation_line k
        where k.distributor_id = reconciliation_run.distributor_id and k.run_id = reconciliation_run.id)
      order by created_at limit ${atMost}) r
    where l.distributor_id = r.distributor_id and l.run_id = r.id`;
  return tx.$executeRaw`
    delete from reconciliation_run where (distributor_id, id) in (select distributor_id, id from reconciliation_run
      where created_at < ${before(KEPT_DAYS.runs)} order by created_at limit ${atMost})`;
}
