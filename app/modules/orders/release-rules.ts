/**
 * Release rules: an ordered list by which orders go at once, after a time of their own, or by hand. The first rule whose
 * conditions all hold decides; where none does, the connection's own delay stands. Rules say when, never whether the
 * payment suffices.
 */
import { z } from 'zod';
import { currencyCode, formatDecimal, money } from '../../platform/money.ts';

const Country = z.string().regex(/^[A-Z]{2}$/);
const FRAUD_ADVICE = ['none', 'accept', 'investigate', 'cancel'] as const;

/** What must hold of an order. Amounts are wholesale, minor units of the distributor's currency. */
export const ReleaseCondition = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('value-over'), minor: z.int().min(0).max(1e15) }),
  z.object({ kind: z.literal('value-up-to'), minor: z.int().min(0).max(1e15) }),
  z.object({ kind: z.literal('country-in'), countries: z.array(Country).min(1).max(250) }),
  z.object({ kind: z.literal('country-not-in'), countries: z.array(Country).min(1).max(250) }),
  z.object({ kind: z.literal('risk-in'), advice: z.array(z.enum(FRAUD_ADVICE)).min(1) }),
  /** Among the first so many orders of the connection. */
  z.object({ kind: z.literal('among-first'), orders: z.int().min(1).max(1_000) }),
]);
export type ReleaseCondition = z.infer<typeof ReleaseCondition>;

export const ReleaseDecision = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('at-once') }),
  z.object({ kind: z.literal('after'), minutes: z.number().min(0).max(20_160) }),
  z.object({ kind: z.literal('by-hand') }),
]);
export type ReleaseDecision = z.infer<typeof ReleaseDecision>;

export const ReleaseClause = z.object({
  when: z.array(ReleaseCondition).max(6),
  then: ReleaseDecision,
});
export type ReleaseClause = z.infer<typeof ReleaseClause>;
export const ReleaseClauses = z.array(ReleaseClause).max(50);

/** What rules look at. */
export type ReleaseFacts = {
  /** Wholesale of the order, minor units of the distributor's currency; undefined where no rate leads there. */
  readonly valueMinor: number | undefined;
  readonly country: string;
  readonly risk: (typeof FRAUD_ADVICE)[number];
  /** Orders that the connection had before this one. */
  readonly ordersBefore: number;
};

export type AppliedRule = {
  /** Its place in the list, from 1. */
  readonly number: number;
  readonly decision: ReleaseDecision;
};

/** The rule that decides; undefined where none does. A value that nobody knows meets no condition on it. */
export function decideRelease(
  clauses: readonly ReleaseClause[],
  facts: ReleaseFacts,
): AppliedRule | undefined {
  const place = clauses.findIndex(({ when }) => when.every((each) => holds(each, facts)));
  const clause = clauses[place];
  return clause && { number: place + 1, decision: clause.then };
}

/** How many earlier orders must be counted for these rules; 0 where no rule asks. */
export function ordersAskedFor(clauses: readonly ReleaseClause[]): number {
  const asked = clauses
    .flatMap(({ when }) => when)
    .map((condition) => (condition.kind === 'among-first' ? condition.orders : 0));
  return Math.max(0, ...asked);
}

function holds(condition: ReleaseCondition, facts: ReleaseFacts): boolean {
  const { valueMinor } = facts;
  switch (condition.kind) {
    case 'value-over':
      return valueMinor !== undefined && valueMinor > condition.minor;
    case 'value-up-to':
      return valueMinor !== undefined && valueMinor <= condition.minor;
    case 'country-in':
      return condition.countries.includes(facts.country);
    case 'country-not-in':
      return !condition.countries.includes(facts.country);
    case 'risk-in':
      return condition.advice.includes(facts.risk);
    case 'among-first':
      return facts.ordersBefore < condition.orders;
  }
}

const RISK_WORDS: Readonly<Record<(typeof FRAUD_ADVICE)[number], string>> = {
  none: 'says nothing',
  accept: 'advises to accept',
  investigate: 'advises to investigate',
  cancel: 'advises to cancel',
};

/** "If wholesale is over CHF 500.00 and it ships outside CH, LI: a person releases it." */
export function clauseSentence({ when, then }: ReleaseClause, currency: string): string {
  const conditions = when.map((each) => conditionWords(each, currency));
  const whenever = conditions.length > 0 ? `If ${conditions.join(' and ')}` : 'In every other case';
  return `${whenever}: ${decisionWords(then)}.`;
}

function conditionWords(condition: ReleaseCondition, currency: string): string {
  const amount = (minor: number) =>
    `${currency} ${formatDecimal(money(minor, currencyCode(currency)))}`;
  switch (condition.kind) {
    case 'value-over':
      return `its wholesale is over ${amount(condition.minor)}`;
    case 'value-up-to':
      return `its wholesale is ${amount(condition.minor)} or less`;
    case 'country-in':
      return `it ships to ${condition.countries.join(', ')}`;
    case 'country-not-in':
      return `it ships elsewhere than to ${condition.countries.join(', ')}`;
    case 'risk-in':
      return `the store’s fraud check ${condition.advice.map((each) => RISK_WORDS[each]).join(' or ')}`;
    case 'among-first':
      return condition.orders === 1
        ? 'it is the retailer’s first order'
        : `it is among the retailer’s first ${condition.orders} orders`;
  }
}

function decisionWords(decision: ReleaseDecision): string {
  switch (decision.kind) {
    case 'at-once':
      return 'it goes at once';
    case 'after':
      return `it goes after ${minutesWords(decision.minutes)}`;
    case 'by-hand':
      return 'a person releases it';
  }
}

function minutesWords(minutes: number): string {
  if (minutes >= 120 && minutes % 60 === 0) return `${minutes / 60} hours`;
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}
