import type { Tx } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';
import type { StoreFulfilment } from '../stores/channel.ts';

type Row = { readonly ids: readonly string[]; readonly isOpen: boolean };

/**
 * Units by line that the merchant has fulfilled by hand: records in the store that are no report of ours.
 * While a report of ours is under way nothing is said, since the record could be its own; the next reading tells.
 */
export async function unitsShippedByOthers(
  tx: Tx,
  input: {
    readonly storeId: Id<'Store'>;
    readonly outsideOrderId: string;
    readonly fulfilments: readonly StoreFulfilment[];
  },
): Promise<ReadonlyMap<string, number>> {
  const standing = input.fulfilments.filter((each) => !each.cancelled);
  const units = new Map<string, number>();
  if (standing.length === 0) return units;
  const shipments = await tx.$queryRaw<Row[]>`
    /* planned once */ select s.outside_fulfilment_ids as ids, s.report_status <> 'reported' as "isOpen"
    from orders o join shipment s on s.distributor_id = o.distributor_id and s.order_id = o.id
    where o.store_id = ${input.storeId}::uuid and o.outside_order_id = ${input.outsideOrderId}`;
  if (shipments.some(({ isOpen }) => isOpen)) return units;
  const ours = new Set(shipments.flatMap(({ ids }) => ids));
  for (const line of standing
    .filter((each) => !ours.has(each.outsideId))
    .flatMap((each) => each.lines)) {
    units.set(line.outsideLineId, (units.get(line.outsideLineId) ?? 0) + line.quantity);
  }
  return units;
}
