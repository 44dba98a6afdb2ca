import { entriesOf } from '../../modules/settlement/booking-rules.ts';
import { postEntries } from '../../modules/settlement/post-entries.server.ts';
import type { PurchaseOrderWithTerms } from '../../modules/shipments/order-state.server.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import { currencyCode, money } from '../../platform/money.ts';

export type CostChange = {
  readonly line: PurchaseOrderWithTerms['lines'][number];
  readonly afterMinor: number;
};

/** Books the difference for units that were shipped at the cost of before; those still to come are booked at the new one. */
export async function bookCostChange(
  step: { readonly tx: Tx; readonly clock: Clock },
  purchaseOrder: PurchaseOrderWithTerms,
  changes: readonly CostChange[],
): Promise<void> {
  const currency = currencyCode(purchaseOrder.currency);
  const shipped = changes.filter(({ line }) => line.shippedQuantity > 0);
  if (shipped.length === 0) return;
  const at = step.clock.now();
  const told = shipped.map(
    ({ line, afterMinor }) => `${line.id}=${line.unitCostMinor}>${afterMinor}`,
  );
  const lines = shipped.map(({ line, afterMinor }) => ({
    title: line.supplierSku,
    units: line.shippedQuantity,
    before: money(line.unitCostMinor, currency),
    after: money(afterMinor, currency),
  }));
  await postEntries(step, {
    distributorId: purchaseOrder.distributorId,
    key: `cost:${at.toISOString()}:${told.join(',')}`,
    occurredAt: at,
    reason: `Cost of ${purchaseOrder.number} agreed anew`,
    subject: { kind: 'order', id: purchaseOrder.orderId },
    entries: entriesOf({
      kind: 'cost-changed',
      supplier: { kind: 'supplier', id: purchaseOrder.supplierId },
      lines,
    }),
  });
}
