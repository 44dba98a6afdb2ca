import { isOver } from '../../modules/purchasing/purchase-order-status.ts';
import type { PurchaseOrderWithLines } from '../../modules/purchasing/purchase-orders.repository.server.ts';
import type { SupplierSide } from '../../modules/orders/three-way.ts';
import type { PlacedPurchaseOrder } from '../../modules/suppliers/supplier-connector.ts';
import type { FlowContext } from '../flow-context.ts';

type Source = SupplierSide['source'];

/** What a supplier says about one purchase order; `placed` is undefined where it says that it has none, or was not asked. */
export type SupplierWord = {
  readonly purchaseOrder: PurchaseOrderWithLines;
  readonly source: Source;
  readonly placed: PlacedPurchaseOrder | undefined;
};

/** Sent, so that the supplier must have it. */
const MUST_HAVE: readonly string[] = ['sent', 'acknowledged', 'part-shipped'];

/**
 * Asks the suppliers of an order's purchase orders what they have, where they can be asked and anything is still open.
 * A supplier that cannot be reached keeps silent; nothing follows from that.
 */
export function askSuppliers(
  context: FlowContext,
  purchaseOrders: readonly PurchaseOrderWithLines[],
): Promise<readonly SupplierWord[]> {
  return Promise.all(purchaseOrders.map((each) => ask(context, each)));
}

async function ask(
  context: FlowContext,
  purchaseOrder: PurchaseOrderWithLines,
): Promise<SupplierWord> {
  const word = (source: Source, placed?: PlacedPurchaseOrder) => ({
    purchaseOrder,
    source,
    placed,
  });
  const { distributorId, supplierId, idempotencyKey, number, status } = purchaseOrder;
  if (isOver(status) && status !== 'cancelled') return word('told');
  const connector = await context.connectorOf(distributorId, supplierId);
  if (!connector.capabilities.findPurchaseOrder) return word('told');
  const found = await connector.findPurchaseOrder(idempotencyKey, number);
  if (!found.ok) return word('silent');
  // What was never sent need not be there; what is called off may have gone without a trace.
  if (!found.value && !MUST_HAVE.includes(status)) return word('told');
  return word('asked', found.value);
}

/** Purchase orders that are with a supplier by our books, and not by its own. */
export function unknownAtSupplier(
  words: readonly SupplierWord[],
): readonly PurchaseOrderWithLines[] {
  return words.flatMap((word) =>
    word.source === 'asked' && !word.placed ? [word.purchaseOrder] : [],
  );
}

/** The suppliers' side of one order line; null where none was asked for it. */
export function supplierSide(
  words: readonly SupplierWord[],
  orderLineId: string,
): SupplierSide | null {
  const parts = words.flatMap((word) =>
    word.purchaseOrder.lines
      .filter((line) => line.orderLineId === orderLineId)
      .map((line) => partOf(word, line)),
  );
  if (parts.length === 0) return null;
  const sum = (pick: (part: SupplierSide) => number) =>
    parts.reduce((total, part) => total + pick(part), 0);
  return {
    source: weakest(parts.map(({ source }) => source)),
    holds: sum(({ holds }) => holds),
    shipped: sum(({ shipped }) => shipped),
    cancelled: sum(({ cancelled }) => cancelled),
    unknown: sum(({ unknown }) => unknown),
  };
}

/** A line counts as asked only when each of its suppliers was, or has nothing open to be asked about. */
function weakest(sources: readonly Source[]): Source {
  if (sources.includes('silent')) return 'silent';
  return sources.includes('asked') ? 'asked' : 'told';
}

function partOf(
  { source, placed }: SupplierWord,
  line: PurchaseOrderWithLines['lines'][number],
): SupplierSide {
  const { id, quantity, rejectedQuantity, cancelledQuantity, shippedQuantity } = line;
  const ours = { shipped: shippedQuantity, cancelled: rejectedQuantity + cancelledQuantity };
  if (source !== 'asked') return { source, ...ours, holds: quantity - ours.cancelled, unknown: 0 };
  if (!placed) return { source, shipped: 0, cancelled: 0, holds: 0, unknown: quantity };
  const told =
    placed.progress?.find(({ lineId }) => lineId === id) ?? fromAnswer(placed, id) ?? ours;
  const { shipped, cancelled } = told;
  return { source, shipped, cancelled, holds: quantity - cancelled, unknown: 0 };
}

/** A supplier that tells no progress has at least said what it does not deliver; what it shipped is as it told us. */
function fromAnswer({ answers }: PlacedPurchaseOrder, lineId: string) {
  const answer = answers?.find((each) => each.lineId === lineId);
  return undefined === answer ? undefined : { shipped: 0, cancelled: answer.rejected };
}
