import type { OrderKey } from '../../modules/orders/order.ts';
import { isRefundComplete } from '../../modules/returns/return-refund.ts';
import { returnableUnits } from '../../modules/returns/return-units.ts';
import type { ReturnKey } from '../../modules/returns/return.ts';
import {
  findReturnsToMatch,
  lockReturn,
  readReturnSources,
  readUnmatchedRefunds,
  saveRefunded,
  saveReturn,
} from '../../modules/returns/returns.repository.server.ts';
import type { UnmatchedRefund } from '../../modules/returns/returns.repository.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import { lockOrderState } from '../../modules/shipments/order-state.server.ts';
import type { OrderState } from '../../modules/shipments/order-state.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';
import { openReturnWithin } from './open-return.server.ts';
import type { OrderStep } from './order-step.ts';
import { refundKey } from './return-exceptions.ts';
import { recordReturnAct, settleReturn } from './settle-return.server.ts';

/**
 * The store says that shipped units were refunded. Those that no return knows of belong to one that is still to be
 * refunded, if there is such a one; else the merchant refunded by itself, and a return is opened for them. The units
 * stand in the order's ledger, so that reading one refund twice, or at the same time, matches it once.
 */
export function matchStoreRefunds(
  context: Pick<FlowContext, 'db' | 'clock'>,
  key: OrderKey,
): Promise<void> {
  return inTransaction(context.db, async (tx) => {
    const step = { tx, clock: context.clock };
    const state = await lockOrderState(tx, key);
    if (!state) return;
    const rest: UnmatchedRefund[] = [];
    for (const { orderLineId, units } of await readUnmatchedRefunds(tx, key)) {
      const left = await matchLine(step, key, { orderLineId, units });
      if (left > 0) rest.push({ orderLineId, units: left });
    }
    await openForRest(step, state, rest);
  });
}

/** Answers the units that fit no return. */
async function matchLine(
  step: OrderStep,
  { distributorId }: OrderKey,
  { orderLineId, units }: UnmatchedRefund,
): Promise<number> {
  let left = units;
  for (const returnId of await findReturnsToMatch(step.tx, distributorId, orderLineId)) {
    if (left === 0) break;
    left = await noteRefund(step, { distributorId, returnId }, { orderLineId, units: left });
  }
  return left;
}

async function noteRefund(
  step: OrderStep,
  key: ReturnKey,
  { orderLineId, units }: UnmatchedRefund,
): Promise<number> {
  const record = await lockReturn(step.tx, key);
  if (!record) return units;
  let left = units;
  const lines = record.lines.map((line) => {
    if (line.orderLineId !== orderLineId) return line;
    const part = Math.min(left, line.quantity - line.refundedQuantity);
    left -= part;
    return { ...line, refundedQuantity: line.refundedQuantity + part };
  });
  await saveRefunded(
    step,
    key.distributorId,
    lines.map(({ id, refundedQuantity }) => ({ id, refunded: refundedQuantity })),
  );
  const after = { ...record, lines };
  // Our own refund under way notes itself when its answer is there.
  const isDone = record.refund !== 'sending' && isRefundComplete(after);
  const saved = isDone
    ? await saveReturn(step, after, {
        refund: 'done',
        refundFailure: null,
        refundedAt: record.refundedAt ?? step.clock.now(),
      })
    : after;
  if (isDone && record.refund !== 'done') {
    const actor = { kind: 'store', id: record.storeId } as const;
    await recordReturnAct(step, record, actor, 'return-refunded-in-store', {});
    const resolution = 'It was refunded in the store.';
    await resolveExceptions(step, { dedupeKey: refundKey(record.id), by: 'system', resolution });
    await settleReturn(step, saved);
  }
  return left;
}

async function openForRest(
  step: OrderStep,
  { key, order }: OrderState,
  rest: readonly UnmatchedRefund[],
): Promise<void> {
  const sources = await readReturnSources(step.tx, key);
  // Units that the merchant shipped itself are no goods of ours.
  const lines = rest.map(({ orderLineId, units }) => {
    const own = sources.filter((source) => source.orderLineId === orderLineId);
    const most = own.reduce((sum, source) => sum + returnableUnits(source, 'store-refund'), 0);
    return { orderLineId, quantity: Math.min(units, most) };
  });
  const opened = await openReturnWithin(step, {
    ...key,
    origin: 'store-refund',
    reason: 'other',
    lines,
    actor: { kind: 'store', id: order.storeId },
  });
  if (!opened.ok) return;
  for (const line of lines) await matchLine(step, key, { orderLineId: line.orderLineId, units: line.quantity });
} // prettier-ignore
