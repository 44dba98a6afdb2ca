import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bySupplier,
  returnableUnits,
  takeReturnUnits,
} from '../../../app/modules/returns/return-units.ts';
import type { ReturnSource } from '../../../app/modules/returns/return-units.ts';
import type { Id } from '../../../app/platform/ids.ts';

const LINE = 'line' as Id<'OrderLine'>;

function source(name: string, more: Partial<ReturnSource> = {}): ReturnSource {
  return {
    purchaseOrderLineId: name as Id<'PurchaseOrderLine'>,
    orderLineId: LINE,
    variantId: 'variant' as Id<'Variant'>,
    supplierId: `supplier-${name}` as Id<'Supplier'>,
    locationId: 'place' as Id<'SupplierLocation'>,
    asked: 3,
    shipped: 3,
    taken: 0,
    shippedAt: new Date('2026-11-02T08:00:00Z'),
    unitCostMinor: 500,
    costCurrency: 'CHF',
    unitWholesaleMinor: 1_200,
    wholesaleCurrency: 'CHF',
    ...more,
  };
}
const take = (sources: readonly ReturnSource[], quantity: number, origin = 'retailer' as const) =>
  takeReturnUnits(sources, [{ orderLineId: LINE, quantity }], origin);

describe('units to come back', () => {
  it('are taken from the parcel that left last, then from the one before', () => {
    const old = source('old');
    const fresh = source('new', { shippedAt: new Date('2026-11-09T08:00:00Z') });
    const taken = take([old, fresh], 4);
    expect(taken).toMatchObject({
      ok: true,
      value: [
        { source: fresh, quantity: 3 },
        { source: old, quantity: 1 },
      ],
    });
  });

  it('become one return for each supplier', () => {
    const taken = take([source('a'), source('b')], 5);
    expect(taken.ok && bySupplier(taken.value)).toHaveLength(2);
  });

  it('are never more than was shipped and has not come back already', () => {
    expect(take([source('a', { taken: 2 })], 2)).toEqual({
      ok: false,
      error: { kind: 'more-than-shipped', units: 1 },
    });
  });

  it('count before they have left where a cancellation could not stop them', () => {
    const unshipped = source('a', { shipped: 0, shippedAt: null });
    expect(returnableUnits(unshipped, 'cancellation')).toBe(3);
    expect(returnableUnits(unshipped, 'retailer')).toBe(0);
  });

  it('are those of the purchase order that is named', () => {
    const wanted = {
      orderLineId: LINE,
      quantity: 1,
      purchaseOrderLineId: 'b' as Id<'PurchaseOrderLine'>,
    };
    const taken = takeReturnUnits([source('a'), source('b')], [wanted], 'cancellation');
    expect(taken.ok && taken.value.map((each) => each.source.purchaseOrderLineId)).toEqual(['b']);
  });

  it('of no line, or of another order’s line, are refused', () => {
    expect(take([source('a')], 0)).toMatchObject({ error: { kind: 'no-units' } });
    const strange = [{ orderLineId: 'other' as Id<'OrderLine'>, quantity: 1 }];
    expect(takeReturnUnits([source('a')], strange, 'retailer')).toMatchObject({
      error: { kind: 'no-units' },
    });
  });

  it('are all of the wish or none, and never beyond a source, whatever is asked', () => {
    const anySource = fc.record({ shipped: fc.nat(6), taken: fc.nat(6) });
    fc.assert(
      fc.property(
        fc.array(anySource, { minLength: 1, maxLength: 5 }),
        fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 3 }),
        (rows, wishes) => {
          const sources = rows.map((row, index) => source(String(index), row));
          const free = sources.reduce((sum, each) => sum + returnableUnits(each, 'retailer'), 0);
          const wanted = wishes.reduce((sum, units) => sum + units, 0);
          const taken = takeReturnUnits(
            sources,
            wishes.map((quantity) => ({ orderLineId: LINE, quantity })),
            'retailer',
          );
          if (!taken.ok) return wanted > free;
          const units = taken.value.reduce((sum, { quantity }) => sum + quantity, 0);
          return (
            units === wanted &&
            taken.value.every((each) => each.quantity <= returnableUnits(each.source, 'retailer'))
          );
        },
      ),
    );
  });
});
