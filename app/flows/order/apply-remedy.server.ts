import { findOpenException } from '../../modules/activity/find-exception.server.ts';
import type { OpenException } from '../../modules/activity/find-exception.server.ts';
import { HOLD_KINDS } from '../../modules/orders/order-checks.ts';
import type { OrderId } from '../../modules/orders/order.ts';
import type { PurchaseOrderId } from '../../modules/purchasing/purchase-order.ts';
import type { ShipmentId } from '../../modules/shipments/shipment.ts';
import type { FeedId } from '../../modules/feeds/feed.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';
import { decideHeldFeed } from '../supply/decide-held-feed.server.ts';
import { cancelOrder } from './cancel-order.server.ts';
import { askPurchaseOrderBack, sendAgain } from './decide-purchase-order.server.ts';
import { supplierMessageKey } from './order-exceptions.ts';
import { rerouteOrder } from './reroute-order.server.ts';
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
  readonly exception: OpenException;
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
};

/** Carries out one of the remedies that an open exception of this distributor offers. */
export async function applyRemedy(
  context: FlowContext,
  input: {
    readonly distributorId: Id<'Distributor'>;
    readonly exceptionId: string;
    readonly remedy: string;
    readonly userId: string;
  },
): Done {
  const exception = await findOpenException(context.db, input);
  if (!exception) return err({ kind: 'unknown-exception' });
  const act = exception.remedies.includes(input.remedy) ? ACTS[input.remedy] : undefined;
  if (!act) return err({ kind: 'no-such-remedy' });
  const { distributorId, userId } = input;
  return act(context, { distributorId, userId, exception });
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
