import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAnswer } from '../../../app/modules/purchasing/answer-lines.ts';
import { unitsOpen } from '../../../app/modules/purchasing/purchase-order.ts';
import type { PurchaseOrderLine } from '../../../app/modules/purchasing/purchase-order.ts';
import type { AnsweredLine } from '../../../app/modules/suppliers/supplier-connector.ts';
import { newId } from '../../../app/platform/ids.ts';

const AS_ASKED = { currency: 'CHF', toleranceBasisPoints: 0 };
const NOON = new Date('2026-11-02T12:00:00Z');
const line = (units: Partial<PurchaseOrderLine> = {}): PurchaseOrderLine => ({
  id: newId<'PurchaseOrderLine'>(),
  orderLineId: newId<'OrderLine'>(),
  variantId: newId<'Variant'>(),
  supplierSku: 'A',
  quantity: 5,
  unitCostMinor: 100,
  askedCostMinor: null,
  proposedCostMinor: null,
  acceptedQuantity: 0,
  rejectedQuantity: 0,
  backorderedQuantity: 0,
  cancelledQuantity: 0,
  shippedQuantity: 0,
  expectedAt: null,
  answeredAt: null,
  answeredQuantity: null,
  avoidedAt: null,
  substitute: null,
  ...units,
});
const answer = (to: PurchaseOrderLine, parts: Partial<AnsweredLine>): AnsweredLine => ({
  lineId: to.id,
  accepted: 0,
  rejected: 0,
  backordered: 0,
  expectedAt: undefined,
  ...parts,
});

test('what was refused stays refused when a later answer takes it back', () => {
  const known = line({ rejectedQuantity: 2, answeredAt: NOON });
  const later = new Date(NOON.getTime() + 1);
  const [effect] = readAnswer([known], [answer(known, { accepted: 5 })], later, AS_ASKED).effects;
  expect([effect?.rejectedQuantity, effect?.acceptedQuantity, effect?.newlyRejected]).toEqual([
    2, 3, 0,
  ]);
});

test('an answer that is not newer than the one that stands has no effect', () => {
  const known = line({ answeredAt: NOON });
  expect(readAnswer([known], [answer(known, { rejected: 5 })], NOON, AS_ASKED).effects).toEqual([]);
});

test('a line that the order does not have is named', () => {
  const stranger = line();
  expect(readAnswer([], [answer(stranger, { accepted: 1 })], NOON, AS_ASKED).unknownLines).toEqual([
    stranger.id,
  ]);
});

test('whatever a supplier answers, no more is refused than is open, and the parts fit into the line', () => {
  const units = fc.nat(9);
  fc.assert(
    fc.property(
      units,
      units,
      units,
      units,
      units,
      (accepted, rejected, backordered, shipped, cancelled) => {
        const shippedQuantity = Math.min(shipped, 5);
        const known = line({
          shippedQuantity,
          cancelledQuantity: Math.min(cancelled, 5 - shippedQuantity),
        });
        const [effect] = readAnswer(
          [known],
          [answer(known, { accepted, rejected, backordered })],
          NOON,
          AS_ASKED,
        ).effects;
        if (!effect) throw new Error('A first answer has an effect');
        expect(effect.newlyRejected).toBeLessThanOrEqual(unitsOpen(known));
        const sum = effect.acceptedQuantity + effect.rejectedQuantity + effect.backorderedQuantity;
        expect(sum).toBeLessThanOrEqual(known.quantity);
      },
    ),
  );
});

const askedFor = (said: string, known: PurchaseOrderLine, toleranceBasisPoints = 500) =>
  readAnswer([known], [answer(known, { accepted: 5, unitCost: said })], NOON, {
    currency: 'CHF',
    toleranceBasisPoints,
  }).effects[0];

test.each([
  ['1.05', { unitCostMinor: 105, askedCostMinor: 100, proposedCostMinor: null }],
  ['1.06', { unitCostMinor: 100, askedCostMinor: null, proposedCostMinor: 106 }],
  ['1.0501', { unitCostMinor: 100, askedCostMinor: null, proposedCostMinor: 106 }],
  ['0.20', { unitCostMinor: 20, askedCostMinor: 100, proposedCostMinor: null }],
  ['1.00', { unitCostMinor: 100, askedCostMinor: null, proposedCostMinor: null }],
  ['on request', { unitCostMinor: 100, askedCostMinor: null, proposedCostMinor: null }],
])('of 1.00 with a tolerance of 5 % an answer of %s leaves %o', (said, costs) => {
  expect(askedFor(said, line())).toMatchObject(costs);
});

test('small rises one after another are held against what was asked for, not against each other', () => {
  const risen = line({ unitCostMinor: 104, askedCostMinor: 100 });
  expect(askedFor('1.08', risen)).toMatchObject({ unitCostMinor: 104, proposedCostMinor: 108 });
});

test('without a tolerance the smallest rise waits, and coming back to the old cost ends the wait', () => {
  const raised = askedFor('1.01', line(), 0);
  expect(raised).toMatchObject({ unitCostMinor: 100, proposedCostMinor: 101 });
  expect(askedFor('1.00', line({ proposedCostMinor: 101 }), 0)).toMatchObject({
    unitCostMinor: 100,
    proposedCostMinor: null,
  });
});

test('units that were called off are not refused once more by an answer that counts them as refused', () => {
  const known = line({ quantity: 10, cancelledQuantity: 2 });
  const said = answer(known, { accepted: 8, rejected: 2 });
  const [effect] = readAnswer([known], [said], NOON, AS_ASKED).effects;
  expect([effect?.newlyRejected, effect?.acceptedQuantity]).toEqual([0, 8]);
});

test('of units that were never asked for, none is refused and none is missing', () => {
  const known = line({ quantity: 10, cancelledQuantity: 2 });
  const said = answer(known, { accepted: 6, rejected: 2 });
  expect(readAnswer([known], [said], NOON, AS_ASKED).effects[0]?.newlyRejected).toBe(2);
});

test('a smaller quantity refuses the difference', () => {
  const known = line();
  const said = answer(known, { accepted: 5, quantity: 3 });
  const [effect] = readAnswer([known], [said], NOON, AS_ASKED).effects;
  expect([effect?.acceptedQuantity, effect?.newlyRejected, effect?.answeredQuantity]).toEqual([
    3,
    2,
    null,
  ]);
});

test('a greater quantity is noted, and no more is accepted than was asked for', () => {
  const known = line();
  const said = answer(known, { accepted: 6, quantity: 6 });
  const [effect] = readAnswer([known], [said], NOON, AS_ASKED).effects;
  expect([effect?.acceptedQuantity, effect?.newlyRejected, effect?.answeredQuantity]).toEqual([
    5, 0, 6,
  ]);
});

test('units for which another article is offered are neither coming nor refused', () => {
  const known = line();
  const substitute = { supplierSku: 'B', quantity: 2, unitCost: '1.20' };
  const said = answer(known, { accepted: 3, rejected: 2, substitute });
  const [effect] = readAnswer([known], [said], NOON, AS_ASKED).effects;
  expect([effect?.acceptedQuantity, effect?.newlyRejected]).toEqual([3, 0]);
  expect(effect?.substitute).toMatchObject({
    supplierSku: 'B',
    unitCostMinor: 120,
    state: 'offered',
  });
});

test('an offer that was declined is not open again because it is repeated, and one not repeated is gone', () => {
  const offer = { supplierSku: 'B', title: null, quantity: 2, unitCostMinor: 120, variantId: null };
  const declined = line({ substitute: { ...offer, state: 'declined' }, rejectedQuantity: 2 });
  const substitute = { supplierSku: 'B', quantity: 2, unitCost: '1.20' };
  const again = readAnswer(
    [declined],
    [answer(declined, { accepted: 3, substitute })],
    NOON,
    AS_ASKED,
  );
  expect(again.effects[0]?.substitute?.state).toBe('declined');
  const open = line({ substitute: { ...offer, state: 'offered' } });
  const without = readAnswer([open], [answer(open, { accepted: 3, rejected: 2 })], NOON, AS_ASKED);
  expect([without.effects[0]?.substitute, without.effects[0]?.newlyRejected]).toEqual([null, 2]);
});
