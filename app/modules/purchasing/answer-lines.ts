/** Answer arithmetic: what a supplier's answer changes on the lines of a purchase order. */
import { currencyCode, minorDigits, parseMoney } from '../../platform/money.ts';
import type { AnsweredLine } from '../suppliers/supplier-connector.ts';
import type { Instant } from '../../platform/clock.ts';
import { unitsOpen } from './purchase-order.ts';
import type { PurchaseOrderLine } from './purchase-order.ts';
import { substituteAfter, unitsOffered } from './substitute.ts';
import type { Substitute } from './substitute.ts';

export type AnswerEffect = {
  readonly line: PurchaseOrderLine;
  readonly acceptedQuantity: number;
  readonly rejectedQuantity: number;
  readonly backorderedQuantity: number;
  readonly expectedAt: Instant | null;
  /** The costs of the line as they stand after the answer. */
  readonly unitCostMinor: number;
  readonly askedCostMinor: number | null;
  readonly proposedCostMinor: number | null;
  /** Units refused now that had not been refused before: they go back to be routed again. */
  readonly newlyRejected: number;
  /** More than was asked for; null: it is not. */
  readonly answeredQuantity: number | null;
  readonly substitute: Substitute | null;
};

/** In what a purchase order is charged, and how far a supplier may answer above what it was asked for. */
export type CostTerms = {
  readonly currency: string;
  readonly toleranceBasisPoints: number;
};

export type AnswerReading = {
  readonly effects: readonly AnswerEffect[];
  /** Lines of the answer that the order does not have. */
  readonly unknownLines: readonly string[];
};

/**
 * Reads an answer as the supplier's whole word on each line it names, as of `at`. An older answer than the
 * one that stands changes nothing. What was refused stays refused, since it has been routed elsewhere; and
 * no more can be refused than is neither shipped nor called off. A cost within the tolerance is taken over, a greater
 * one is proposed; the tolerance counts from what was asked for, so that it cannot be used up step by step.
 */
export function readAnswer(
  lines: readonly PurchaseOrderLine[],
  answers: readonly AnsweredLine[],
  at: Instant,
  terms: CostTerms,
): AnswerReading {
  const byId = new Map<string, PurchaseOrderLine>(lines.map((line) => [line.id, line]));
  const unknownLines = answers
    .filter(({ lineId }) => !byId.has(lineId))
    .map(({ lineId }) => lineId);
  const effects = answers.flatMap((answer) => {
    const line = byId.get(answer.lineId);
    return line && isNewer(line, at) ? [effectOf(line, answer, terms)] : [];
  });
  return { effects, unknownLines };
}

function isNewer(line: PurchaseOrderLine, at: Instant): boolean {
  return line.answeredAt === null || line.answeredAt < at;
}

/**
 * Counted from what the supplier says will come: what it calls refused may hold units that were called off, which are
 * not refused a second time.
 */
function effectOf(line: PurchaseOrderLine, answer: AnsweredLine, terms: CostTerms): AnswerEffect {
  const asked = unitsOpen(line) + line.shippedQuantity;
  const cost = answer.substitute?.unitCost;
  const costMinor = cost === undefined ? undefined : costSaid(cost, terms.currency);
  const substitute = substituteAfter(line.substitute, answer.substitute, costMinor ?? null);
  const most = Math.min(asked, answer.quantity ?? asked);
  // An answer that promises more than it leaves after its own refusals is taken at its refusals.
  const promised = Math.min(answer.accepted, Math.max(0, line.quantity - answer.rejected));
  const accepted = Math.min(promised, most);
  const backordered = Math.min(answer.backordered, most - accepted);
  const notComing = Math.max(0, asked - accepted - backordered - unitsOffered(substitute));
  const refused = Math.max(answer.rejected - line.rejectedQuantity, asked - most);
  const newlyRejected = Math.min(Math.max(0, refused), notComing, unitsOpen(line));
  const rejectedQuantity = line.rejectedQuantity + newlyRejected;
  const rest = line.quantity - rejectedQuantity;
  const acceptedQuantity = Math.min(answer.accepted, answer.quantity ?? rest, rest);
  const backorderedQuantity = Math.min(answer.backordered, rest - acceptedQuantity);
  return {
    line,
    acceptedQuantity,
    rejectedQuantity,
    backorderedQuantity,
    expectedAt: answer.expectedAt ?? null,
    newlyRejected,
    answeredQuantity: (answer.quantity ?? 0) > asked ? (answer.quantity ?? null) : null,
    substitute,
    ...costsAfter(line, answer, terms),
  };
}

type Costs = Pick<PurchaseOrderLine, 'unitCostMinor' | 'askedCostMinor' | 'proposedCostMinor'>;

function costsOf({ unitCostMinor, askedCostMinor, proposedCostMinor }: PurchaseOrderLine): Costs {
  return { unitCostMinor, askedCostMinor, proposedCostMinor };
}

/** A lower cost is always taken over. What a supplier says of units that it does not supply has no meaning. */
function costsAfter(line: PurchaseOrderLine, answer: AnsweredLine, terms: CostTerms): Costs {
  const said =
    answer.unitCost === undefined ? undefined : costSaid(answer.unitCost, terms.currency);
  if (said === undefined || answer.accepted + answer.backordered === 0) return costsOf(line);
  const asked = line.askedCostMinor ?? line.unitCostMinor;
  if ((said - asked) * 10_000 > asked * terms.toleranceBasisPoints)
    return { ...costsOf(line), proposedCostMinor: said };
  const askedCostMinor = said === asked ? null : asked;
  return { unitCostMinor: said, askedCostMinor, proposedCostMinor: null };
}

/** Digits beyond the currency's are rounded up: a cost is not made smaller than it is. What is no amount says nothing. */
function costSaid(unitCost: string, currency: string): number | undefined {
  const [, whole = '', fraction = ''] = /^(\d{1,12})(?:\.(\d*))?$/.exec(unitCost.trim()) ?? [];
  if (!whole) return undefined;
  const code = currencyCode(currency);
  const digits = minorDigits(code);
  const told = parseMoney(`${whole}.${fraction.slice(0, digits)}`, code)?.minor;
  return told === undefined ? undefined : told + (/[1-9]/.test(fraction.slice(digits)) ? 1 : 0);
}

/** False when the supplier only repeats what it has answered before. */
export function isNews(effect: AnswerEffect): boolean {
  const { line } = effect;
  return (
    line.answeredAt === null ||
    line.acceptedQuantity !== effect.acceptedQuantity ||
    line.rejectedQuantity !== effect.rejectedQuantity ||
    line.backorderedQuantity !== effect.backorderedQuantity ||
    line.expectedAt?.getTime() !== effect.expectedAt?.getTime() ||
    line.unitCostMinor !== effect.unitCostMinor ||
    line.proposedCostMinor !== effect.proposedCostMinor ||
    line.answeredQuantity !== effect.answeredQuantity ||
    JSON.stringify(line.substitute) !== JSON.stringify(effect.substitute)
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
    answeredQuantity: null,
    substitute: line.substitute?.state === 'offered' ? null : line.substitute,
    ...costsOf(line),
  }));
}
