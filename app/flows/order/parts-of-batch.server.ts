import { findBatchByNumber } from '../../modules/purchasing/batches.repository.server.ts';
import type { PurchaseOrderId } from '../../modules/purchasing/purchase-order.ts';
import type { SupplierMessage } from '../../modules/suppliers/supplier-connector.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { SupplierSender } from './supplier-message.ts';

type Part = { readonly purchaseOrderId: PurchaseOrderId; readonly message: SupplierMessage };

/** What a message about a document of several purchase orders says of each of them, by their lines. */
export async function partsOfBatch(
  tx: Tx,
  sender: SupplierSender,
  message: SupplierMessage,
): Promise<readonly Part[]> {
  const orders = await findBatchByNumber(tx, { ...sender, number: message.number });
  return orders.flatMap(({ purchaseOrderId, lineIds }, place): Part[] => {
    if (message.kind !== 'acknowledged' && message.kind !== 'shipped')
      return [{ purchaseOrderId, message }];
    const known = new Set(orders.flatMap((order) => order.lineIds));
    // Lines that none of them has are the first one's, where they are found not to fit.
    const own = ({ lineId }: { readonly lineId: string }) =>
      lineIds.includes(lineId) || (place === 0 && !known.has(lineId));
    if (message.kind === 'acknowledged') {
      const lines = message.lines.filter(own);
      return lines.length > 0 ? [{ purchaseOrderId, message: { ...message, lines } }] : [];
    }
    const lines = message.lines.filter(own);
    return lines.length > 0 ? [{ purchaseOrderId, message: { ...message, lines } }] : [];
  });
}
