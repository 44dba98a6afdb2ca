/** Answer arithmetic: what a supplier's answer changes on the lines of a purchase order. */
import type { AnsweredLine } from '../suppliers/supplier-connector.ts';
import type { Instant } from '../../platform/clock.ts';
import { unitsOpen } from './purchase-order.ts';
import type { PurchaseOrderLine } from './purchase-order.ts';

export type AnswerEffect = {
  readonly line: PurchaseOrderLine;
  readonly acceptedQuantity: number;
  readonly rejectedQuantity: number;
  readonly backorderedQuantity: number;
  readonly expectedAt: Instant | null;
  /** Units refused now that had not been refused before: they go back to be routed again. */
  readonly newlyRejected: number;
};

export type AnswerReading = {
  readonly effects: readonly AnswerEffect[];
  /** Lines of the answer that the order does not have. */
  readonly unknownLines: readonly string[];
};

/**
 * Reads an answer as the supplier's whole word on each line it names, as of `at`. An older answer than the
 * one that stands changes nothing. What was refused stays refused, since it has been routed elsewhere; and
 * no more can be refused than is neither shipped nor called off.
 */
export function readAnswer(
  lines: readonly PurchaseOrderLine[],
  answers: readonly AnsweredLine[],
  at: Instant,
): AnswerReading {
  const byId = new Map<string, PurchaseOrderLine>(lines.map((line) => [line.id, line]));
  const unknownLines = answers
    .filter(({ lineId }) => !byId.has(lineId))
    .map(({ lineId }) => lineId);
  const effects = answers.flatMap((answer) => {
    const line = byId.get(answer.lineId);
    return line && isNewer(line, at) ? [effectOf(line, answer)] : [];
  });
  return { effects, unknownLines };
}

function isNewer(line: PurchaseOrderLine, at: Instant): boolean {
  return line.answeredAt === null || line.answeredAt < at;
}

function effectOf(line: PurchaseOrderLine, answer: AnsweredLine): AnswerEffect {
  const newlyRejected = Math.min(
    Math.max(0, answer.rejected - line.rejectedQuantity),
    unitsOpen(line),
  );
  const rejectedQuantity = line.rejectedQuantity + newlyRejected;
  const rest = line.quantity - rejectedQuantity;
  const acceptedQuantity = Math.min(answer.accepted, rest);
  const backorderedQuantity = Math.min(answer.backordered, rest - acceptedQuantity);
  const expectedAt = answer.expectedAt ?? null;
  return {
    line,
    acceptedQuantity,
    rejectedQuantity,
    backorderedQuantity,
    expectedAt,
    newlyRejected,
  };
}

/** False when the supplier only repeats what it has answered before. */
export function isNews(effect: AnswerEffect): boolean {
  const { line } = effect;
  return (
    line.answeredAt === null ||
    line.acceptedQuantity !== effect.acceptedQuantity ||
    line.rejectedQuantity !== effect.rejectedQuantity ||
    line.backorderedQuantity !== effect.backorderedQuantity ||
    line.expectedAt?.getTime() !== effect.expectedAt?.getTime()
  );
}

/** The whole order refused: every unit that is still open. */
export function refusalOf(lines: readonly PurchaseOrderLine[]): readonly AnswerEffect[] {
  return lines.map((line) => ({
    line,
    acceptedQuantity: line.shippedQuantity,
    rejectedQuantity: line.rejectedQuantity + unitsOpen(line),
    backorderedQuantity: 0,
    expectedAt: null,
    newlyRejected: unitsOpen(line),
  }));
}
