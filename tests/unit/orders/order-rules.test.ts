import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { missingAddressParts } from '../../../app/modules/orders/address-rules.ts';
import { lineChange } from '../../../app/modules/orders/line-changes.ts';
import { orderStatusOf } from '../../../app/modules/orders/order-status.ts';
import type { LineUnits } from '../../../app/modules/orders/order-units.ts';
import { releaseMoment } from '../../../app/modules/orders/release-gate.ts';
import { storeOrder } from '../../factories/ports.ts';

const NOW = new Date('2026-11-02T08:00:00Z');
const line = (units: Partial<LineUnits>): LineUnits => ({
  quantity: 5,
  forwardedQuantity: 0,
  cancelledQuantity: 0,
  removedQuantity: 0,
  replacedQuantity: 0,
  returnedQuantity: 0,
  shippedQuantity: 0,
  ...units,
});

describe('units of a line', () => {
  test('are taken off what has not been shipped first', () => {
    const change = lineChange(line({ forwardedQuantity: 5, shippedQuantity: 3 }), 1);
    expect(change).toEqual({ added: 0, removed: 2, returned: 2 });
  });

  test('always end at what the store wants now', () => {
    const known = fc.record({
      quantity: fc.integer({ min: 1, max: 9 }),
      removed: fc.nat(9),
      shipped: fc.nat(9),
      returned: fc.nat(9),
    });
    fc.assert(
      fc.property(known, fc.nat(12), (units, wantedNow) => {
        const removedQuantity = Math.min(units.removed, units.quantity);
        const shippedQuantity = Math.min(units.shipped, units.quantity - removedQuantity);
        const returnedQuantity = Math.min(units.returned, shippedQuantity);
        const before = line({
          quantity: units.quantity,
          removedQuantity,
          shippedQuantity,
          returnedQuantity,
        });
        const { added, removed, returned } = lineChange(before, wantedNow);
        const after =
          before.quantity + added - (removedQuantity + removed) - (returnedQuantity + returned);
        expect(after).toBe(wantedNow);
        expect(Math.min(added, removed + returned)).toBe(0);
        expect(removedQuantity + removed).toBeLessThanOrEqual(before.quantity - shippedQuantity);
      }),
    );
  });
});

test.each([
  ['awaiting-release', [line({})], 0],
  ['short', [line({})], 2],
  ['released', [line({ forwardedQuantity: 5 })], 0],
  ['part-shipped', [line({ forwardedQuantity: 5, shippedQuantity: 2 })], 0],
  ['completed', [line({ forwardedQuantity: 5, shippedQuantity: 5 })], 0],
  ['completed', [line({ forwardedQuantity: 5, shippedQuantity: 5, returnedQuantity: 5 })], 0],
  ['cancelled', [line({ removedQuantity: 5 })], 0],
  ['cancelling', [line({ removedQuantity: 5, forwardedQuantity: 5 })], 0],
  ['cancelled', [line({ removedQuantity: 5, forwardedQuantity: 5, cancelledQuantity: 5 })], 0],
] as const)('an order is %s', (status, lines, missingUnits) => {
  expect(orderStatusOf({ lines, missingUnits, allReported: true })).toBe(status);
});

test('an order whose last parcel the store does not know of is shipped and not completed', () => {
  const lines = [line({ forwardedQuantity: 5, shippedQuantity: 5 })];
  expect(orderStatusOf({ lines, missingUnits: 0, allReported: false })).toBe('shipped');
});

describe('an address', () => {
  const complete = storeOrder({ outsideOrderId: '1', lines: [] }).destination;
  if (!complete) throw new Error('The factory makes a complete address');

  test('that is complete lacks nothing', () => expect(missingAddressParts(complete)).toEqual([]));
  test('without anything is missing', () =>
    expect(missingAddressParts(undefined)).toEqual(['address']));
  test('needs a province only where carriers sort by it', () => {
    expect(missingAddressParts({ ...complete, country: 'US' })).toEqual(['province']);
  });
  test('needs no postal code where there are none', () => {
    expect(missingAddressParts({ ...complete, country: 'HK', zip: undefined })).toEqual([]);
  });
  test('of blanks is not an address', () => {
    expect(missingAddressParts({ ...complete, address1: ' ', city: '' })).toEqual([
      'street',
      'city',
    ]);
  });
});

describe('the release', () => {
  const at = (
    payment: Parameters<typeof releaseMoment>[0]['payment'],
    rule: 'paid' | 'authorised' | 'terms',
    before: Date | null = null,
  ) => releaseMoment({ rule, payment, delaySeconds: 120, before, now: NOW })?.toISOString();

  test('waits for the payment that the connection asks for', () => {
    expect(at('authorised', 'paid')).toBeUndefined();
    expect(at('authorised', 'authorised')).toBe('2026-11-02T08:02:00.000Z');
    expect(at('unpaid', 'terms')).toBe('2026-11-02T08:02:00.000Z');
  });
  test('keeps its moment when a further payment event arrives', () => {
    const before = new Date('2026-11-02T07:00:00Z');
    expect(at('paid', 'paid', before)).toBe(before.toISOString());
  });
  test('falls away when the money does', () => expect(at('refunded', 'paid', NOW)).toBeUndefined());
});
