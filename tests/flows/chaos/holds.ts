/** What must hold once the road has ended, whatever was killed on it. */
import { schedule } from '../../../app/jobs/schedule.ts';
import { auditOrders } from '../../../app/modules/shipments/audit-orders.server.ts';
import { auditStock } from '../../../app/modules/stock/audit-stock.server.ts';
import { until } from '../../demo/world.ts';
import type { Run } from './chaos-run.ts';
import { SHOP } from './chaos-ground.ts';
import { PARCELS, STOCK_AFTER } from './road.ts';
import type { Walked } from './road.ts';
import { differences, shownOf } from './shelf.ts';

const REST_WITHIN_MS = 40_000;
/** They come again and again: one that is due is nothing left undone. */
const CLOCK_JOBS: string[] = schedule.map(({ job }) => job.name);

/** Waits until nothing is under way and nothing is found; what is still found at the end of the time is thrown. */
export async function everythingHolds(run: Run, walked: Walked): Promise<void> {
  let found: readonly string[] = [];
  await until(
    'everything holds',
    async () => {
      found = [...(await unfinished(run)), ...(await broken(run, walked))];
      return found.length === 0;
    },
    REST_WITHIN_MS,
  ).catch((fault: unknown) => {
    throw found.length > 0 ? new Error(found.join('\n')) : fault;
  });
}

/** Work that has been left lying: events, jobs that are due, calls to the shop without an answer. */
export async function unfinished({ db }: Pick<Run, 'db'>): Promise<string[]> {
  const [storeEvents, supplierEvents, sending] = await Promise.all([
    db.storeEvent.findMany({ where: { processedAt: null } }),
    db.supplierEvent.findMany({ where: { processedAt: null } }),
    db.purchaseOrder.findMany({ where: { status: { in: ['draft', 'sending'] } } }),
  ]);
  const jobs = await db.$queryRaw<{ name: string; attempts: number; last_error: string | null }[]>`
    select t.identifier as name, j.attempts, j.last_error from graphile_worker._private_jobs j
    join graphile_worker._private_tasks t on t.id = j.task_id
    where t.identifier not in ('release-order', 'audit-listings')
      -- a run whose key was taken over by a newer job is not tried again: that one stands for both
      and not (j.key is null and j.attempts >= j.max_attempts)
      and (j.run_at <= now() or j.locked_at is not null or j.attempts > 0)
      and not (t.identifier = any(${CLOCK_JOBS}) and j.attempts = 0)`;
  return [
    ...storeEvents.map(({ topic, failure }) => `Event ${topic} is not settled: ${failure}`),
    ...supplierEvents.map(({ kind, failure }) => `Message ${kind} is not settled: ${failure}`),
    ...sending.map(({ number, status }) => `Purchase order ${number} is ${status}`),
    ...jobs.map(({ name, attempts, last_error }) => `${name} waits (${attempts}): ${last_error}`),
  ];
}

async function broken(run: Run, walked: Walked): Promise<string[]> {
  return (
    await Promise.all([
      unitsAtSuppliers(run),
      parcelsInShop(run, walked),
      booksOf(run),
      nothingCritical(run),
      nothingTwiceInTimeline(run, walked),
      shelvesOf(run),
    ])
  ).flat();
}

const differs = (what: string, is: unknown, shall: unknown): string[] =>
  JSON.stringify(is) === JSON.stringify(shall)
    ? []
    : [`${what}: ${JSON.stringify(is)} in place of ${JSON.stringify(shall)}`];

async function unitsAtSuppliers(run: Run): Promise<string[]> {
  const codes = ['north', 'south'];
  const there = await Promise.all(
    codes.map(async (code) =>
      (await run.suppliers.orders({ code })).map((one) => ({ code, ...one })),
    ),
  );
  const orders = there.flat();
  const units = orders.flatMap(({ code, lines }) =>
    lines.map(({ sku, quantity, accepted }) => [code, sku, quantity, accepted]),
  );
  const keys = orders.map((order) => order.idempotency_key);
  const ours = await run.db.purchaseOrder.findMany({ select: { idempotencyKey: true } });
  return [
    ...differs('Units at the suppliers', units, [
      ['north', 'SOCK', 2, 2],
      ['south', 'CAP', 1, 1],
    ]),
    ...differs('Keys', keys.toSorted(), ours.map((one) => one.idempotencyKey).toSorted()),
    ...differs('Different keys', new Set(keys).size, keys.length),
  ];
}

async function parcelsInShop({ shopify }: Run, { order, calledOff }: Walked): Promise<string[]> {
  const shown = await shopify.order({ shop: SHOP, id: order.id });
  const skuOf = new Map(shown?.lines.map(({ id, sku }) => [id, sku]));
  const parcels = shown?.fulfillments.map(({ status, tracking, lines }) => [
    status,
    tracking.map(({ number }) => number).join(),
    ...lines.map(({ lineItemId, quantity }) => `${quantity} ${skuOf.get(lineItemId)}`),
  ]);
  const expected = PARCELS.map(({ tracking, units }) => [
    'SUCCESS',
    tracking,
    ...Object.entries(units).map(([sku, quantity]) => `${quantity} ${sku}`),
  ]);
  const cancelled = await shopify.order({ shop: SHOP, id: calledOff.id });
  const byNumber = (left: string[], right: string[]) =>
    String(left[1]).localeCompare(String(right[1]));
  return [
    ...differs('Parcels in the shop', parcels?.toSorted(byNumber), expected),
    ...differs('The order in the shop', shown?.fulfillmentStatus, 'FULFILLED'),
    ...differs('Parcels of the order that was called off', cancelled?.fulfillments.length, 0),
  ];
}

async function booksOf({ db, clock, made }: Run): Promise<string[]> {
  const stock = await auditStock({ tx: db });
  const orders = await auditOrders({ tx: db, clock });
  const promised = await db.$queryRaw<{ sku: string; ordered: number; promised: number }[]>`
    select l.sku, l.quantity as ordered, sum(r.quantity)::int as promised
    from order_line l join reservation r on r.distributor_id = l.distributor_id and r.order_line_id = l.id
    where r.state <> 'released' group by l.id, l.sku, l.quantity having sum(r.quantity) > l.quantity`;
  const levels = await db.stockLevel.findMany({ where: { distributorId: made.distributorId } });
  return [
    ...stock.map((one) => `Stock ledger: ${JSON.stringify(one)}`),
    ...orders.map((one) => `Order ledger: ${JSON.stringify(one)}`),
    ...promised.map((one) => `Reserved twice: ${JSON.stringify(one)}`),
    ...levels
      .filter(({ onHand, reserved }) => reserved > onHand)
      .map(({ variantId }) => `More is promised of ${variantId} than there is`),
  ];
}

async function nothingCritical({ db }: Run): Promise<string[]> {
  const open = await db.exceptionCase.findMany({ where: { resolvedAt: null } });
  return open.map(
    ({ severity, kind, happened }) => `Open ${severity} exception ${kind}: ${happened}`,
  );
}

/** Each thing stands once in the record: imported, released, sent to each supplier, answered, shipped, told. */
async function nothingTwiceInTimeline({ db }: Run, { order }: Walked): Promise<string[]> {
  const hubOrder = await db.order.findFirstOrThrow({ where: { outsideOrderId: order.id } });
  const entries = await db.auditEntry.groupBy({
    by: ['act'],
    where: { subjectKind: 'order', subjectId: hubOrder.id },
    _count: true,
    orderBy: { act: 'asc' },
  });
  const counts = new Map(entries.map(({ act, _count }) => [act, _count]));
  // A supplier's answer that comes before our own note of the sending stands for it.
  const sent = counts.get('purchase-order-sent') ?? 0;
  counts.delete('purchase-order-sent');
  return [
    ...(sent > 2 ? [`${sent} purchase orders stand in the timeline as sent`] : []),
    ...differs(
      'The timeline',
      [...counts],
      [
        ['order-imported', 1],
        ['order-released', 1],
        ['purchase-order-answered', 2],
        ['shipment-recorded', 3],
        ['tracking-reported', 3],
      ],
    ),
  ];
}

/** Why a shelf may be behind: for the report of a failure only. */
async function publishingOf({ db }: Run): Promise<string> {
  const [state, jobs] = await Promise.all([
    db.$queryRaw`select blocked_until, failures, drained_at, sweeps_wanted, sweeps_done, cursor::text,
      pg_current_snapshot()::text as now, (select max(xid::text) from stock_change) as newest,
      (select count(*)::int from publish_attempt) as attempts, now() as at from publish_state`.catch(
      String,
    ),
    db.$queryRaw`select t.identifier as name, j.run_at, j.locked_at, j.locked_by, j.attempts, j.key
      from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id`,
  ]);
  return `Publishing: ${JSON.stringify({ state, jobs }, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))}`;
}

/** The shop shows the offers, and they are what the suppliers have left. */
async function shelvesOf(run: Run): Promise<string[]> {
  const { sock, cap, shirt } = run.made;
  const shown = await shownOf(run);
  const left = [sock, cap, shirt].map(({ variantId }) => shown.get(variantId)?.available);
  const behind = [
    ...(await differences(run)),
    ...differs('Shown of sock, cap, shirt', left, [STOCK_AFTER - 2, cap.onHand - 1, shirt.onHand]),
  ];
  return behind.length === 0 ? [] : [...behind, await publishingOf(run)];
}
