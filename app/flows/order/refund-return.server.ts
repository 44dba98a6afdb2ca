import { openException } from '../../modules/activity/open-exception.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import type { Actor } from '../../modules/activity/activity.ts';
import { wantedUnits } from '../../modules/orders/order-units.ts';
import { readOrder } from '../../modules/orders/orders.repository.server.ts';
import type { OrderWithLines } from '../../modules/orders/orders.repository.server.ts';
import { raiseTold } from '../../modules/listings/raise-told.server.ts';
import {
  isRefundComplete,
  refundLines,
  unitsToRefund,
} from '../../modules/returns/return-refund.ts';
import type { RefundLine } from '../../modules/returns/return-refund.ts';
import type { ReturnKey, ReturnWithLines } from '../../modules/returns/return.ts';
import {
  lockReturn,
  saveRefunded,
  saveReturn,
} from '../../modules/returns/returns.repository.server.ts';
import { findOwnPlaces } from '../../modules/stock/find-own-places.server.ts';
import type {
  ChannelFailure,
  OutsideLineId,
  OutsideOrderId,
  StoreRefund,
} from '../../modules/stores/channel.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { stableId } from '../../platform/ids.ts';
import type { JobVerdict } from '../../platform/job-catalog.ts';
import { currencyCode, money } from '../../platform/money.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import { describeFailure, remedyFor } from '../../platform/retry-policy.ts';
import type { FlowContext } from '../flow-context.ts';
import { actOnReturn } from './act-on-return.server.ts';
import type { ReturnContext, ReturnDone } from './act-on-return.server.ts';
import { importOrder } from './import-order.server.ts';
import { refundException, refundKey } from './return-exceptions.ts';
import { isRefundDue, recordReturnAct, settleReturn } from './settle-return.server.ts';

const DONE: JobVerdict = { kind: 'done' };

type Begun = {
  readonly record: ReturnWithLines;
  readonly outsideOrderId: OutsideOrderId;
  readonly lines: readonly RefundLine[];
};

/**
 * Gives the shopper's money back in the store, once: that it is being done is committed before, and each attempt looks
 * first whether an earlier one has come through. Afterwards the order is read again, so that the units stand as returned
 * in its ledger as the store tells it.
 */
export async function refundReturn(
  context: FlowContext,
  key: ReturnKey,
  attempt = 1,
): Promise<JobVerdict> {
  const begun = await begin(context, key);
  if (!begun) return DONE;
  if (begun === 'too-early') return waitForRest(context);
  const told = await tell(context, begun);
  if (!told.ok) return recordFailure(context, key, told.error, attempt);
  await finish(context, key, begun, told.value);
  const { storeId } = begun.record;
  await importOrder(context, { storeId, outsideOrderId: begun.outsideOrderId });
  return DONE;
}

function begin(context: FlowContext, key: ReturnKey): Promise<Begun | 'too-early' | undefined> {
  return inTransaction(context.db, async (tx) => {
    const step = { tx, clock: context.clock };
    const record = await lockReturn(tx, key);
    if (!record || !isRefundDue(record)) return undefined;
    if (record.refund !== 'wanted' && record.refund !== 'sending') return undefined;
    const order = await readOrder(tx, {
      distributorId: key.distributorId,
      orderId: record.orderId,
    });
    if (!order) return undefined;
    if (hasUnitsToShip(order, record)) return 'too-early';
    const own = await findOwnPlaces(tx, key.distributorId);
    const sending = await saveReturn(step, record, { refund: 'sending' });
    const outsideOrderId = order.outsideOrderId as OutsideOrderId;
    return { record: sending, outsideOrderId, lines: refundLines(record, own) };
  });
}

const WAIT_FOR_REST_MS = 30 * 60_000;

/**
 * A store cannot say which units of a line it refunds: while some are still to be shipped, it would take those off
 * instead of the ones that came back.
 */
function hasUnitsToShip(order: OrderWithLines, { lines }: ReturnWithLines): boolean {
  return order.lines
    .filter(({ id }) => lines.some(({ orderLineId }) => orderLineId === id))
    .some((line) => line.shippedQuantity > 0 && wantedUnits(line) > line.shippedQuantity);
}

function waitForRest({ clock }: FlowContext): JobVerdict {
  const at = new Date(clock.now().getTime() + WAIT_FOR_REST_MS);
  return {
    kind: 'retry',
    at,
    why: 'Units of the same line are still to be shipped',
    counts: false,
  };
}

/** Nothing to give back is given back already. */
async function tell(
  context: FlowContext,
  { record, outsideOrderId, lines }: Begun,
): Promise<Result<StoreRefund | undefined, ChannelFailure>> {
  if (lines.length === 0 && record.refundShippingMinor === 0) return ok(undefined);
  const channel = await context.channelOf(record.storeId);
  if (!channel.capabilities.refunds)
    return err({ kind: 'refused', why: 'refunds of this shop are made in its own admin' });
  const reference = record.number;
  const known = await channel.findRefund(outsideOrderId, reference);
  if (!known.ok || known.value) return known;
  const shipping = money(record.refundShippingMinor, currencyCode(record.storeCurrency));
  return channel.refund(
    {
      outsideOrderId,
      lines: lines.map((line) => ({ ...line, outsideLineId: line.outsideLineId as OutsideLineId })),
      shipping: shipping.minor > 0 ? shipping : undefined,
      reference,
      notifyShopper: true,
    },
    stableId('refund', record.id, String(record.refundAttempt)),
  );
}

async function finish(
  context: FlowContext,
  key: ReturnKey,
  { lines }: Begun,
  refund: StoreRefund | undefined,
): Promise<void> {
  await inTransaction(context.db, async (tx) => {
    const step = { tx, clock: context.clock };
    const record = await lockReturn(tx, key);
    if (!record) return;
    const refunded = record.lines.map((line) => ({
      ...line,
      refundedQuantity: Math.max(line.refundedQuantity, unitsToRefund(record, line)),
    }));
    await saveRefunded(
      step,
      key.distributorId,
      refunded.map(({ id, refundedQuantity }) => ({ id, refunded: refundedQuantity })),
    );
    const saved = await saveReturn(step, record, {
      refund: 'done',
      refundFailure: null,
      outsideRefundId: refund?.outsideId ?? record.outsideRefundId,
      refundedMinor: refund?.amount.minor ?? record.refundedMinor,
      refundedAt: record.refundedAt ?? step.clock.now(),
    });
    if (record.refund !== 'done') {
      const { storeId } = record;
      await raiseTold(step, { storeId, units: unitsBackOnShelf(record, lines) });
      const amount = refund?.amount;
      await recordReturnAct(step, record, { kind: 'system' }, 'return-refunded', { amount });
    }
    const resolution = 'The store has refunded it.';
    await resolveExceptions(step, { dedupeKey: refundKey(record.id), by: 'system', resolution });
    await settleReturn(step, { ...saved, lines: refunded });
  });
}

/** What the store has put on its own shelf with the refund. */
function unitsBackOnShelf({ distributorId, connectionId, lines }: ReturnWithLines, told: readonly RefundLine[]) {
  return told.flatMap(({ outsideLineId, quantity, restock }) => {
    const line = lines.find((each) => each.outsideLineId === outsideLineId);
    if (!line || restock !== 'return') return [];
    return [{ distributorId, connectionId, variantId: line.variantId, quantity }];
  });
} // prettier-ignore

async function recordFailure(
  context: FlowContext,
  key: ReturnKey,
  failure: ChannelFailure,
  attempt: number,
): Promise<JobVerdict> {
  const { clock, random } = context;
  const remedy = remedyFor(failure, { attempt, now: clock.now(), random });
  const why = describeFailure(failure);
  if (remedy.kind === 'delay')
    return { kind: 'retry', at: remedy.at, why, counts: remedy.counts };
  await actOnReturn(context, key, async (step, record) => {
    if (record.refund !== 'sending') return ok();
    if (isRefundComplete(record)) {
      // Somebody has refunded it by hand meanwhile, which is why the store refuses ours.
      const done = { refund: 'done', refundedAt: step.clock.now() } as const;
      await settleReturn(step, await saveReturn(step, record, done));
      return ok();
    }
    await saveReturn(step, record, {
      refund: 'parked',
      refundFailure: why,
      // A refused call is over; the next one is another refund.
      refundAttempt: record.refundAttempt + 1,
    });
    await openException(step, refundException(record, why));
    return ok();
  });
  return DONE;
} // prettier-ignore

/** A person has the store refund an authorised return now, whatever moment was set for it; or once more after a refusal. */
export function refundNow(
  context: ReturnContext,
  input: ReturnKey & { readonly actor: Actor },
): ReturnDone {
  return actOnReturn(context, input, async (step, record) => {
    const isOpen = record.refund === 'by-hand' || record.refund === 'wanted' || record.refund === 'parked';
    if (!isOpen || record.decision !== 'authorised' || record.status === 'cancelled')
      return err({ kind: 'return-not-now' });
    const refundWhen = record.inspectedAt ? ('inspected' as const) : ('authorised' as const);
    const saved = await saveReturn(step, record, { refund: 'wanted', refundWhen });
    await recordReturnAct(step, record, input.actor, 'return-refund-wanted', {});
    await settleReturn(step, saved);
    return ok();
  });
} // prettier-ignore
