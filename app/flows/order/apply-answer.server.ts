import { openException } from '../../modules/activity/open-exception.server.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import { isNews } from '../../modules/purchasing/answer-lines.ts';
import type { AnswerEffect } from '../../modules/purchasing/answer-lines.ts';
import { purchaseOrderMachine } from '../../modules/purchasing/purchase-order-status.ts';
import { unitsOpen } from '../../modules/purchasing/purchase-order.ts';
import {
  saveAnswers,
  savePurchaseOrder,
} from '../../modules/purchasing/purchase-orders.repository.server.ts';
import { markDeducted } from '../../modules/stock/mark-deducted.server.ts';
import type { Instant } from '../../platform/clock.ts';
import { advance } from '../../platform/state-machine.ts';
import { tellOfPurchaseOrder } from '../messages/tell-of-purchase-order.server.ts';
import { answerBackorders } from './answer-backorders.server.ts';
import { tellCosts } from './answer-costs.server.ts';
import { answerSubstitutes } from './answer-substitutes.server.ts';
import { takeBack } from './cancel-lines.server.ts';
import { reservationsBehind } from './give-back-units.server.ts';
import type { LockedPurchaseOrder } from './lock-purchase-order.server.ts';
import {
  quantityException,
  quantityKey,
  silentKey,
  unknownOutcomeKey,
} from './order-exceptions.ts';
import type { OrderStep } from './order-step.ts';
import { rebalanceOrder } from './rebalance-order.server.ts';

/**
 * Takes in a supplier's answer, line by line: what it refuses is given back and routed to the next best, what
 * it accepts is deducted where that is its moment. No effects: nothing happens.
 */
export async function applyAnswer(
  step: OrderStep,
  locked: LockedPurchaseOrder,
  answer: {
    readonly effects: readonly AnswerEffect[];
    readonly at: Instant;
    readonly why?: string;
  },
): Promise<void> {
  const { order, purchaseOrder, key } = locked;
  const { effects, at } = answer;
  if (effects.length === 0) return;
  await saveAnswers(step, { distributorId: key.distributorId, effects, at });
  await deductAccepted(step, locked, effects, at);
  const lost = effects
    .filter(({ newlyRejected }) => newlyRejected > 0)
    .map(({ line, newlyRejected }) => ({ line, quantity: newlyRejected }));
  await takeBack(
    step,
    order,
    purchaseOrder,
    lost,
    ({ line, quantity }) => `${line.id}:rejected:${line.rejectedQuantity + quantity}`,
  );
  await moveOn(step, locked, effects, at);
  await tell(step, locked, answer);
  await tellCosts(step, locked, effects);
  await answerBackorders(step, locked, effects);
  await answerSubstitutes(step, locked, effects);
  await rebalanceOrder(step, key);
}

async function deductAccepted(
  step: OrderStep,
  { key, purchaseOrder, state }: LockedPurchaseOrder,
  effects: readonly AnswerEffect[],
  at: Instant,
): Promise<void> {
  if (purchaseOrder.terms.deductsAt !== 'acknowledgement') return;
  const units = effects.map(({ line, acceptedQuantity }) => ({
    line,
    quantity: Math.max(0, acceptedQuantity - line.acceptedQuantity),
  }));
  const reservations = reservationsBehind(state.reservations, purchaseOrder, {
    units,
    states: ['held'],
  });
  await markDeducted(step, { distributorId: key.distributorId, reservations, deductedAt: at });
}

async function moveOn(
  step: OrderStep,
  { purchaseOrder }: LockedPurchaseOrder,
  effects: readonly AnswerEffect[],
  at: Instant,
): Promise<void> {
  const openAfter = purchaseOrder.lines.reduce((sum, line) => {
    const rejected = effects.find((effect) => effect.line.id === line.id)?.newlyRejected ?? 0;
    return sum + unitsOpen(line) - rejected;
  }, 0);
  const next = advance(
    purchaseOrderMachine,
    purchaseOrder.status,
    openAfter === 0 ? 'refuse' : 'acknowledge',
  );
  if (!next.ok) return;
  await savePurchaseOrder(step, purchaseOrder, {
    status: next.value,
    sentAt: purchaseOrder.sentAt ?? at,
    acknowledgedAt: purchaseOrder.acknowledgedAt ?? at,
    ...(openAfter === 0 ? { closedAt: step.clock.now() } : {}),
  });
}

async function tell(
  step: OrderStep,
  { order, purchaseOrder }: LockedPurchaseOrder,
  answer: { readonly effects: readonly AnswerEffect[]; readonly why?: string },
): Promise<void> {
  const { effects } = answer;
  // A supplier may say it with its receipt and once more in a message.
  if (effects.some(isNews)) await record(step, { order, purchaseOrder }, answer);
  await tellQuantities(step, purchaseOrder, effects);
  for (const dedupeKey of [silentKey(purchaseOrder.id), unknownOutcomeKey(purchaseOrder.id)]) {
    await resolveExceptions(step, {
      dedupeKey,
      by: 'system',
      resolution: 'The supplier has answered.',
    });
  }
}

/** More than was asked for is a person's matter; less has been taken as refused. */
async function tellQuantities(
  step: OrderStep,
  purchaseOrder: LockedPurchaseOrder['purchaseOrder'],
  effects: readonly AnswerEffect[],
): Promise<void> {
  const words = effects.flatMap(({ line, answeredQuantity }) =>
    answeredQuantity === null
      ? []
      : [`${answeredQuantity} instead of ${line.quantity} of ${line.supplierSku}`],
  );
  if (words.length > 0)
    return openException(step, quantityException(purchaseOrder, words.join('; ')));
  const isTakenBack = effects.some(({ line }) => line.answeredQuantity !== null);
  if (!isTakenBack) return;
  const dedupeKey = quantityKey(purchaseOrder.id);
  const resolution = 'The supplier keeps to the order.';
  await resolveExceptions(step, { dedupeKey, by: 'system', resolution });
}

async function record(
  step: OrderStep,
  { order, purchaseOrder }: Pick<LockedPurchaseOrder, 'order' | 'purchaseOrder'>,
  { effects, why }: { readonly effects: readonly AnswerEffect[]; readonly why?: string },
): Promise<void> {
  const units = effects.map((effect) => ({
    line: effect.line.id,
    accepted: effect.acceptedQuantity,
    rejected: effect.rejectedQuantity,
    backordered: effect.backorderedQuantity,
    expectedAt: effect.expectedAt,
    substitute: effect.substitute?.supplierSku,
  }));
  await recordAct(step, {
    distributorId: order.distributorId,
    storeId: order.storeId,
    actor: { kind: 'supplier', id: purchaseOrder.supplierId },
    act: 'purchase-order-answered',
    subject: { kind: 'order', id: order.id },
    detail: { number: purchaseOrder.number, units, why },
  });
  const isRefusal = effects.every(
    ({ acceptedQuantity, backorderedQuantity }) => acceptedQuantity + backorderedQuantity === 0,
  );
  if (isRefusal)
    await tellOfPurchaseOrder(step, purchaseOrder, {
      kind: 'purchase-order.refused',
      why: why ?? '',
    });
  else await tellOfPurchaseOrder(step, purchaseOrder, { kind: 'purchase-order.acknowledged' });
}
