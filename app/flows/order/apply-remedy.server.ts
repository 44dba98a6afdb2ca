import { findOpenException } from '../../modules/activity/find-exception.server.ts';
import type { OpenException } from '../../modules/activity/find-exception.server.ts';
import { settleException } from '../../modules/activity/settle-exception.server.ts';
import { HOLD_KINDS } from '../../modules/orders/order-checks.ts';
import type { OrderId } from '../../modules/orders/order.ts';
import type { PurchaseOrderId } from '../../modules/purchasing/purchase-order.ts';
import { isOver } from '../../modules/purchasing/purchase-order-status.ts';
import { listPurchaseOrders } from '../../modules/purchasing/purchase-orders.repository.server.ts';
import type { ShipmentId } from '../../modules/shipments/shipment.ts';
import type { FeedId } from '../../modules/feeds/feed.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { parseId } from '../../platform/ids.ts';
import type { Id } from '../../platform/ids.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';
import { retryParkedJob } from '../retry-parked-job.server.ts';
import { decideHeldFeed } from '../supply/decide-held-feed.server.ts';
import { cancelOrder } from './cancel-order.server.ts';
import {
  acceptCosts,
  askPurchaseOrderBack,
  markCancelled,
  markSent,
  sendAgain,
} from './decide-purchase-order.server.ts';
import { supplierMessageKey } from './order-exceptions.ts';
import { rerouteOrder } from './reroute-order.server.ts';
import { rerouteShortage } from './reroute-shortage.server.ts';
import { resolveHold, sendAvailable } from './resolve-hold.server.ts';
import { retryReport, retrySupplierEvent } from './retry-parked.server.ts';

export type RemedyRefusal =
  /** Settled, unknown, or another distributor's. */
  | { readonly kind: 'unknown-exception' }
  /** The exception does not offer it, or it is done elsewhere. */
  | { readonly kind: 'no-such-remedy' }
  /** What it is about has moved on since; the reason by its kind. */
  | { readonly kind: 'not-possible'; readonly why: string };

type Case = {
  readonly distributorId: Id<'Distributor'>;
  readonly userId: string;
  readonly exceptionId: string;
  readonly exception: OpenException;
  /** What the person filled in with it, where the remedy asks for something. */
  readonly entered: string;
};
type Done = Promise<Result<undefined, RemedyRefusal>>;
type Act = (context: FlowContext, about: Case) => Done;

const ACTS: Readonly<Record<string, Act>> = {
  'release-hold': releaseHold,
  'reroute-order': async (context, about) => {
    await rerouteOrder(context, orderKey(about));
    return ok();
  },
  'send-available': async (context, about) =>
    told(await sendAvailable(context, { ...orderKey(about), userId: about.userId })),
  'cancel-order': async (context, about) =>
    told(
      await cancelOrder(context, {
        ...orderKey(about),
        actor: { kind: 'user', id: about.userId },
        inStore: 'cancel',
      }),
    ),
  'send-again': async (context, about) => told(await sendAgain(context, purchaseOrderKey(about))),
  'cancel-purchase-order': async (context, about) =>
    told(await askPurchaseOrderBack(context, purchaseOrderKey(about))),
  'accept-cost': async (context, about) =>
    told(await acceptCosts(context, purchaseOrderKey(about))),
  'report-again': async (context, { distributorId, userId, exception }) => {
    const shipmentId = exception.subjectId as ShipmentId;
    const retried = await retryReport(context, { distributorId, shipmentId, userId });
    return retried ? ok() : err({ kind: 'not-possible', why: 'not-parked' });
  },
  'accept-again': async (context, about) => {
    const payload = orderKey(about);
    await inTransaction(context.db, (tx) => enqueue(tx, { name: 'accept-store-order', payload }));
    return ok();
  },
  'approve-feed': (context, about) => decideFeed(context, about, 'approve'),
  'reject-feed': (context, about) => decideFeed(context, about, 'reject'),
  'read-again': readAgain,
  'mark-sent': async (context, about) => {
    const outsideReference = about.entered.trim().slice(0, 200);
    if (!outsideReference) return err({ kind: 'not-possible', why: 'nothing-entered' });
    return told(await markSent(context, { ...purchaseOrderKey(about), outsideReference }));
  },
  'mark-cancelled': markAllCancelled,
  'let-ship': (context, about) =>
    settle(context, about, 'It ships; what the shopper does not want comes back as a return.'),
  wait: (context, about) => settle(context, about, 'Waiting for it.'),
  'retry-parked': async (context, about) =>
    (await retryParkedJob(context, about)) ? ok() : err({ kind: 'not-possible', why: 'no-retry' }),
  'reroute-orders': rerouteOrders,
};

/** Carries out one of the remedies that an open exception of this distributor offers. */
export async function applyRemedy(
  context: FlowContext,
  input: {
    readonly distributorId: Id<'Distributor'>;
    readonly exceptionId: string;
    readonly remedy: string;
    readonly userId: string;
    readonly entered?: string | undefined;
  },
): Done {
  const exception = await findOpenException(context.db, input);
  if (!exception) return err({ kind: 'unknown-exception' });
  const act = exception.remedies.includes(input.remedy) ? ACTS[input.remedy] : undefined;
  if (!act) return err({ kind: 'no-such-remedy' });
  const { distributorId, userId, exceptionId, entered = '' } = input;
  return act(context, { distributorId, userId, exceptionId, exception, entered });
}

/** A person takes note and lets things run: it is settled, with what was decided. */
async function settle(context: FlowContext, about: Case, resolution: string): Done {
  const { distributorId, exceptionId, userId: by } = about;
  const settled = await inTransaction(context.db, (tx) =>
    settleException({ tx, clock: context.clock }, { distributorId, exceptionId, by, resolution }),
  );
  return settled ? ok() : err({ kind: 'unknown-exception' });
}

/** The supplier has agreed by another way: whatever of the order was asked back counts as not shipped. */
async function markAllCancelled(context: FlowContext, about: Case): Done {
  const { distributorId, userId } = about;
  const asked = (await listPurchaseOrders(context.db, orderKey(about))).filter(
    ({ status, cancellation }) => cancellation && cancellation !== 'accepted' && !isOver(status),
  );
  let done: Awaited<Done> = err({ kind: 'not-possible', why: 'not-now' });
  for (const { id: purchaseOrderId } of asked) {
    done = told(await markCancelled(context, { distributorId, userId, purchaseOrderId }));
    if (!done.ok) break;
  }
  return done;
}

/** The level stands in the exception's key, behind the distributor. */
async function rerouteOrders(context: FlowContext, about: Case): Done {
  const { distributorId, exception } = about;
  const locationId = parseId<'SupplierLocation'>(exception.dedupeKey.split(':').at(-1));
  const variantId = parseId<'Variant'>(exception.subjectId);
  if (!locationId || !variantId) return err({ kind: 'no-such-remedy' });
  const moved = await rerouteShortage(context, { distributorId, variantId, locationId });
  return moved > 0 ? ok() : err({ kind: 'not-possible', why: 'all-sent' });
}

async function releaseHold(context: FlowContext, about: Case): Done {
  const kind = HOLD_KINDS.find((one) => about.exception.kind === `hold-${one}`);
  if (!kind) return err({ kind: 'no-such-remedy' });
  return told(await resolveHold(context, { ...orderKey(about), kind, userId: about.userId }));
}

async function decideFeed(
  context: FlowContext,
  { distributorId, userId, exception }: Case,
  decision: 'approve' | 'reject',
): Done {
  const key = { distributorId, feedId: exception.subjectId as FeedId };
  const actor = { kind: 'user', id: userId } as const;
  return told(await decideHeldFeed(context, key, { decision, actor }));
}

/** The supplier's own key of its message stands at the end of the exception's key. */
async function readAgain(context: FlowContext, { distributorId, userId, exception }: Case): Done {
  const supplierId = exception.subjectId as Id<'Supplier'>;
  const eventKey = exception.dedupeKey.slice(supplierMessageKey(supplierId, '').length);
  const event = { distributorId, supplierId, eventKey, userId };
  const revived = await retrySupplierEvent(context, event);
  return revived ? ok() : err({ kind: 'not-possible', why: 'not-parked' });
}

function orderKey({ distributorId, exception }: Case) {
  return { distributorId, orderId: exception.subjectId as OrderId };
}

function purchaseOrderKey({ distributorId, userId, exception }: Case) {
  return { distributorId, userId, purchaseOrderId: exception.subjectId as PurchaseOrderId };
}

function told(done: Result<undefined, { readonly kind: string }>): Awaited<Done> {
  return done.ok ? ok() : err({ kind: 'not-possible', why: done.error.kind });
}
