/** What becomes of costs that a supplier answers with: taken over within its tolerance, else a person decides. */
import { openException } from '../../modules/activity/open-exception.server.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import type { AnswerEffect, CostTerms } from '../../modules/purchasing/answer-lines.ts';
import type { PurchaseOrderWithTerms } from '../../modules/shipments/order-state.server.ts';
import { currencyCode, formatDecimal, money } from '../../platform/money.ts';
import { bookCostChange } from '../settlement/book-cost-change.server.ts';
import type { LockedPurchaseOrder } from './lock-purchase-order.server.ts';
import { costException, costKey } from './order-exceptions.ts';
import type { OrderStep } from './order-step.ts';

export function costTermsOf({ currency, terms }: PurchaseOrderWithTerms): CostTerms {
  return { currency, toleranceBasisPoints: terms.costToleranceBasisPoints };
}

/** Keeps what was taken over in the order's timeline, and opens or settles the question about the rest. */
export async function tellCosts(
  step: OrderStep,
  locked: LockedPurchaseOrder,
  effects: readonly AnswerEffect[],
): Promise<void> {
  await recordTaken(step, locked, effects);
  const { purchaseOrder } = locked;
  const waits = purchaseOrder.lines.some((line) => proposalAfter(line, effects) !== null);
  if (waits) {
    const news = effects.filter(
      ({ line, proposedCostMinor }) =>
        proposedCostMinor !== null && proposedCostMinor !== line.proposedCostMinor,
    );
    if (news.length === 0) return;
    await openException(step, costException(purchaseOrder, wordsOf(purchaseOrder, effects)));
  } else if (purchaseOrder.lines.some(({ proposedCostMinor }) => proposedCostMinor !== null)) {
    const resolution = 'The supplier has come back to a cost within its tolerance.';
    await resolveExceptions(step, {
      dedupeKey: costKey(purchaseOrder.id),
      by: 'system',
      resolution,
    });
  }
}

type Line = PurchaseOrderWithTerms['lines'][number];

function effectOn(line: Line, effects: readonly AnswerEffect[]): AnswerEffect | undefined {
  return effects.find((effect) => effect.line.id === line.id);
}

function proposalAfter(line: Line, effects: readonly AnswerEffect[]): number | null {
  const effect = effectOn(line, effects);
  return effect ? effect.proposedCostMinor : line.proposedCostMinor;
}

/** No store is named: what suppliers charge is not the retailer's matter. */
async function recordTaken(
  step: OrderStep,
  { order, purchaseOrder }: LockedPurchaseOrder,
  effects: readonly AnswerEffect[],
): Promise<void> {
  const taken = effects.filter(({ line, unitCostMinor }) => line.unitCostMinor !== unitCostMinor);
  if (taken.length === 0) return;
  const changes = taken.map(({ line, unitCostMinor }) => ({ line, afterMinor: unitCostMinor }));
  await bookCostChange(step, purchaseOrder, changes);
  await recordAct(step, {
    distributorId: order.distributorId,
    actor: { kind: 'supplier', id: purchaseOrder.supplierId },
    act: 'purchase-order-cost-changed',
    subject: { kind: 'order', id: order.id },
    detail: {
      number: purchaseOrder.number,
      currency: purchaseOrder.currency,
      costs: taken.map(({ line, unitCostMinor }) => ({
        line: line.id,
        supplierSku: line.supplierSku,
        beforeMinor: line.unitCostMinor,
        afterMinor: unitCostMinor,
      })),
    },
  });
}

/** "CHF 5.40 instead of 5.00 for a unit of A-1", for each line that waits. */
function wordsOf(purchaseOrder: PurchaseOrderWithTerms, effects: readonly AnswerEffect[]): string {
  const currency = currencyCode(purchaseOrder.currency);
  const decimal = (minor: number) => formatDecimal(money(minor, currency));
  return purchaseOrder.lines
    .flatMap((line) => {
      const proposed = proposalAfter(line, effects);
      if (proposed === null) return [];
      const asked = decimal(line.askedCostMinor ?? line.unitCostMinor);
      return [
        `${currency} ${decimal(proposed)} instead of ${asked} for a unit of ${line.supplierSku}`,
      ];
    })
    .join('; ');
}
