import { Prisma } from '../../platform/prisma/generated/client.ts';
import type { ShipmentsContext } from './shipment.ts';

/** Something on live data that breaks a promise: which one, of which tenant, and about what. */
export type OrderFinding = {
  readonly promise: 1 | 5 | 6;
  readonly finding: string;
  readonly distributorId: string;
  readonly subjectId: string;
};

/** Each query returns the rows that should not be. Read-only; whole tables, so not for every minute. */
const CHECKS: readonly { promise: 1 | 5 | 6; finding: string; rows: Prisma.Sql }[] = [
  {
    promise: 1,
    finding: 'The sums on an order line are not those of its ledger',
    rows: Prisma.sql`
      select l.distributor_id, l.id from order_line l
      left join order_line_entry e on e.distributor_id = l.distributor_id and e.order_line_id = l.id
      group by l.distributor_id, l.id
      having l.forwarded_quantity <> coalesce(sum(e.quantity) filter (where e.kind = 'forward'), 0)
        or l.cancelled_quantity <> coalesce(sum(e.quantity) filter (where e.kind = 'cancel'), 0)
        or l.removed_quantity <> coalesce(sum(e.quantity) filter (where e.kind = 'remove'), 0)
        or l.replaced_quantity <> coalesce(sum(e.quantity) filter (where e.kind = 'replace'), 0)
        or l.returned_quantity <> coalesce(sum(e.quantity) filter (where e.kind = 'return'), 0)`,
  },
  {
    promise: 1,
    finding: 'More units are with suppliers than were ever ordered and authorised',
    rows: Prisma.sql`
      select distributor_id, id from order_line
      where forwarded_quantity - cancelled_quantity > quantity + replaced_quantity`,
  },
  {
    promise: 1,
    finding: 'Forwarded units have no purchase order line, or one has no forward entry',
    rows: Prisma.sql`
      select coalesce(e.distributor_id, p.distributor_id), coalesce(e.order_line_id, p.order_line_id)
      from (select * from order_line_entry where kind = 'forward') e
      full join purchase_order_line p on p.distributor_id = e.distributor_id and p.order_line_id = e.order_line_id
        and p.id::text = e.reference
      where e.quantity is distinct from p.quantity`,
  },
  {
    promise: 1,
    finding: 'Units called back on purchase orders are not those of the ledger',
    rows: Prisma.sql`
      select l.distributor_id, l.id from order_line l
      left join purchase_order_line p on p.distributor_id = l.distributor_id and p.order_line_id = l.id
      group by l.distributor_id, l.id
      having l.cancelled_quantity <> coalesce(sum(p.rejected_quantity + p.cancelled_quantity), 0)`,
  },
  {
    promise: 1,
    finding: 'Shipped units differ between order line, purchase order line and parcels',
    rows: Prisma.sql`
      select l.distributor_id, l.id from order_line l
      left join (select distributor_id, order_line_id, sum(shipped_quantity) as units from purchase_order_line group by 1, 2) p
        on p.distributor_id = l.distributor_id and p.order_line_id = l.id
      left join (select distributor_id, order_line_id, sum(quantity) as units from shipment_line group by 1, 2) s
        on s.distributor_id = l.distributor_id and s.order_line_id = l.id
      where l.shipped_quantity <> coalesce(p.units, 0) or l.shipped_quantity <> coalesce(s.units, 0)`,
  },
  {
    promise: 1,
    finding:
      'A paid and free order has units that are neither with a supplier, nor reserved, nor looked for',
    rows: Prisma.sql`
      select o.distributor_id, o.id from orders o
      join order_line l on l.distributor_id = o.distributor_id and l.order_id = o.id
      where o.reroute_at is null
        and l.quantity - l.removed_quantity + l.replaced_quantity > l.forwarded_quantity - l.cancelled_quantity
          + coalesce((select sum(r.quantity) from reservation r where r.distributor_id = l.distributor_id
            and r.order_id = o.id and r.order_line_id = l.id and r.purchase_order_id is null and r.state <> 'released'), 0)`,
  },
  {
    promise: 5,
    finding: 'Two purchase orders stand for one reservation',
    rows: Prisma.sql`
      select distributor_id, reservation_id from purchase_order_line
      group by distributor_id, reservation_id having count(*) > 1`,
  },
  {
    promise: 6,
    finding: 'A purchase order has no lines',
    rows: Prisma.sql`
      select p.distributor_id, p.id from purchase_order p
      where not exists (select from purchase_order_line l where l.distributor_id = p.distributor_id
        and l.purchase_order_id = p.id)`,
  },
];

/** Checks promises 1, 5 and 6 on all orders; empty when they hold. */
export async function auditOrders({ tx }: ShipmentsContext): Promise<readonly OrderFinding[]> {
  const findings: OrderFinding[] = [];
  for (const { promise, finding, rows } of CHECKS) {
    const found = await tx.$queryRaw<{ distributorId: string; subjectId: string }[]>`
      select distributor_id as "distributorId", id as "subjectId" from (${rows}) as broken(distributor_id, id) limit 100`;
    findings.push(...found.map((row) => ({ promise, finding, ...row })));
  }
  return findings;
}
