import { actorOf, recordExceptionActs } from '../../modules/activity/exception-acts.server.ts';
import { findOpenException } from '../../modules/activity/find-exception.server.ts';
import type { OpenException } from '../../modules/activity/find-exception.server.ts';
import { settleException } from '../../modules/activity/settle-exception.server.ts';
import { HOLD_KINDS } from '../../modules/orders/order-checks.ts';
import type { OrderId } from '../../modules/orders/order.ts';
import type { PurchaseOrderId } from '../../modules/purchasing/purchase-order.ts';
import { isOver } from '../../modules/purchasing/purchase-order-status.ts';
import { listPurchaseOrders } from '../../modules/purchasing/purchase-orders.repository.server.ts';
import type { ReturnId } from '../../modules/returns/return.ts';
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
import { applyDifferenceRemedy, DIFFERENCE_REMEDIES } from './apply-difference-remedy.server.ts';
import { cancelOrder } from './cancel-order.server.ts';
import {
  acceptCosts,
  askPurchaseOrderBack,
  decideSubstitute,
  markCancelled,
  markNotShipping,
  markSent,
  sendAgain,
} from './decide-purchase-order.server.ts';
import { letShip } from './let-ship.server.ts';
import { supplierMessageKey } from './order-exceptions.ts';
import { noteParcel } from './record-scan.server.ts';
import { decideReturn } from './decide-return.server.ts';
import { refundNow } from './refund-return.server.ts';
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
  'accept-substitute': async (context, about) => decideOffer(context, about, true),
  'decline-substitute': async (context, about) => decideOffer(context, about, false),
  'mark-not-shipping': async (context, about) =>
    told(await markNotShipping(context, purchaseOrderKey(about))),
  'accept-cost': async (context, about) =>
    told(await acceptCosts(context, purchaseOrderKey(about))),
  'report-again': async (context, { distributorId, userId, exception }) => {
    const shipmentId = exception.subjectId as ShipmentId;
    const retried = await retryReport(context, { distributorId, shipmentId, userId });
    return retried ? ok() : err({ kind: 'not-possible', why: 'not-parked' });
  },
  'mark-delivered': (context, about) => noteOfParcel(context, about, 'delivered'),
  'mark-lost': (context, about) => noteOfParcel(context, about, 'lost'),
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
  'authorise-return': (context, about) => decideAboutReturn(context, about, 'authorised'),
  'reject-return': (context, about) => decideAboutReturn(context, about, 'rejected'),
  'refund-again': async (context, about) =>
    told(await refundNow(context, { ...returnKey(about), actor: actorOfCase(about) })),
  'let-ship': letItShip,
  wait: (context, about) => settle(context, about, 'Waiting for it.'),
  'retry-parked': async (context, about) =>
    (await retryParkedJob(context, about)) ? ok() : err({ kind: 'not-possible', why: 'no-retry' }),
  'reroute-orders': rerouteOrders,
  ...Object.fromEntries(DIFFERENCE_REMEDIES.map((remedy) => [remedy, differenceAct(remedy)])),
};

function differenceAct(remedy: string): Act {
  return async (context, { distributorId, userId, exception }) => {
    const { connectionId, storeId, subjectKind, subjectId, dedupeKey } = exception;
    if (!connectionId || !storeId) return err({ kind: 'no-such-remedy' });
    return applyDifferenceRemedy(context, remedy, {
      distributorId,
      connectionId: connectionId as Id<'Connection'>,
      storeId: storeId as Id<'Store'>,
      userId,
      dedupeKey,
      orderId: subjectKind === 'order' ? (subjectId as OrderId) : undefined,
    });
  };
}

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
  const done = await act(context, { distributorId, userId, exceptionId, exception, entered });
  if (done.ok) await note(context, input);
  return done;
}

/** What was done about a matter stands in its log, whoever did it. */
async function note(
  { db, clock }: FlowContext,
  input: { readonly exceptionId: string; readonly remedy: string; readonly userId: string },
): Promise<void> {
  await recordExceptionActs(
    { tx: db, clock },
    {
      exceptionIds: [input.exceptionId],
      actor: actorOf(input.userId),
      act: 'remedy',
      detail: { remedy: input.remedy },
    },
  );
}

/** A person takes note and lets things run: it is settled, with what was decided. */
async function settle(context: FlowContext, about: Case, resolution: string): Done {
  const { distributorId, exceptionId, userId: by } = about;
  const settled = await inTransaction(context.db, (tx) =>
    settleException({ tx, clock: context.clock }, { distributorId, exceptionId, by, resolution }),
  );
  return settled ? ok() : err({ kind: 'unknown-exception' });
}

/** What a person found out about a parcel counts as a scan of this moment. */
async function noteOfParcel(context: FlowContext, about: Case, kind: 'delivered' | 'lost'): Done {
  const shipmentId = about.exception.subjectId as ShipmentId;
  const actor = { kind: 'user', id: about.userId } as const;
  const parcel = { distributorId: about.distributorId, shipmentId, kind, actor };
  return (await noteParcel(context, parcel)) ? ok() : err({ kind: 'not-possible', why: 'not-now' });
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

/** What came too late for an order is opened as a return; other questions are settled as they are. */
async function letItShip(context: FlowContext, about: Case): Done {
  if (about.exception.subjectKind !== 'order') return settle(context, about, 'It ships.');
  const { exceptionId, userId } = about;
  const settled = await letShip(context, { ...orderKey(about), exceptionId, userId });
  return settled ? ok() : err({ kind: 'unknown-exception' });
}

/** The line stands at the end of the exception's key. */
async function decideOffer(context: FlowContext, about: Case, accept: boolean): Done {
  const lineId = about.exception.dedupeKey.split(':').at(-1);
  return told(await decideSubstitute(context, { ...purchaseOrderKey(about), accept, lineId }));
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

/** What the person wrote is said to the retailer. */
async function decideAboutReturn(
  context: FlowContext,
  about: Case,
  decision: 'authorised' | 'rejected',
): Done {
  const why = about.entered.trim().slice(0, 300) || 'Decided by the hub.';
  const actor = actorOfCase(about);
  return told(await decideReturn(context, { ...returnKey(about), decision, why, actor }));
}

function returnKey({ distributorId, exception }: Case) {
  return { distributorId, returnId: exception.subjectId as ReturnId };
}

function actorOfCase({ userId }: Case) {
  return { kind: 'user', id: userId } as const;
}

function orderKey({ distributorId, exception }: Case) {
  return { distributorId, orderId: exception.subjectId as OrderId };
}

function purchaseOrderKey({ distributorId, userId, exception }: Case) {
  return { distributorId, userId, purchaseOrderId: exception.subjectId as PurchaseOrderId };
}

function told(done: Result<unknown, { readonly kind: string }>): Awaited<Done> {
  return done.ok ? ok() : err({ kind: 'not-possible', why: done.error.kind });
}
