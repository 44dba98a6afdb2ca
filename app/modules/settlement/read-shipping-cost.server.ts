import type { Instant } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';
import { currencyCode, money } from '../../platform/money.ts';
import type { Money } from '../../platform/money.ts';

/**
 * What sending from this place costs by the plan that the purchase order was made from: parcels and the supplier's
 * handling, by its shipping terms. Undefined where no plan tells.
 */
export async function readShippingCost(
  tx: Tx,
  input: {
    readonly distributorId: Id<'Distributor'>;
    readonly orderId: Id<'Order'>;
    readonly locationId: Id<'SupplierLocation'>;
    readonly orderedAt: Instant;
  },
): Promise<Money | undefined> {
  const [row] = await tx.$queryRaw<{ minor: number; currency: string }[]>`
    select ((s->'costs'->>'parcels')::bigint + (s->'costs'->>'handling')::bigint)::float8 as minor, p.currency
    from route_plan p cross join lateral jsonb_array_elements(p.plan->'shipments') s
    where p.distributor_id = ${input.distributorId}::uuid and p.order_id = ${input.orderId}::uuid
      and p.at <= ${input.orderedAt} and s->>'locationId' = ${input.locationId}
    order by p.revision desc limit 1`;
  return row && money(row.minor, currencyCode(row.currency));
}
