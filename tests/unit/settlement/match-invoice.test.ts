import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allocate } from '../../../app/modules/settlement/allocate.ts';
import { acceptLines, matchInvoice } from '../../../app/modules/settlement/match-invoice.ts';
import type { BillableOrder, InvoiceLine } from '../../../app/modules/settlement/match-invoice.ts';
import { DEFAULT_TERMS } from '../../../app/modules/settlement/settlement-terms.ts';
import { numberKey } from '../../../app/modules/settlement/supplier-invoice.ts';
import { currencyCode } from '../../../app/platform/money.ts';

const CHF = currencyCode('CHF');
const names = fc.constantFrom('PO-1', 'PO-2', 'po-2 ', 'PO-9');
const skus = fc.constantFrom('A', 'B', 'a', 'Z');
const small = fc.integer({ min: 1, max: 40 });
const prices = fc.integer({ min: 0, max: 5_000 });

const orders: fc.Arbitrary<readonly BillableOrder[]> = fc
  .tuple(fc.array(fc.tuple(prices, fc.nat(40)), { minLength: 4, maxLength: 4 }), fc.nat(2_000))
  .map(([articles, shipping]) =>
    ['PO-1', 'PO-2'].map((number, index) => ({
      id: number,
      number,
      currency: 'CHF',
      billableShippingMinor: shipping,
      articles: ['A', 'B'].map((supplierSku, at) => {
        const [unitCostMinor = 0, billableQuantity = 0] = articles[index * 2 + at] ?? [];
        return { supplierSku, unitCostMinor, billableQuantity };
      }),
    })),
  );

const lines: fc.Arbitrary<readonly InvoiceLine[]> = fc
  .array(
    fc.record({
      kind: fc.constantFrom(
        'goods' as const,
        'goods' as const,
        'shipping' as const,
        'tax' as const,
      ),
      purchaseOrderNumber: fc.option(names, { nil: null }),
      supplierSku: fc.option(skus, { nil: null }),
      quantity: small,
      unitMinor: prices,
    }),
    { minLength: 1, maxLength: 10 },
  )
  .map((made) => made.map((line, index) => ({ ...line, number: index + 1 })));

const terms = fc
  .record({
    toleranceBasisPoints: fc.nat(2_000),
    toleranceMinor: fc.nat(300),
    taxBasisPoints: fc.nat(2_500),
  })
  .map((given) => ({ ...DEFAULT_TERMS, ...given }));

test('whatever an invoice asks for, no more units are payable than are shipped, and no more than it asks', () => {
  fc.assert(
    fc.property(lines, orders, terms, (asked, known, agreed) => {
      const match = matchInvoice({ currency: CHF, lines: asked }, known, agreed);
      const total = asked.reduce((sum, line) => sum + line.quantity * line.unitMinor, 0);
      expect(match.payableMinor).toBeLessThanOrEqual(total);
      if (match.fits) expect(match.payableMinor).toBe(total);
      const goods = match.lines.filter(({ number }) => asked[number - 1]?.kind === 'goods');
      for (const order of known) {
        for (const { supplierSku, billableQuantity } of order.articles) {
          const paid = goods
            .filter((line) => line.purchaseOrderId === order.id && line.supplierSku === supplierSku)
            .reduce((sum, line) => sum + line.payableQuantity, 0);
          expect(paid).toBeLessThanOrEqual(billableQuantity);
        }
      }
      for (const line of match.lines) {
        expect(line.payableQuantity).toBeGreaterThanOrEqual(0);
        expect(line.payableUnitMinor).toBeLessThanOrEqual(asked[line.number - 1]?.unitMinor ?? 0);
      }
      const accepted = acceptLines(asked, match);
      if (accepted) expect(accepted.every(({ payableQuantity }) => payableQuantity > 0)).toBe(true);
    }),
    { seed: 5, numRuns: 600 },
  );
});

test('two lines over one article share what is shipped of it', () => {
  const order: BillableOrder = {
    id: 'o',
    number: 'PO-1',
    currency: 'CHF',
    billableShippingMinor: 0,
    articles: [{ supplierSku: 'A', unitCostMinor: 100, billableQuantity: 3 }],
  };
  const line = {
    kind: 'goods',
    purchaseOrderNumber: 'PO-1',
    supplierSku: 'A',
    quantity: 2,
    unitMinor: 100,
  } as const;
  const match = matchInvoice(
    {
      currency: CHF,
      lines: [
        { ...line, number: 1 },
        { ...line, number: 2 },
      ],
    },
    [order],
    DEFAULT_TERMS,
  );
  expect(
    match.lines.map(({ payableQuantity, difference }) => [payableQuantity, difference]),
  ).toEqual([
    [2, null],
    [1, 'quantity'],
  ]);
});

test('an invoice in another currency than its order is not matched', () => {
  const order = {
    id: 'o',
    number: 'PO-1',
    currency: 'EUR',
    billableShippingMinor: 0,
    articles: [],
  };
  const line = {
    number: 1,
    kind: 'goods',
    purchaseOrderNumber: 'PO-1',
    supplierSku: 'A',
    quantity: 1,
    unitMinor: 1,
  } as const;
  expect(
    matchInvoice({ currency: CHF, lines: [line] }, [order], DEFAULT_TERMS).lines[0]?.difference,
  ).toBe('currency');
});

test('a number is the same however it is spelled', () => {
  expect(numberKey('RE 2026/17')).toBe(numberKey('re-2026.17'));
  expect(numberKey('RE 2026/17')).not.toBe(numberKey('RE 2026/18'));
});

test('payments close items in their order: nothing is spent twice, and nothing is left over while something is open', () => {
  const amounts = fc.array(fc.nat(1_000), { maxLength: 8 });
  fc.assert(
    fc.property(amounts, amounts, (given, owed) => {
      const sources = given.map((leftMinor, index) => ({
        id: `s${index}`,
        kind: 'payment' as const,
        leftMinor,
      }));
      const items = owed.map((openMinor, index) => ({
        id: `i${index}`,
        kind: 'document' as const,
        openMinor,
      }));
      const made = allocate(sources, items);
      const sum = (of: readonly number[]) => of.reduce((total, one) => total + one, 0);
      expect(sum(made.map(({ amountMinor }) => amountMinor))).toBe(Math.min(sum(given), sum(owed)));
      for (const source of sources) {
        const spent = sum(
          made.filter((each) => each.source.id === source.id).map(({ amountMinor }) => amountMinor),
        );
        expect(spent).toBeLessThanOrEqual(source.leftMinor);
      }
      for (const item of items) {
        const closed = sum(
          made.filter((each) => each.item.id === item.id).map(({ amountMinor }) => amountMinor),
        );
        expect(closed).toBeLessThanOrEqual(item.openMinor);
      }
      expect(made.every(({ amountMinor }) => amountMinor > 0)).toBe(true);
    }),
    { seed: 3, numRuns: 300 },
  );
});
