import { expect, test } from 'vitest';
import { matchFulfilments } from '../../../app/modules/shipments/match-fulfilments.ts';
import type {
  OutsideFulfilmentId,
  OutsideLineId,
  StoreFulfilment,
} from '../../../app/modules/stores/channel.ts';

const record = (
  id: string,
  tracking: string[],
  quantity: number,
  change: Partial<StoreFulfilment> = {},
): StoreFulfilment => ({
  outsideId: id as OutsideFulfilmentId,
  cancelled: false,
  trackingNumbers: tracking,
  lines: [{ outsideLineId: 'L1' as OutsideLineId, quantity }],
  ...change,
});
const shipment = { trackingNumber: 'T1', lines: [{ outsideLineId: 'L1', quantity: 3 }] };
const NONE: ReadonlySet<string> = new Set();

test('a record with our number and lines is ours, and nothing is missing', () => {
  expect(matchFulfilments(shipment, [record('F1', ['T1'], 3)], NONE)).toEqual({
    outsideFulfilmentIds: ['F1'],
    missing: [],
  });
});

test('of a report that got through in part, only the rest is missing', () => {
  const { outsideFulfilmentIds, missing } = matchFulfilments(
    shipment,
    [record('F1', ['T1'], 2)],
    NONE,
  );
  expect([outsideFulfilmentIds, missing]).toEqual([['F1'], [{ outsideLineId: 'L1', quantity: 1 }]]);
});

test.each([
  ['another number', record('F1', ['T2'], 3), NONE],
  ['more units than ours', record('F1', ['T1'], 4), NONE],
  ['a known other shipment', record('F1', ['T1'], 3), new Set(['F1'])],
  ['a cancelled record', record('F1', ['T1'], 3, { cancelled: true }), NONE],
])('%s is not ours', (_what, fulfilment, taken) => {
  expect(matchFulfilments(shipment, [fulfilment], taken).outsideFulfilmentIds).toEqual([]);
});

test('without a number of ours only records without one can be ours', () => {
  const silent = { ...shipment, trackingNumber: null };
  const { outsideFulfilmentIds } = matchFulfilments(
    silent,
    [record('F1', ['T1'], 3), record('F2', [], 3)],
    NONE,
  );
  expect(outsideFulfilmentIds).toEqual(['F2']);
});
