/** Another article that a supplier offers: taken by the distributor's list where the retailer agrees, else a person decides. */
import { openException } from '../../modules/activity/open-exception.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import type { AnswerEffect } from '../../modules/purchasing/answer-lines.ts';
import { judgeSubstitute } from '../../modules/purchasing/judge-substitute.server.ts';
import { saveSubstitute } from '../../modules/purchasing/purchase-orders.repository.server.ts';
import type { Substitute } from '../../modules/purchasing/substitute.ts';
import { currencyCode, formatDecimal, money } from '../../platform/money.ts';
import type { LockedPurchaseOrder } from './lock-purchase-order.server.ts';
import { substituteException, substituteKey } from './order-exceptions.ts';
import type { OrderStep } from './order-step.ts';
import { takeSubstitute } from './take-substitute.server.ts';

export async function answerSubstitutes(
  step: OrderStep,
  locked: LockedPurchaseOrder,
  effects: readonly AnswerEffect[],
): Promise<void> {
  for (const effect of effects) {
    const { line, substitute } = effect;
    if (substitute?.state === 'offered' && substitute !== line.substitute)
      await answerOffer(step, locked, effect, substitute);
    else if (line.substitute?.state === 'offered' && substitute === null)
      await settle(step, locked, line.id, 'The supplier has taken its offer back.');
  }
}

async function answerOffer(
  step: OrderStep,
  locked: LockedPurchaseOrder,
  effect: AnswerEffect,
  offered: Substitute,
): Promise<void> {
  const { order, purchaseOrder, key } = locked;
  const { line } = effect;
  const judged = await judgeSubstitute(step.tx, {
    distributorId: key.distributorId,
    connectionId: order.connectionId,
    supplierId: purchaseOrder.supplierId,
    supplierSku: offered.supplierSku,
    variantId: line.variantId,
    costMinor: offered.unitCostMinor ?? effect.unitCostMinor,
    mostMinor: mostOf(effect, purchaseOrder.terms.costToleranceBasisPoints),
  });
  const substitute = { ...offered, variantId: judged.variantId };
  await saveSubstitute(step, key.distributorId, { id: line.id, substitute });
  const isWhole = effect.acceptedQuantity === 0 && effect.backorderedQuantity === 0;
  if (judged.verdict === 'take' && isWhole) {
    const now = { ...line, ...afterAnswer(effect), substitute };
    return takeSubstitute(step, locked, { line: now, substitute, by: 'system' });
  }
  const words = wordsOf(locked, effect, substitute);
  const why = judged.verdict === 'take' ? 'Part of the line comes as ordered.' : judged.why;
  const offer = { lineId: line.id, words, why };
  await openException(step, substituteException(purchaseOrder, order, offer));
}

function afterAnswer(effect: AnswerEffect) {
  const { acceptedQuantity, rejectedQuantity, backorderedQuantity, unitCostMinor } = effect;
  return { acceptedQuantity, rejectedQuantity, backorderedQuantity, unitCostMinor };
}

function mostOf({ line }: AnswerEffect, toleranceBasisPoints: number): number {
  const asked = line.askedCostMinor ?? line.unitCostMinor;
  return Math.floor((asked * (10_000 + toleranceBasisPoints)) / 10_000);
}

function wordsOf(
  { purchaseOrder }: LockedPurchaseOrder,
  { line, unitCostMinor }: AnswerEffect,
  { supplierSku, title, quantity, unitCostMinor: cost }: Substitute,
): string {
  const currency = currencyCode(purchaseOrder.currency);
  const amount = (minor: number) => `${currency} ${formatDecimal(money(minor, currency))}`;
  const name = title ? `${supplierSku} (${title})` : supplierSku;
  return `${quantity} of ${name} at ${amount(cost ?? unitCostMinor)} instead of ${line.supplierSku} at ${amount(line.unitCostMinor)}`;
}

async function settle(
  step: OrderStep,
  { purchaseOrder }: LockedPurchaseOrder,
  lineId: string,
  resolution: string,
): Promise<void> {
  const dedupeKey = substituteKey(purchaseOrder.id, lineId);
  await resolveExceptions(step, { dedupeKey, by: 'system', resolution });
}
