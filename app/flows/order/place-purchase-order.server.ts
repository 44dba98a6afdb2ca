import { currencyCode, money } from '../../platform/money.ts';
import { surplusUnits } from '../../modules/orders/order-units.ts';
import { readContact } from '../../modules/orders/order-contact.server.ts';
import { purchaseOrderMachine } from '../../modules/purchasing/purchase-order-status.ts';
import type { PurchaseOrderKey } from '../../modules/purchasing/purchase-order.ts';
import { savePurchaseOrder } from '../../modules/purchasing/purchase-orders.repository.server.ts';
import type { PurchaseOrderWithLines } from '../../modules/purchasing/purchase-orders.repository.server.ts';
import type {
  PlacedPurchaseOrder,
  PurchaseOrderRequest,
  SupplierConnector,
} from '../../modules/suppliers/supplier-connector.ts';
import type { AdapterFailure } from '../../platform/adapter-failure.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { JobVerdict } from '../../platform/job-catalog.ts';
import { err } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import { advance } from '../../platform/state-machine.ts';
import type { FlowContext } from '../flow-context.ts';
import { gatherPurchaseOrder } from './gather-purchase-order.server.ts';
import { lockPurchaseOrder } from './lock-purchase-order.server.ts';
import { confirmPlaced, recordNotPlaced } from './conclude-placing.server.ts';
import { rebalanceOrder } from './rebalance-order.server.ts';

type Begun = {
  readonly purchaseOrder: PurchaseOrderWithLines;
  readonly request: PurchaseOrderRequest | undefined;
  /** An earlier attempt may have reached the supplier. */
  readonly lookFirst: boolean;
};

/**
 * Asks a supplier to ship, once. That it is being sent is committed before the call, so that whoever comes
 * after a crash knows that the supplier may have it; the key never changes. After an unknown outcome we look
 * first where the connector can look, else a person decides.
 */
export async function placePurchaseOrder(
  context: FlowContext,
  key: PurchaseOrderKey,
): Promise<JobVerdict> {
  const begun = await inTransaction(context.db, (tx) => begin(context, tx, key));
  if (!begun) return { kind: 'done' };
  const { purchaseOrder, request, lookFirst } = begun;
  if (!request)
    return recordNotPlaced(context, key, noAddress, { wasSent: lookFirst, canLook: false });
  const connector = await context.connectorOf(key.distributorId, purchaseOrder.supplierId);
  const canLook = connector.capabilities.findPurchaseOrder;
  if (lookFirst && !canLook) {
    const failure = {
      kind: 'unavailable',
      why: 'an earlier try was cut off',
      outcome: 'unknown',
    } as const;
    return recordNotPlaced(context, key, failure, { wasSent: true, canLook });
  }
  const found = lookFirst ? await lookFor(connector, purchaseOrder) : undefined;
  if (found && !found.ok)
    return recordNotPlaced(context, key, found.error, { wasSent: true, canLook });
  const placed =
    found ?? (await connector.placePurchaseOrder(request, purchaseOrder.idempotencyKey));
  if (placed.ok) return confirmPlaced(context, key, placed.value);
  return recordNotPlaced(context, key, placed.error, { wasSent: false, canLook });
}

export const noAddress: AdapterFailure = {
  kind: 'unauthorised',
  why: 'there is no shipping address for the order, or it was erased',
};

/** What the supplier has under our key; undefined when it surely has nothing. */
async function lookFor(
  connector: SupplierConnector,
  { idempotencyKey, number }: PurchaseOrderWithLines,
): Promise<Result<PlacedPurchaseOrder, AdapterFailure> | undefined> {
  const found = await connector.findPurchaseOrder(idempotencyKey, number);
  if (!found.ok) return err(found.error);
  return found.value ? { ok: true, value: found.value } : undefined;
}

async function begin(
  context: FlowContext,
  tx: Tx,
  key: PurchaseOrderKey,
): Promise<Begun | undefined> {
  const step = { tx, clock: context.clock };
  let locked = await lockPurchaseOrder(step, key);
  if (!locked || !['draft', 'sending'].includes(locked.purchaseOrder.status)) return undefined;
  if (locked.purchaseOrder.transmission === 'batch') {
    await gatherPurchaseOrder(step, locked);
    return undefined;
  }
  if (
    locked.purchaseOrder.status === 'draft' &&
    locked.order.lines.some((line) => surplusUnits(line) > 0)
  ) {
    await rebalanceOrder(step, locked.key);
    locked = await lockPurchaseOrder(step, key);
  }
  if (!locked) return undefined;
  const { purchaseOrder } = locked;
  const next = advance(purchaseOrderMachine, purchaseOrder.status, 'send');
  if (!next.ok) return undefined;
  await savePurchaseOrder(step, purchaseOrder, {
    status: next.value,
    attempts: purchaseOrder.attempts + 1,
  });
  const contact = await readContact(tx, context.secrets, locked.key);
  const shipTo = contact?.destination;
  const request = shipTo && toRequest(purchaseOrder, shipTo, purchaseOrder.terms.locationCode);
  return { purchaseOrder, request, lookFirst: purchaseOrder.status === 'sending' };
}

export function toRequest(
  purchaseOrder: PurchaseOrderWithLines,
  shipTo: PurchaseOrderRequest['shipTo'],
  shipFromLocationCode: string,
): PurchaseOrderRequest {
  const currency = currencyCode(purchaseOrder.currency);
  return {
    number: purchaseOrder.number,
    placedAt: purchaseOrder.createdAt,
    shipTo,
    shipFromLocationCode,
    lines: purchaseOrder.lines
      .filter((line) => line.quantity > line.cancelledQuantity)
      .map((line) => ({
        lineId: line.id,
        supplierSku: line.supplierSku,
        quantity: line.quantity - line.cancelledQuantity,
        unitCost: money(line.unitCostMinor, currency),
      })),
  };
}
