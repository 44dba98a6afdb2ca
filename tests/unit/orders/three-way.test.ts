import { expect, test } from 'vitest';
import { differencesOf, DIFFERENCES } from '../../../app/modules/orders/three-way.ts';
import type { HubSide, StoreSide, SupplierSide } from '../../../app/modules/orders/three-way.ts';

const STORE: StoreSide = { ordered: 3, wanted: 3, fulfilled: 0, byOthers: 0, isCancelled: false, payment: 'paid' }; // prettier-ignore
const HUB: HubSide = { known: 3, atSuppliers: 3, toForward: 0, shipped: 0, returned: 0, status: 'released', isCalledOff: false, waits: null }; // prettier-ignore
const SUPPLIER: SupplierSide = { source: 'asked', holds: 3, shipped: 0, cancelled: 0, unknown: 0 };

type Parts = {
  store?: Partial<StoreSide> | null;
  hub?: Partial<HubSide> | null;
  supplier?: Partial<SupplierSide> | null;
  releases?: boolean;
};

function found({ store = {}, hub = {}, supplier = {}, releases = true }: Parts) {
  const sides = {
    store: store && { ...STORE, ...store },
    hub: hub && { ...HUB, ...hub },
    supplier: supplier && { ...SUPPLIER, ...supplier },
  };
  return differencesOf(sides, { releases });
}

const CASES: readonly [string, Parts, string][] = [
  ['a paid line that the hub never got', { hub: null, supplier: null }, 'missing-in-hub'],
  ['a line that the store has no more', { store: null }, 'missing-in-store'],
  ['cancelled in the store, still on its way here', { store: { wanted: 0, isCancelled: true } }, 'cancelled-in-store-only'],
  ['refunded in the store, still on its way here', { store: { wanted: 1, payment: 'part-refunded' } }, 'refunded-in-store-only'],
  ['shipped by the merchant, still on its way here', { store: { wanted: 1, byOthers: 2 } }, 'fulfilled-by-others'],
  ['more ordered than we know of', { store: { wanted: 5 } }, 'quantity-differs'],
  ['fewer wanted than we know of, without a refund', { store: { wanted: 2 } }, 'quantity-differs'],
  ['called off here while the store still shows it', { hub: { known: 0, isCalledOff: true, atSuppliers: 0 }, supplier: null }, 'cancelled-in-hub-only'],
  ['free to go and with nobody', { hub: { atSuppliers: 0, toForward: 3 }, supplier: null }, 'not-forwarded'],
  ['the supplier never got the purchase order', { supplier: { holds: 0, unknown: 3 } }, 'not-at-supplier'],
  ['shipped, and the message was lost', { supplier: { shipped: 2 } }, 'shipped-at-supplier-only'],
  ['taken back by the supplier, and the message was lost', { supplier: { holds: 1, cancelled: 2 } }, 'cancelled-at-supplier-only'],
  ['cancelled here while the supplier still ships', { hub: { known: 1, atSuppliers: 1 }, store: { wanted: 1 } }, 'cancelled-here-only'],
  ['shipped, and the store was not told', { hub: { shipped: 3 }, supplier: { shipped: 3 } }, 'shipped-not-in-store'],
]; // prettier-ignore

test.each(CASES)('%s is one difference', (_name, parts, kind) => {
  expect(found(parts)).toEqual([kind]);
});

test('every kind of difference is found by some case', () => {
  expect(new Set(CASES.map(([, , kind]) => kind))).toEqual(new Set(DIFFERENCES));
});

test('three sides that agree differ in nothing, whatever stage the line is at', () => {
  expect(found({})).toEqual([]);
  expect(found({ hub: { shipped: 3 }, store: { fulfilled: 3 }, supplier: { shipped: 3 } })).toEqual([]); // prettier-ignore
  expect(found({ hub: { atSuppliers: 0, toForward: 3, waits: 'delay' }, supplier: null })).toEqual([]); // prettier-ignore
});

test('an order whose payment does not let it go is not missed, nor is one that wants nothing of us', () => {
  expect(found({ hub: null, supplier: null, releases: false })).toEqual([]);
  expect(found({ hub: null, supplier: null, store: { wanted: 0 } })).toEqual([]);
});

test('what a supplier has only told us, or could not be asked, contradicts nothing', () => {
  expect(found({ supplier: { source: 'told', shipped: 3 } })).toEqual([]);
  expect(found({ supplier: { source: 'silent', holds: 0 } })).toEqual([]);
});
