import { describe, expect, it } from 'vitest';
import { daysUntilDispatch } from '../../../app/modules/routing/dispatch-calendar.ts';
import { planRoute } from '../../../app/modules/routing/plan-route.ts';
import type { RoutingInput, RoutingSupplier } from '../../../app/modules/routing/routing-input.ts';
import { routingOrder } from '../../bench/routing-orders.ts';

/** A small order: one line, two suppliers that could ship it. */
function order(changes: Partial<RoutingInput>, suppliers: Partial<RoutingSupplier>[] = []) {
  const { rules, now, destination, lines } = routingOrder(1, {
    lines: [1, 1],
    suppliers: [2, 2],
    mostUnits: 1,
  });
  const line = { ...lines[0], quantity: 2, unitWeightGrams: 400 } as RoutingInput['lines'][number];
  const both = ['a', 'b'].map((id, index) => ({
    supplierId: id as RoutingSupplier['supplierId'],
    name: id,
    tier: index === 0 ? ('primary' as const) : ('backup' as const),
    parcelRates: [{ zone: 'domestic', steps: [{ upToGrams: 5_000, priceMinor: 400 }] }],
    maxParcelGrams: 5_000,
    handlingFeeMinor: 0,
    onTimeBasisPoints: 10_000,
    leadTimes: [{ days: 2, deliveries: 1 }],
    ...suppliers[index],
  }));
  const candidates = both.map(({ supplierId }) => ({
    supplierId,
    locationId: `${supplierId}-1` as RoutingInput['candidates'][number]['locationId'],
    variantId: line.variantId,
    allocatable: 5,
    unitCostMinor: 100,
    handlingDays: 0,
    country: 'DE',
  }));
  const input: RoutingInput = {
    lines: [line],
    suppliers: both,
    candidates,
    rules,
    now,
    destination,
  };
  return { ...input, ...changes };
}

const shippers = (input: RoutingInput) => planRoute(input).shipments.map((s) => s.supplierId);
const verdicts = (input: RoutingInput) => planRoute(input).candidates.map((c) => c.verdict);

describe('terms of a route', () => {
  it('leaves out suppliers and tiers that the contract does not name', () => {
    const suppliers = [{}, {}];
    const named = order(
      { contract: { suppliers: ['b' as RoutingSupplier['supplierId']] } },
      suppliers,
    );
    expect(verdicts(named)).toEqual(['outside-contract', 'chosen']);
    expect(verdicts(order({ contract: { tiers: ['backup'] } }))).toEqual([
      'outside-contract',
      'chosen',
    ]);
  });

  it('uses the rate of the carrier that the retailer wishes, and others only where it may', () => {
    const steps = [{ upToGrams: 5_000, priceMinor: 450 }];
    const other = { zone: 'domestic', steps: [{ upToGrams: 5_000, priceMinor: 400 }] };
    const rates = [other, { zone: 'domestic', carrier: 'dhl', steps }];
    const wished = planRoute(order({ wishes: { carrier: 'dhl' } }, [{ parcelRates: rates }]));
    expect(wished.shipments.map(({ carrier, costs }) => [carrier, costs.parcels])).toEqual([
      ['dhl', 450],
    ]);
    expect(verdicts(order({ wishes: { carrier: 'ups', carrierOnly: true } }))).toEqual([
      'other-carrier',
      'other-carrier',
    ]);
  });

  it('bills a bulky unit by its volume', () => {
    const steps = [
      { upToGrams: 1_000, priceMinor: 400 },
      { upToGrams: 5_000, priceMinor: 900 },
    ];
    const rates = [{ zone: 'domestic', cubicCentimetresPerKilogram: 5_000, steps }];
    const input = order({}, [{ parcelRates: rates }, { territories: [] }]);
    const bulky = input.lines.map((line) => ({ ...line, unitCubicCentimetres: 10_000 }));
    const [shipment] = planRoute({ ...input, lines: bulky }).shipments;
    expect(shipment).toMatchObject({ weightGrams: 800, billedGrams: 4_000 });
    expect(shipment?.costs.parcels).toBe(900);
    expect(planRoute(input).shipments[0]?.costs.parcels).toBe(400);
  });

  it('weighs a second parcel by the wish for one parcel', () => {
    const split = (wishes: RoutingInput['wishes']) => {
      const input = order({ rules: { ...order({}).rules, oneParcelPenaltyMinor: 777 } });
      const few = input.candidates.map((candidate) => ({ ...candidate, allocatable: 1 }));
      return planRoute({ ...input, candidates: few, ...(wishes ? { wishes } : {}) }).costs.split;
    };
    expect([split(undefined), split({ preferOneParcel: true })]).toEqual([250, 777]);
  });

  it('keeps the order together where the retailer never wants it split', () => {
    const input = order({ wishes: { neverSplit: true } });
    const few = input.candidates.map((candidate) => ({ ...candidate, allocatable: 1 }));
    expect(planRoute({ ...input, candidates: few }).shipments).toHaveLength(1);
  });

  it('goes to the supplier whose goods still leave today', () => {
    const calendar = {
      timeZone: 'Europe/Berlin',
      cutOffMinutes: 9 * 60,
      weekdays: [1, 2, 3, 4, 5],
    };
    const later = { ...calendar, cutOffMinutes: 15 * 60 };
    const promisedBy = new Date('2026-03-04T20:00:00Z');
    const rules = { ...order({}).rules, latenessPenaltyMinorPerDay: 500 };
    const input = order({ promisedBy, rules }, [{ calendar }, { calendar: later }]);
    expect(shippers(input)).toEqual(['b']);
  });
});

describe('a dispatch calendar', () => {
  const calendar = {
    timeZone: 'America/New_York',
    cutOffMinutes: 14 * 60,
    weekdays: [1, 2, 3, 4, 5],
  };

  it.each([
    ['a minute before the cut-off', '2026-03-06T18:59:00Z', 0, 0],
    ['at the cut-off on a Friday', '2026-03-06T19:00:00Z', 0, 3],
    ['over the change to summer time', '2026-03-09T17:59:00Z', 0, 0],
    ['with a day of handling before a weekend', '2026-03-06T15:00:00Z', 1, 3],
    ['late on a local Sunday that is Monday elsewhere', '2026-03-09T02:00:00Z', 0, 1],
  ])('counts local working days: %s', (_, now, handlingDays, days) => {
    expect(daysUntilDispatch(calendar, new Date(now), handlingDays)).toBe(days);
  });

  it('passes over holidays', () => {
    const holidays = ['2026-03-09', '2026-03-10'];
    const friday = new Date('2026-03-06T20:00:00Z');
    expect(daysUntilDispatch({ ...calendar, holidays }, friday, 0)).toBe(5);
  });
});
