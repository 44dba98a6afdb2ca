import { entriesOf, freeUnits } from '../../modules/settlement/booking-rules.ts';
import { postEntries } from '../../modules/settlement/post-entries.server.ts';
import { readSettlementTerms } from '../../modules/settlement/parties.repository.server.ts';
import { readShippingCost } from '../../modules/settlement/read-shipping-cost.server.ts';
import type { ShippedLine } from '../../modules/settlement/booking-rules.ts';
import type { OrderLine } from '../../modules/orders/order.ts';
import type {
  OrderState,
  PurchaseOrderWithTerms,
} from '../../modules/shipments/order-state.server.ts';
import type { Clock, Instant } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import { currencyCode, money } from '../../platform/money.ts';

export type Parcel = {
  readonly shipmentId: string;
  readonly at: Instant;
  readonly units: readonly {
    readonly line: PurchaseOrderWithTerms['lines'][number];
    readonly quantity: number;
  }[];
};

/**
 * Books a parcel in the transaction that records it: what the retailer owes for its units, and what we owe the supplier.
 * `state` is the order as it was before the parcel.
 */
export async function bookShipment(
  step: { readonly tx: Tx; readonly clock: Clock },
  {
    state,
    purchaseOrder,
  }: { readonly state: OrderState; readonly purchaseOrder: PurchaseOrderWithTerms },
  parcel: Parcel,
): Promise<void> {
  const { key, order } = state;
  const retailer = { kind: 'connection', id: order.connectionId } as const;
  const supplier = { kind: 'supplier', id: purchaseOrder.supplierId } as const;
  const isFirst = purchaseOrder.lines.every(({ shippedQuantity }) => shippedQuantity === 0);
  const shippingCost = isFirst
    ? await readShippingCost(step.tx, {
        ...key,
        locationId: purchaseOrder.locationId,
        orderedAt: purchaseOrder.createdAt,
      })
    : undefined;
  const { distributorId } = key;
  const terms = await readSettlementTerms(step.tx, { distributorId, party: retailer });
  const now = step.clock.now();
  await postEntries(step, {
    distributorId,
    key: `shipment:${parcel.shipmentId}`,
    // A supplier's clock that runs ahead would put the parcel into a period that has not begun.
    occurredAt: parcel.at > now ? now : parcel.at,
    // The retailer reads it too, and the numbers of purchase orders are not its own.
    reason: `Parcel for ${order.name}`,
    subject: { kind: 'order', id: order.id },
    entries: entriesOf({
      kind: 'parcel-shipped',
      retailer,
      supplier,
      lines: shippedLines(order.lines, purchaseOrder, parcel),
      shippingCost,
      isFirstOfOrder: order.lines.every(({ shippedQuantity }) => shippedQuantity === 0),
      terms,
      currency: currencyCode(state.terms.currency),
    }),
  });
}

/** Lines of a parcel; of one order line that two of them ship, the second goes on where the first ends. */
function shippedLines(
  lines: readonly OrderLine[],
  { currency, number }: PurchaseOrderWithTerms,
  { units }: Parcel,
): readonly ShippedLine[] {
  const shipped = new Map(lines.map((line) => [line.id, line.shippedQuantity]));
  return units.flatMap(({ line: { orderLineId, unitCostMinor }, quantity }) => {
    const line = lines.find(({ id }) => id === orderLineId);
    if (!line) return [];
    const before = shipped.get(orderLineId) ?? 0;
    const after = before + quantity;
    shipped.set(orderLineId, after);
    return [
      {
        title: line.title,
        supplierMemo: `${number}: ${line.title}`,
        units: quantity,
        chargedUnits: quantity - (freeUnits(line, after) - freeUnits(line, before)),
        unitWholesale: money(line.unitWholesaleMinor, currencyCode(line.wholesaleCurrency)),
        unitCost: money(unitCostMinor, currencyCode(currency)),
      },
    ];
  });
}
