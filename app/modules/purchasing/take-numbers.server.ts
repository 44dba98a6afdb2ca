/** Numbers of purchase orders: each distributor counts its own, from PO-1001 on. */
import type { Id } from '../../platform/ids.ts';
import type { Tx } from '../../platform/database.server.ts';
import { gather } from '../../platform/gather.ts';
import { besideTransaction } from '../../platform/straight-database.server.ts';

type Asked = { readonly distributorId: Id<'Distributor'>; readonly count: number };
type Counter = (asked: Asked) => Promise<number>;

const FIRST_NUMBER = 1_001;
const MOST_TOGETHER = 100;
const counters = new WeakMap<object, Counter>();

/**
 * The first of so many numbers in a row. They are counted beside the transaction, because a counter that stayed locked
 * until its end would let the releases of a distributor through one by one; one that is rolled back leaves a gap.
 */
export function takeNumbers(tx: Tx, asked: Asked): Promise<number> {
  const lane = besideTransaction(tx);
  const known = counters.get(lane);
  if (known) return known(asked);
  const counter = gather<Asked, number>((together) => count(lane, together), {
    limit: MOST_TOGETHER,
    lanes: 1,
  });
  counters.set(lane, counter);
  return counter(asked);
}

async function count(
  lane: Pick<Tx, '$queryRaw'>,
  asked: readonly Asked[],
): Promise<readonly number[]> {
  const before = FIRST_NUMBER - 1;
  const rows = await lane.$queryRaw<{ first: number }[]>`
    /* planned once */ with asked as materialized (
      select a.id, a.place, sum(a.count) over (partition by a.id order by a.place) - a.count as passed,
        sum(a.count) over (partition by a.id) as total
      from unnest(${asked.map(({ distributorId }) => distributorId)}::uuid[], ${asked.map((each) => each.count)}::bigint[])
        with ordinality as a(id, count, place)
    ), counted as (
      insert into purchase_order_counter as c (distributor_id, last)
      select distinct id, ${before}::bigint + total from asked order by id
      on conflict (distributor_id) do update set last = c.last + excluded.last - ${before}::bigint
      returning distributor_id, last
    )
    select (counted.last + 1 - asked.total + asked.passed)::float8 as first
    from asked join counted on counted.distributor_id = asked.id order by asked.place`;
  return rows.map(({ first }) => first);
}
