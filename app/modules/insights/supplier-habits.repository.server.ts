/** Reads what happened to purchase orders, and keeps what was learned from it. */
import { z } from 'zod';
import type { Clock, Instant } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';
import type { LearnedSlip } from '../routing/learned-lead-times.ts';
import { readTerms } from '../routing/shipping-terms.ts';
import { ANY_ZONE } from './supplier-habit.ts';
import type { Dispatch, SupplierHabit } from './supplier-habit.ts';

type Row = Omit<Dispatch, 'calendar'> & { readonly shippingTerms: unknown };

/**
 * The newest dispatches of a distributor since a moment, at most so many: sent purchase orders with the first
 * parcel's leaving. Cancelled and rejected ones tell nothing.
 */
export async function readDispatches(
  tx: Tx,
  input: {
    readonly distributorId: Id<'Distributor'>;
    readonly since: Instant;
    readonly most: number;
  },
): Promise<readonly Dispatch[]> {
  const rows = await tx.$queryRaw<Row[]>`
    select p.supplier_id as "supplierId", o.destination_country as zone, p.created_at as "askedAt", x.left_at as "leftAt",
      coalesce(y.days, 0) as "handlingDays", s.shipping_terms as "shippingTerms"
    from (select q.distributor_id, q.id, q.supplier_id, q.order_id, q.created_at from purchase_order q
      where q.distributor_id = ${input.distributorId}::uuid and q.created_at >= ${input.since} and q.sent_at is not null
        and (q.closed_at is null or exists (select from shipment h
          where h.distributor_id = q.distributor_id and h.purchase_order_id = q.id))
      order by q.created_at desc limit ${input.most}) p
    join orders o on o.distributor_id = p.distributor_id and o.id = p.order_id
    join supplier s on s.distributor_id = p.distributor_id and s.id = p.supplier_id
    left join lateral (select min(shipped_at) as left_at from shipment h
      where h.distributor_id = p.distributor_id and h.purchase_order_id = p.id) x on true
    left join lateral (select max(v.lead_time_days) as days from purchase_order_line l
      join supply v on v.distributor_id = l.distributor_id and v.supplier_id = p.supplier_id and v.variant_id = l.variant_id
      where l.distributor_id = p.distributor_id and l.purchase_order_id = p.id) y on true
    where o.destination_country ~ '^[A-Z]{2}$'`;
  return rows.map(({ shippingTerms, ...dispatch }) => ({
    ...dispatch,
    calendar: readTerms(shippingTerms).calendar,
  }));
}

/** Puts what was learned in the place of what was known of this distributor's suppliers. */
export async function saveHabits(
  { tx, clock }: { readonly tx: Tx; readonly clock: Clock },
  distributorId: Id<'Distributor'>,
  habits: readonly SupplierHabit[],
): Promise<void> {
  await tx.supplierHabit.deleteMany({ where: { distributorId } });
  await tx.supplierHabit.createMany({
    data: habits.map(({ halfLifeDays, slip, ...habit }) => ({
      distributorId,
      ...habit,
      slip: [...slip],
      halfLifeDays: halfLifeDays === Infinity ? null : halfLifeDays,
      estimatedAt: clock.now(),
    })),
  });
}

const Slip = z.array(z.number()).min(1);

/** What was learned of suppliers' dispatches to a country, by supplier id; of those that nothing is known of, nothing. */
export async function readHabits(
  tx: Pick<Tx, '$queryRaw'>,
  input: {
    readonly distributorId: Id<'Distributor'>;
    readonly supplierIds: readonly Id<'Supplier'>[];
    readonly zone: string;
  },
): Promise<ReadonlyMap<string, LearnedSlip>> {
  const rows = await tx.$queryRaw<{ supplierId: string; slip: unknown; observations: number }[]>`
    select distinct on (supplier_id) supplier_id as "supplierId", slip, observations from supplier_habit
    where distributor_id = ${input.distributorId}::uuid and supplier_id = any(${[...input.supplierIds]}::uuid[])
      and zone in (${input.zone}, ${ANY_ZONE})
    order by supplier_id, zone = ${ANY_ZONE}`;
  return new Map(
    rows.map(({ supplierId, slip, observations: dispatches }) => [
      supplierId,
      { slip: Slip.parse(slip), dispatches },
    ]),
  );
}

/** Distributors that have sent anything since a moment. */
export async function distributorsWithDispatches(
  tx: Pick<Tx, '$queryRaw'>,
  since: Instant,
): Promise<readonly Id<'Distributor'>[]> {
  const rows = await tx.$queryRaw<{ id: Id<'Distributor'> }[]>`
    select d.id from distributor d where exists (select from purchase_order p
      where p.distributor_id = d.id and p.created_at >= ${since})`;
  return rows.map(({ id }) => id);
}
