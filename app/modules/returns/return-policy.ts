/**
 * Return policy: what the contract of a connection says about goods that come back. Decides by itself where it is
 * clear; where it is silent, a person decides.
 */
import { z } from 'zod';
import type { Instant } from '../../platform/clock.ts';
import { money, shareOf } from '../../platform/money.ts';
import type { CurrencyCode, Money } from '../../platform/money.ts';

/** Why goods come back. The first five are nobody's but the seller's fault; the last is a cancellation that came too late. */
export const RETURN_REASONS = [
  'defective',
  'damaged',
  'wrong-item',
  'not-as-described',
  'late',
  'changed-mind',
  'wrong-size',
  'other',
  'undeliverable',
  'cancelled-too-late',
] as const;
export type ReturnReason = (typeof RETURN_REASONS)[number];
/** Those that a person chooses from; the others follow from what happened. */
export const GIVEN_REASONS = RETURN_REASONS.filter((reason) => reason !== 'cancelled-too-late');

const FAULTS: ReadonlySet<ReturnReason> = new Set([
  'defective',
  'damaged',
  'wrong-item',
  'not-as-described',
  'late',
]);

/** Goods that come back through no fault of the shopper: no restocking fee, and any condition is credited. */
export function isFault(reason: ReturnReason): boolean {
  return FAULTS.has(reason);
}

export const LABEL_SOURCES = ['supplier', 'distributor', 'shopper'] as const;
export type LabelSource = (typeof LABEL_SOURCES)[number];
/** Who bears what sending back costs. The shopper's share is between it and the retailer. */
export const LABEL_PAYERS = ['retailer', 'distributor', 'supplier'] as const;
export type LabelPayer = (typeof LABEL_PAYERS)[number];

export const ReturnPolicy = z.object({
  /** Days in which a return may be asked for; 0: none but for faults. */
  windowDays: z.int().min(0).max(3_650),
  windowFrom: z.enum(['shipped', 'delivered']),
  /** Authorised without a person. */
  reasons: z.array(z.enum(RETURN_REASONS)),
  /** Conditions whose wholesale price is credited; faults are credited in any. */
  grades: z.array(z.enum(['A', 'B', 'C', 'unsaleable'])),
  /** Off the credit, in 1/100 of a percent of wholesale; never for faults. */
  restockingFeeBasisPoints: z.int().min(0).max(10_000),
  labelFrom: z.enum(LABEL_SOURCES),
  labelPaidBy: z.enum(LABEL_PAYERS),
  faultLabelPaidBy: z.enum(LABEL_PAYERS),
  /** Without a photo nothing is decided for these. */
  photoFor: z.array(z.enum(RETURN_REASONS)),
  /** Hours in which the distributor promises to decide what the policy leaves open. */
  decideWithinHours: z.int().min(1).max(720),
});
export type ReturnPolicy = z.infer<typeof ReturnPolicy>;

/** What the form of the terms begins with, and what holds where nothing was agreed: a person decides everything. */
export const DEFAULT_RETURN_POLICY: ReturnPolicy = {
  windowDays: 30,
  windowFrom: 'delivered',
  reasons: [...GIVEN_REASONS.filter((reason) => reason !== 'other'), 'cancelled-too-late'],
  grades: ['A', 'B'],
  restockingFeeBasisPoints: 0,
  labelFrom: 'shopper',
  labelPaidBy: 'retailer',
  faultLabelPaidBy: 'distributor',
  photoFor: ['damaged', 'defective'],
  decideWithinHours: 48,
};

/** Where no carrier tells the delivery, a parcel counts as delivered so many days after it left. */
export const DAYS_TO_DELIVER = 7;
const DAY_MS = 86_400_000;

export type PolicyFacts = {
  readonly reason: ReturnReason;
  /** 0: nothing was agreed, so nothing is clear. */
  readonly policyVersion: number;
  readonly hasPhoto: boolean;
  readonly now: Instant;
  /** Of each parcel that it comes from. Neither known: it has not left yet. */
  readonly parcels: readonly {
    readonly shippedAt: Instant | null;
    readonly deliveredAt: Instant | null;
  }[];
};

/** `photo`: decided once there is one. */
export type PolicyVerdict = {
  readonly kind: 'authorise' | 'reject' | 'ask' | 'photo';
  /** For both parties, as a sentence. */
  readonly why: string;
};

/** What the contract says about a wish to return. Pure. */
export function judgeReturn(policy: ReturnPolicy, facts: PolicyFacts): PolicyVerdict {
  const { reason, policyVersion, hasPhoto } = facts;
  if (reason === 'cancelled-too-late')
    return say('authorise', 'It was called off, and the supplier could not stop it any more.');
  if (policyVersion === 0)
    return say('ask', 'Nothing is agreed about returns, so a person decides.');
  if (policy.photoFor.includes(reason) && !hasPhoto)
    return say('photo', 'The contract asks for a photo for this reason.');
  const isLate = !isInWindow(policy, facts);
  if (isFault(reason)) {
    if (isLate) return say('ask', `It is a fault told after the ${windowTold(policy)}.`);
    return policy.reasons.includes(reason)
      ? say('authorise', 'The contract takes faults of this kind back.')
      : say('ask', 'The contract leaves faults of this kind to a person.');
  }
  if (isLate) return say('reject', `The ${windowTold(policy)} is over.`);
  return policy.reasons.includes(reason)
    ? say('authorise', `It is within the ${windowTold(policy)}, for a reason that the contract takes.`)
    : say('ask', 'The contract leaves this reason to a person.');
} // prettier-ignore

function say(kind: PolicyVerdict['kind'], why: string): PolicyVerdict {
  return { kind, why };
}

function windowTold({ windowDays, windowFrom }: ReturnPolicy): string {
  return `window of ${windowDays} days from ${windowFrom === 'shipped' ? 'shipping' : 'delivery'}`;
}

/** Every parcel of it must be; the last day counts whole. */
function isInWindow(policy: ReturnPolicy, { parcels, now }: PolicyFacts): boolean {
  return parcels.every(({ shippedAt, deliveredAt }) => {
    const from = startOfWindow(policy, shippedAt, deliveredAt);
    return !from || now.getTime() <= from.getTime() + policy.windowDays * DAY_MS;
  });
}

function startOfWindow(
  policy: ReturnPolicy,
  shippedAt: Instant | null,
  deliveredAt: Instant | null,
): Instant | undefined {
  if (policy.windowFrom === 'shipped') return shippedAt ?? undefined;
  if (deliveredAt) return deliveredAt;
  return shippedAt ? new Date(shippedAt.getTime() + DAYS_TO_DELIVER * DAY_MS) : undefined;
}

export function labelPayer(policy: ReturnPolicy, reason: ReturnReason): LabelPayer {
  return isFault(reason) ? policy.faultLabelPaidBy : policy.labelPaidBy;
}

/** Whether units in this condition are credited by the contract; a person may credit others all the same. */
export function isCredited(policy: ReturnPolicy, reason: ReturnReason, grade: string): boolean {
  return isFault(reason) || policy.grades.some((accepted) => accepted === grade);
}

/** The share of wholesale that is kept for taking it back; rounded half away from zero, as `shareOf`. */
export function restockingFee(policy: ReturnPolicy, reason: ReturnReason, wholesale: Money): Money {
  if (isFault(reason)) return money(0, wholesale.currency);
  return shareOf(wholesale, policy.restockingFeeBasisPoints);
}

export type RetailerCredit = {
  readonly currency: CurrencyCode;
  readonly wholesaleMinor: number;
  readonly feeMinor: number;
};

/** What the retailer gets back for the units credited, by currency: their wholesale price, less the fee. */
export function retailerCredits(
  policy: ReturnPolicy,
  reason: ReturnReason,
  units: readonly { readonly quantity: number; readonly unitWholesale: Money }[],
): readonly RetailerCredit[] {
  const sums = new Map<CurrencyCode, number>();
  for (const { quantity, unitWholesale: { minor, currency } } of units)
    sums.set(currency, (sums.get(currency) ?? 0) + quantity * minor);
  return [...sums].map(([currency, wholesaleMinor]) => ({
    currency,
    wholesaleMinor,
    feeMinor: restockingFee(policy, reason, money(wholesaleMinor, currency)).minor,
  }));
} // prettier-ignore
