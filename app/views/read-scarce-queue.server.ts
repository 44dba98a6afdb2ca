import type { Reader } from './reader.server.ts';

/** An order that waits for units of an article, in the order in which it will be served. */
export type WaitingOrder = {
  readonly orderId: string;
  readonly name: string;
  readonly store: string;
  readonly missing: number;
  readonly rush: boolean;
  readonly vip: boolean;
  readonly placedAt: Date;
};

/** An order that got units which had come in, and what put it before the others. */
export type ServedOrder = {
  readonly id: string;
  readonly orderId: string;
  readonly name: string;
  readonly store: string;
  readonly units: number;
  readonly waiting: number;
  readonly why: string;
  readonly at: Date;
};

export type ScarceQueue = {
  readonly waiting: readonly WaitingOrder[];
  readonly served: readonly ServedOrder[];
};

/** Who waits for an article and who got some of it lately; the rules are those by which orders are served. */
export async function readScarceQueue(
  database: Reader,
  key: { readonly distributorId: string; readonly variantId: string },
): Promise<ScarceQueue> {
  const [waiting, served] = await Promise.all([
    database.$queryRaw<WaitingOrder[]>`
      select o.id as "orderId", o.name, s.name as store, o.rush, k.vip, o.placed_at as "placedAt", (sum(l.quantity
          - l.removed_quantity + l.replaced_quantity - l.forwarded_quantity + l.cancelled_quantity)
        - coalesce((select sum(r.quantity) from reservation r where r.distributor_id = o.distributor_id
          and r.order_id = o.id and r.variant_id = ${key.variantId}::uuid and r.purchase_order_id is null
          and r.state <> 'released'), 0))::int as missing
      from orders o
      join order_line l on l.distributor_id = o.distributor_id and l.order_id = o.id
        and l.variant_id = ${key.variantId}::uuid
      join connection k on k.distributor_id = o.distributor_id and k.id = o.connection_id
      join store s on s.id = o.store_id
      where o.distributor_id = ${key.distributorId}::uuid and o.reroute_at is not null
        and l.quantity - l.removed_quantity + l.replaced_quantity > l.forwarded_quantity - l.cancelled_quantity
      group by o.distributor_id, o.id, s.name, k.vip
      order by o.rush desc, k.vip desc, o.placed_at, o.id limit 50`,
    database.$queryRaw<ServedOrder[]>`
      select a.id, o.id as "orderId", o.name, s.name as store, (a.detail ->> 'units')::int as units,
        (a.detail ->> 'waiting')::int as waiting, a.detail ->> 'why' as why, a.at
      from audit_entry a
      join orders o on o.distributor_id = a.distributor_id and o.id = a.subject_id
      join store s on s.id = o.store_id
      where a.distributor_id = ${key.distributorId}::uuid and a.subject_kind = 'order' and a.act = 'scarce-units-given'
        and exists (select from order_line l where l.distributor_id = o.distributor_id and l.order_id = o.id
          and l.variant_id = ${key.variantId}::uuid)
      order by a.at desc, a.id desc limit 10`,
  ]);
  return { waiting: waiting.filter(({ missing }) => missing > 0), served };
}
