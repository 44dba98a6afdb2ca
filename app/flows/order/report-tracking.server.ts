import { openException } from '../../modules/activity/open-exception.server.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import type { Order } from '../../modules/orders/order.ts';
import { readShopperNotice } from '../../modules/notifications/shopper-notices.repository.server.ts';
import { matchFulfilments } from '../../modules/shipments/match-fulfilments.ts';
import { reportMachine } from '../../modules/shipments/shipment-status.ts';
import type { ShipmentKey } from '../../modules/shipments/shipment.ts';
import { lockOrderState } from '../../modules/shipments/order-state.server.ts';
import {
  readShipment,
  saveReport,
  takenFulfilments,
} from '../../modules/shipments/shipments.repository.server.ts';
import type {
  ReportProgress,
  ShipmentWithLines,
} from '../../modules/shipments/shipments.repository.server.ts';
import type {
  Channel,
  ChannelFailure,
  OutsideFulfilmentId,
  OutsideLineId,
  OutsideOrderId,
  Tracking,
} from '../../modules/stores/channel.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { JobVerdict } from '../../platform/job-catalog.ts';
import { ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import { describeFailure, remedyFor } from '../../platform/retry-policy.ts';
import { advance } from '../../platform/state-machine.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';
import { tellShopperOfShipment } from '../messages/tell-of-shipment.server.ts';
import { tellAccepted } from './accept-store-order.server.ts';
import { reportException, reportKey } from './order-exceptions.ts';
import { rebalanceOrder } from './rebalance-order.server.ts';

type Begun = {
  readonly order: Order;
  readonly shipment: ShipmentWithLines;
  /** An earlier attempt may have told the store: it is read before anything is written. */
  readonly lookFirst: boolean;
  /** The store writes to the shopper; otherwise we do, or nobody. */
  readonly notifyShopper: boolean;
};

const DONE: JobVerdict = { kind: 'done' };

/**
 * Tells the store exactly what was shipped, by line, with its tracking; once, although the store's call is not
 * idempotent: that it is being told is committed before, and whoever comes after an unknown outcome compares
 * with what the store shows. A changed tracking number is told as a change.
 */
export async function reportTracking(
  context: FlowContext,
  key: ShipmentKey,
  attempt = 1,
): Promise<JobVerdict> {
  const begun = await begin(context, key);
  if (!begun) return DONE;
  const told = await tell(context, begun);
  return told.ok
    ? finish(context, key, begun, told.value)
    : recordFailure(context, key, begun, { failure: told.error, attempt });
}

function begin(context: FlowContext, key: ShipmentKey): Promise<Begun | undefined> {
  return inTransaction(context.db, async (tx) => {
    const step = { tx, clock: context.clock };
    const before = await readShipment(tx, key);
    const state = before && (await lockOrderState(tx, { ...key, orderId: before.orderId }));
    const order = state?.order;
    const shipment = order && (await readShipment(tx, key));
    const next = shipment && advance(reportMachine, shipment.reportStatus, 'send');
    if (!order || !shipment || !next?.ok) return undefined;
    await saveReport(step, shipment, { reportStatus: next.value });
    const { sender } = await readShopperNotice(tx, order);
    const notifyShopper = sender === 'store';
    return { order, shipment, lookFirst: shipment.reportStatus === 'sending', notifyShopper };
  });
}

async function tell(
  context: FlowContext,
  begun: Begun,
): Promise<Result<readonly string[], ChannelFailure>> {
  const { order, shipment } = begun;
  if (order.acceptedInStoreAt === null) {
    const accepted = await tellAccepted(context, order);
    if (!accepted.ok) return accepted;
  }
  const channel = await context.channelOf(order.storeId);
  if (shipment.outsideFulfilmentIds.length > 0) return tellChange(channel, begun);
  const outsideOrderId = order.outsideOrderId as OutsideOrderId;
  const match = begun.lookFirst
    ? await lookInStore(context, channel, begun)
    : ok(nothingYet(shipment));
  if (!match.ok) return match;
  const { outsideFulfilmentIds, missing } = match.value;
  if (missing.length === 0) return ok(outsideFulfilmentIds);
  const created = await channel.createFulfilment({
    outsideOrderId,
    lines: missing.map(({ outsideLineId, quantity }) => ({
      outsideLineId: outsideLineId as OutsideLineId,
      quantity,
    })),
    tracking: trackingOf(shipment),
    notifyShopper: begun.notifyShopper,
  });
  return created.ok ? ok([...outsideFulfilmentIds, ...created.value]) : created;
}

function nothingYet({ lines }: ShipmentWithLines) {
  return { outsideFulfilmentIds: [] as readonly string[], missing: lines };
}

async function lookInStore(context: FlowContext, channel: Channel, { order, shipment }: Begun) {
  const read = await channel.readOrder(order.outsideOrderId as OutsideOrderId);
  if (!read.ok) return read;
  const { storeId, outsideOrderId } = order;
  const taken = await takenFulfilments(context.db, {
    storeId,
    outsideOrderId,
    except: shipment.id,
  });
  return ok(matchFulfilments(shipment, read.value?.fulfilments ?? [], taken));
}

/** A change may be told again: the store ends with the same tracking. */
async function tellChange(
  channel: Channel,
  { shipment, notifyShopper }: Begun,
): Promise<Result<readonly string[], ChannelFailure>> {
  for (const id of shipment.outsideFulfilmentIds) {
    const updated = await channel.updateTracking(
      id as OutsideFulfilmentId,
      trackingOf(shipment),
      notifyShopper,
    );
    if (!updated.ok) return updated;
  }
  return ok(shipment.outsideFulfilmentIds);
}

function trackingOf(shipment: ShipmentWithLines): Tracking {
  return {
    carrier: shipment.carrier,
    number: shipment.trackingNumber ?? undefined,
    url: shipment.trackingUrl ?? undefined,
  };
}

/** Kept only if the tracking has not changed meanwhile; else it goes round again as a change. */
async function finish(
  context: FlowContext,
  key: ShipmentKey,
  { order, shipment: told }: Begun,
  outsideFulfilmentIds: readonly string[],
): Promise<JobVerdict> {
  return inTransaction(context.db, async (tx) => {
    const step = { tx, clock: context.clock };
    const orderKey = { distributorId: order.distributorId, orderId: order.id };
    const state = await lockOrderState(tx, orderKey);
    const shipment = await readShipment(tx, key);
    if (!state || !shipment || shipment.reportStatus === 'reported') return DONE;
    const hasChanged =
      shipment.trackingNumber !== told.trackingNumber ||
      shipment.trackingUrl !== told.trackingUrl ||
      shipment.carrier !== told.carrier;
    const now = context.clock.now();
    const reported = { outsideFulfilmentIds, reportedTrackingNumber: told.trackingNumber };
    // A number that was put in doubt meanwhile waits for a person; what was told is known all the same.
    const isHeld = hasChanged && shipment.reportStatus === 'parked';
    const progress: ReportProgress = hasChanged
      ? { ...reported, reportStatus: isHeld ? 'parked' : 'pending' }
      : { ...reported, reportStatus: 'reported', reportedAt: now };
    await saveReport(step, shipment, progress);
    await resolveExceptions(step, {
      dedupeKey: reportKey(shipment.id),
      by: 'system',
      resolution: 'The store was told.',
    });
    await recordAct(step, {
      distributorId: order.distributorId,
      storeId: order.storeId,
      actor: { kind: 'system' },
      act: 'tracking-reported',
      subject: { kind: 'order', id: order.id },
      detail: { tracking: told.trackingNumber, fulfilments: outsideFulfilmentIds.length },
    });
    if (!isHeld) await tellShopperOfShipment(step, state.order, shipment);
    await rebalanceOrder(step, orderKey);
    if (shipment.status !== 'announced') await enqueue(tx, { name: 'show-scans', payload: key });
    return hasChanged && !isHeld
      ? { kind: 'retry', at: now, why: 'The tracking changed', counts: false }
      : DONE;
  });
}

async function recordFailure(
  context: FlowContext,
  key: ShipmentKey,
  { order }: Begun,
  { failure, attempt }: { readonly failure: ChannelFailure; readonly attempt: number },
): Promise<JobVerdict> {
  const { clock, random } = context;
  const remedy = remedyFor(failure, { attempt, now: clock.now(), random });
  const why = describeFailure(failure);
  if (remedy.kind === 'delay') return { kind: 'retry', at: remedy.at, why, counts: remedy.counts };
  await inTransaction(context.db, async (tx) => {
    const step = { tx, clock };
    await lockOrderState(tx, { distributorId: order.distributorId, orderId: order.id });
    const shipment = await readShipment(tx, key);
    const next = shipment && advance(reportMachine, shipment.reportStatus, 'park');
    if (!shipment || !next?.ok) return;
    await saveReport(step, shipment, { reportStatus: next.value, failure: why });
    await openException(step, reportException(order, shipment.id, why));
  });
  return DONE;
}
