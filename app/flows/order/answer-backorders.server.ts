/** What becomes of units that a supplier puts on backorder: they wait with a date, or come from elsewhere, by its rule. */
import { openException } from '../../modules/activity/open-exception.server.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import type { AnswerEffect } from '../../modules/purchasing/answer-lines.ts';
import { unitsAsked } from '../../modules/purchasing/change-request.ts';
import { listChangeRequests } from '../../modules/purchasing/change-requests.repository.server.ts';
import { rulesOfSupplier } from '../../modules/purchasing/purchase-rules.server.ts';
import { avoidLines } from '../../modules/purchasing/purchase-orders.repository.server.ts';
import { readSupplyOptions } from '../../modules/stock/read-supply-options.server.ts';
import { askForChange } from './ask-for-change.server.ts';
import type { LockedPurchaseOrder } from './lock-purchase-order.server.ts';
import { backorderException, backorderKey, backorderStaysException } from './order-exceptions.ts';
import type { OrderStep } from './order-step.ts';

const DAY_MS = 86_400_000;

/**
 * Within the days that a backorder of this supplier may take, its units stay there and the store is told the new date;
 * beyond them, or without a date, it is asked to give them up where another supplier has them. Without a rule a person
 * decides. What an answer repeats is not decided again.
 */
export async function answerBackorders(
  step: OrderStep,
  locked: LockedPurchaseOrder,
  effects: readonly AnswerEffect[],
): Promise<void> {
  const { purchaseOrder } = locked;
  const waiting = effects.filter(({ backorderedQuantity }) => backorderedQuantity > 0);
  if (waiting.length === 0) return settleEnded(step, locked, effects);
  const news = waiting.filter(isNew);
  if (news.length === 0) return;
  const { rules } = await rulesOfSupplier(step.tx, purchaseOrder);
  await tellDate(step, locked, news);
  if (rules.backorderDays === undefined)
    return openException(step, backorderException(purchaseOrder, untilOf(news)));
  const latest = new Date(step.clock.now().getTime() + rules.backorderDays * DAY_MS);
  const tooLong = news.filter(({ expectedAt }) => expectedAt === null || expectedAt > latest);
  if (tooLong.length === 0) return settleEnded(step, locked, effects);
  const elsewhere = await haveElsewhere(step, locked, tooLong);
  if (!elsewhere)
    return openException(
      step,
      backorderStaysException(purchaseOrder, 'No other supplier has them.'),
    );
  await askFor(step, locked, tooLong);
}

function isNew({ line, backorderedQuantity, expectedAt }: AnswerEffect): boolean {
  return (
    line.backorderedQuantity !== backorderedQuantity ||
    line.expectedAt?.getTime() !== expectedAt?.getTime()
  );
}

function untilOf(effects: readonly AnswerEffect[]): string {
  const dates = effects.flatMap(({ expectedAt }) => (expectedAt ? [expectedAt] : []));
  const latest = dates.sort((a, b) => b.getTime() - a.getTime())[0];
  return latest ? ` until ${latest.toISOString().slice(0, 10)}` : '';
}

/** The retailer's timeline carries the date, so that the shopper can be told. */
async function tellDate(
  step: OrderStep,
  { order, purchaseOrder }: LockedPurchaseOrder,
  effects: readonly AnswerEffect[],
): Promise<void> {
  await recordAct(step, {
    distributorId: order.distributorId,
    storeId: order.storeId,
    actor: { kind: 'supplier', id: purchaseOrder.supplierId },
    act: 'delivery-date-changed',
    subject: { kind: 'order', id: order.id },
    detail: {
      number: purchaseOrder.number,
      units: effects.reduce((sum, { backorderedQuantity }) => sum + backorderedQuantity, 0),
      lines: effects.map(({ line, backorderedQuantity, expectedAt }) => ({
        orderLineId: line.orderLineId,
        units: backorderedQuantity,
        expectedAt,
      })),
    },
  });
}

async function settleEnded(
  step: OrderStep,
  { purchaseOrder }: LockedPurchaseOrder,
  effects: readonly AnswerEffect[],
): Promise<void> {
  if (effects.every(({ line }) => line.backorderedQuantity === 0)) return;
  const dedupeKey = backorderKey(purchaseOrder.id);
  const resolution = 'The supplier ships it within the time that your rule allows.';
  await resolveExceptions(step, { dedupeKey, by: 'system', resolution });
}

/** Other suppliers have all of these units free, whatever they cost: routing decides about that. */
async function haveElsewhere(
  step: OrderStep,
  { order, purchaseOrder }: LockedPurchaseOrder,
  effects: readonly AnswerEffect[],
): Promise<boolean> {
  const { distributorId, connectionId } = order;
  const variantIds = [...new Set(effects.map(({ line }) => line.variantId))];
  const options = await readSupplyOptions(step, { distributorId, connectionId, variantIds });
  return effects.every(({ line, backorderedQuantity }) => {
    const free = options
      .filter((each) => each.variantId === line.variantId)
      .filter((each) => each.supplierId !== purchaseOrder.supplierId)
      .reduce((sum, { allocatable }) => sum + Math.max(0, allocatable), 0);
    return free >= backorderedQuantity;
  });
}

async function askFor(
  step: OrderStep,
  { key, order, purchaseOrder }: LockedPurchaseOrder,
  effects: readonly AnswerEffect[],
): Promise<void> {
  const requests = await listChangeRequests(step.tx, key);
  const lines = effects.flatMap(({ line, backorderedQuantity, rejectedQuantity }) => {
    const quantity = backorderedQuantity - unitsAsked(requests, line.id, 'backorder');
    return quantity > 0 ? [{ lineId: line.id, quantity, rejectedBefore: rejectedQuantity }] : [];
  });
  if (lines.length === 0) return;
  const lineIds = lines.map(({ lineId }) => lineId);
  await avoidLines(step, key.distributorId, lineIds);
  const detail = { kind: 'lines', because: 'backorder', lines } as const;
  await askForChange(step, order, purchaseOrder, { detail, askedBy: 'system' });
}
