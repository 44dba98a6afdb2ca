import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DAYS_TO_DELIVER,
  DEFAULT_RETURN_POLICY,
  isCredited,
  judgeReturn,
  labelPayer,
  retailerCredits,
} from '../../../app/modules/returns/return-policy.ts';
import type { PolicyFacts, ReturnPolicy } from '../../../app/modules/returns/return-policy.ts';
import { currencyCode, money } from '../../../app/platform/money.ts';

const DAY = 86_400_000;
const SHIPPED = new Date('2026-11-02T08:00:00Z');
const policy: ReturnPolicy = { ...DEFAULT_RETURN_POLICY, windowDays: 14, photoFor: ['damaged'] };
const after = (days: number) => new Date(SHIPPED.getTime() + days * DAY);

function facts(more: Partial<PolicyFacts> = {}): PolicyFacts {
  return {
    reason: 'changed-mind',
    policyVersion: 1,
    hasPhoto: false,
    now: after(1),
    parcels: [{ shippedAt: SHIPPED, deliveredAt: null }],
    ...more,
  };
}
const verdict = (more: Partial<PolicyFacts>, terms = policy) =>
  judgeReturn(terms, facts(more)).kind;

describe('the window', () => {
  it('lets the last moment of the last day through and nothing after it', () => {
    const terms = { ...policy, windowFrom: 'shipped' as const };
    expect(verdict({ now: after(14) }, terms)).toBe('authorise');
    expect(verdict({ now: new Date(after(14).getTime() + 1) }, terms)).toBe('reject');
  });

  it('counts from the delivery that a carrier has told', () => {
    const parcels = [{ shippedAt: SHIPPED, deliveredAt: after(20) }];
    expect(verdict({ parcels, now: after(34) })).toBe('authorise');
    expect(verdict({ parcels, now: after(35) })).toBe('reject');
  });

  it('counts from a usual delivery where nobody has told one', () => {
    expect(verdict({ now: after(14 + DAYS_TO_DELIVER) })).toBe('authorise');
    expect(verdict({ now: after(15 + DAYS_TO_DELIVER) })).toBe('reject');
  });

  it('must hold for every parcel that the goods came in', () => {
    const parcels = [
      { shippedAt: SHIPPED, deliveredAt: after(1) },
      { shippedAt: after(10), deliveredAt: after(11) },
    ];
    expect(verdict({ parcels, now: after(20) })).toBe('reject');
  });
});

describe('what the contract is silent about', () => {
  it('waits for a person, as everything does where nothing was agreed', () => {
    expect(verdict({ policyVersion: 0 })).toBe('ask');
    expect(verdict({ reason: 'other' })).toBe('ask');
  });

  it('includes faults told after the window: they are not simply refused', () => {
    expect(verdict({ reason: 'defective', now: after(100) })).toBe('ask');
  });
});

it('asks for a photo before it decides, where the contract wants one', () => {
  expect(verdict({ reason: 'damaged' })).toBe('photo');
  expect(verdict({ reason: 'damaged', hasPhoto: true })).toBe('authorise');
});

it('takes back what a cancellation could not stop, whatever the contract says', () => {
  const terms = { ...policy, windowDays: 0, reasons: [] };
  expect(verdict({ reason: 'cancelled-too-late', now: after(300) }, terms)).toBe('authorise');
});

it('never decides against a shopper whose goods were faulty', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('defective', 'damaged', 'wrong-item', 'not-as-described', 'late' as const),
      fc.integer({ min: 0, max: 400 }),
      fc.boolean(),
      (reason, days, hasPhoto) =>
        verdict({ reason: reason as PolicyFacts['reason'], now: after(days), hasPhoto }) !==
        'reject',
    ),
  );
});

describe('what is credited', () => {
  const terms = { ...policy, grades: ['A' as const], restockingFeeBasisPoints: 1_500 };

  it('is the conditions of the contract, and any condition for a fault', () => {
    expect(isCredited(terms, 'changed-mind', 'A')).toBe(true);
    expect(isCredited(terms, 'changed-mind', 'C')).toBe(false);
    expect(isCredited(terms, 'defective', 'unsaleable')).toBe(true);
  });

  it('is the wholesale price less the fee, by currency, and without a fee for faults', () => {
    const units = [
      { quantity: 2, unitWholesale: money(1_001, currencyCode('CHF')) },
      { quantity: 1, unitWholesale: money(333, currencyCode('JPY')) },
    ];
    expect(retailerCredits(terms, 'changed-mind', units)).toEqual([
      { currency: 'CHF', wholesaleMinor: 2_002, feeMinor: 300 },
      { currency: 'JPY', wholesaleMinor: 333, feeMinor: 50 },
    ]);
    expect(retailerCredits(terms, 'damaged', units).map(({ feeMinor }) => feeMinor)).toEqual([
      0, 0,
    ]);
  });

  it('never keeps more than the goods were worth', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000 }),
        fc.integer({ min: 0, max: 1_000_000_000 }),
        fc.integer({ min: 1, max: 1_000 }),
        (restockingFeeBasisPoints, minor, quantity) => {
          const [credit] = retailerCredits({ ...terms, restockingFeeBasisPoints }, 'changed-mind', [
            { quantity, unitWholesale: money(minor, currencyCode('CHF')) },
          ]);
          return (
            credit !== undefined && credit.feeMinor >= 0 && credit.feeMinor <= credit.wholesaleMinor
          );
        },
      ),
    );
  });
});

it('charges the label to whom the contract names, faults apart', () => {
  expect(labelPayer(policy, 'changed-mind')).toBe('retailer');
  expect(labelPayer(policy, 'defective')).toBe('distributor');
});
