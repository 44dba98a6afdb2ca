import { describe, expect, it } from 'vitest';
import {
  labelChargeEntries,
  labelCostEntries,
  retailerCreditEntries,
  supplierCreditEntries,
} from '../../../app/flows/order/return-postings.ts';
import { LABEL_PAYERS, LABEL_SOURCES } from '../../../app/modules/returns/return-policy.ts';
import { faultOfEntries, purposeOf } from '../../../app/modules/settlement/ledger.ts';
import type { Entry } from '../../../app/modules/settlement/ledger.ts';
import { currencyCode, money } from '../../../app/platform/money.ts';
import type { Id } from '../../../app/platform/ids.ts';

const CHF = currencyCode('CHF');
const parties = {
  connectionId: 'shop' as Id<'Connection'>,
  supplierId: 'north' as Id<'Supplier'>,
};

function sumOn(entries: readonly Entry[], account: Entry['account']): number {
  return entries.reduce((sum, each) => sum + (each.account === account ? each.amount.minor : 0), 0);
}

describe('the books of a return', () => {
  it('credit the retailer with wholesale less the fee, and say on its statement what for', () => {
    const entries = retailerCreditEntries(parties, [
      { currency: CHF, wholesaleMinor: 2_400, feeMinor: 240 },
    ]);
    expect(faultOfEntries(entries)).toBeUndefined();
    expect(sumOn(entries, 'receivable')).toBe(-2_160);
    const purposes = entries.flatMap((each) => purposeOf(each, entries) ?? []);
    expect(purposes).toEqual(['credits-given', 'fees']);
  });

  it('lower what we owe the supplier by its credit', () => {
    const entries = supplierCreditEntries(parties, money(900, CHF));
    expect(faultOfEntries(entries)).toBeUndefined();
    expect(sumOn(entries, 'payable')).toBe(900);
  });

  /** What a label of 700 changes for retailer, supplier and us, by who gave it and who pays: debit is positive. */
  const EFFECTS: Readonly<Record<string, readonly [number, number, number]>> = {
    'supplier retailer': [700, -700, 0],
    'supplier distributor': [0, -700, 700],
    'supplier supplier': [0, 0, 0],
    'distributor retailer': [700, 0, 0],
    'distributor distributor': [0, 0, 700],
    'distributor supplier': [0, 700, 0],
    'shopper retailer': [0, 0, 0],
    'shopper distributor': [-700, 0, 700],
    'shopper supplier': [-700, 700, 0],
  };

  it.each(LABEL_SOURCES.flatMap((from) => LABEL_PAYERS.map((payer) => [from, payer] as const)))(
    'put the label of the %s on the %s',
    (labelFrom, labelPaidBy) => {
      const about = { ...parties, labelFrom, labelPaidBy };
      const cost = labelCostEntries(about, money(700, CHF));
      const charge = labelChargeEntries(about, money(700, CHF));
      expect([faultOfEntries(cost), faultOfEntries(charge)]).toEqual([undefined, undefined]);
      const all = [...cost, ...charge];
      const [receivable, payable, ours] = EFFECTS[`${labelFrom} ${labelPaidBy}`] ?? [];
      expect(sumOn(all, 'receivable')).toBe(receivable);
      expect(sumOn(all, 'payable')).toBe(payable);
      const result =
        sumOn(all, 'shipping-cost') +
        sumOn(all, 'shipping-charged') +
        sumOn(all, 'credits-given') +
        sumOn(all, 'credits-received');
      expect(result).toBe(ours);
    },
  );
});
