import type { Tx } from '../../platform/database.server.ts';
import type { OrderKey } from './order.ts';

/** Units of an order that are with suppliers or reserved for it, and what puts it before others. */
export async function readPlacedUnits(
  tx: Tx,
  { distributorId, orderId }: OrderKey,
): Promise<{ readonly units: number; readonly rush: boolean; readonly vip: boolean }> {
  const [row] = await tx.$queryRaw<{ units: number; rush: boolean; vip: boolean }[]>`
    select o.rush, k.vip, (coalesce((select sum(l.forwarded_quantity - l.cancelled_quantity) from order_line l
        where l.distributor_id = o.distributor_id and l.order_id = o.id), 0)
      + coalesce((select sum(r.quantity) from reservation r where r.distributor_id = o.distributor_id
        and r.order_id = o.id and r.purchase_order_id is null and r.state <> 'released'), 0))::int as units
    from orders o join connection k on k.distributor_id = o.distributor_id and k.id = o.connection_id
    where o.distributor_id = ${distributorId}::uuid and o.id = ${orderId}::uuid`;
  return row ?? { units: 0, rush: false, vip: false };
}
