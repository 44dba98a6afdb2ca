/** Remedies of what reconciliation has found: the order is read again, asked for again, told again, or compared again. */
import { unitsOpen } from '../../modules/purchasing/purchase-order.ts';
import { listPurchaseOrders } from '../../modules/purchasing/purchase-orders.repository.server.ts';
import { listParkedReports } from '../../modules/shipments/shipments.repository.server.ts';
import type { OrderId, OrderKey } from '../../modules/orders/order.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';
import { askSuppliers, unknownAtSupplier } from './ask-suppliers.server.ts';
import { markCancelled } from './decide-purchase-order.server.ts';
import { outsideOrderIn } from './difference-exceptions.ts';
import { importOrder } from './import-order.server.ts';
import { compareNow } from './reconcile-connection.server.ts';
import { retryReport } from './retry-parked.server.ts';

/** What the remedy is about; `about` names the connection, whose store has the order. */
type Case = {
  readonly distributorId: Id<'Distributor'>;
  readonly connectionId: Id<'Connection'>;
  readonly storeId: Id<'Store'>;
  readonly userId: string;
  readonly outsideOrderId: string;
  /** Undefined where the hub does not have the order. */
  readonly orderId: OrderId | undefined;
};
type Done = Promise<Result<undefined, { readonly kind: 'not-possible'; readonly why: string }>>;
type Act = (context: FlowContext, about: Case) => Done;

const refused = (why: string) => err({ kind: 'not-possible' as const, why });

const ACTS: Readonly<Record<string, Act>> = {
  'import-now': importNow,
  'compare-again': compareAgain,
  'call-off-again': (context, about) =>
    withOrder(about, async (key) => {
      const payload = { ...key, inStore: 'cancel' as const };
      await inTransaction(context.db, (tx) => enqueue(tx, { name: 'call-off-in-store', payload }));
      return ok();
    }),
  'ask-suppliers': (context, about) => withOrder(about, (key) => askForNews(context, key)),
  'route-anew': (context, about) =>
    withOrder(about, (key) => routeAnew(context, key, about.userId)),
  'tell-store-again': (context, about) =>
    withOrder(about, (key) => tellStoreAgain(context, key, about.userId)),
};

export const DIFFERENCE_REMEDIES: readonly string[] = Object.keys(ACTS);

/** Carries out one; what is settled by it closes when the sides are compared and agree. */
export async function applyDifferenceRemedy(
  context: FlowContext,
  remedy: string,
  input: Omit<Case, 'outsideOrderId'> & { readonly dedupeKey: string },
): Done {
  const act = ACTS[remedy];
  const outsideOrderId = outsideOrderIn(input.dedupeKey);
  return act && outsideOrderId ? act(context, { ...input, outsideOrderId }) : refused('no-retry');
}

async function withOrder({ distributorId, orderId }: Case, act: (key: OrderKey) => Done): Done {
  return orderId ? act({ distributorId, orderId }) : refused('unknown-order');
}

async function importNow(context: FlowContext, about: Case): Done {
  const imported = await importOrder(context, about);
  if (!imported.ok) return refused('store-silent');
  return compareAgain(context, about);
}

async function compareAgain(context: FlowContext, about: Case): Done {
  const compared = await compareNow(context, about, about);
  if (!compared.ok) return refused('store-silent');
  return compared.value.agrees ? ok() : refused('still-differs');
}

/** The suppliers with something open of the order are asked what is new; their messages are taken in as ever. */
async function askForNews(context: FlowContext, key: OrderKey): Done {
  const orders = await listPurchaseOrders(context.db, key);
  const suppliers = [...new Set(orders.map(({ supplierId }) => supplierId))];
  if (suppliers.length === 0) return refused('nothing-sent');
  await inTransaction(context.db, (tx) =>
    enqueue(
      tx,
      ...suppliers.map((supplierId) => ({
        name: 'collect-supplier-events' as const,
        payload: { distributorId: key.distributorId, supplierId },
      })),
    ),
  );
  return ok();
}

/** The supplier is asked once more before its purchase order counts as not shipped: it may have come meanwhile. */
async function routeAnew(context: FlowContext, key: OrderKey, userId: string): Done {
  const words = await askSuppliers(context, await listPurchaseOrders(context.db, key));
  const lost = unknownAtSupplier(words).filter(({ lines }) => lines.some((line) => unitsOpen(line) > 0)); // prettier-ignore
  if (lost.length === 0) return refused('supplier-has-it');
  for (const { distributorId, id: purchaseOrderId } of lost) {
    const marked = await markCancelled(context, { distributorId, purchaseOrderId, userId });
    if (!marked.ok) return refused(marked.error.kind);
  }
  return ok();
}

async function tellStoreAgain(context: FlowContext, key: OrderKey, userId: string): Done {
  const parked = await listParkedReports(context.db, key);
  for (const shipmentId of parked)
    await retryReport(context, { distributorId: key.distributorId, shipmentId, userId });
  return parked.length > 0 ? ok() : refused('nothing-parked');
}
