/** Return postings: what a return moves in the ledger of money, as balanced entries. Pure. */
import { money } from '../../platform/money.ts';
import type { Money } from '../../platform/money.ts';
import type { RetailerCredit } from '../../modules/returns/return-policy.ts';
import type { ReturnCase } from '../../modules/returns/return.ts';
import type { Entry, Party } from '../../modules/settlement/ledger.ts';

type Parties = Pick<ReturnCase, 'connectionId' | 'supplierId'>;
type LabelTerms = Pick<ReturnCase, 'labelFrom' | 'labelPaidBy'>;

const minus = ({ minor, currency }: Money): Money => money(-minor, currency);
const retailerOf = ({ connectionId: id }: Parties): Party => ({ kind: 'connection', id });
const supplierOf = ({ supplierId: id }: Parties): Party => ({ kind: 'supplier', id });

/** The retailer gets the wholesale price back and is charged the fee; each with its own line, so that statements say what for. */
export function retailerCreditEntries(
  parties: Parties,
  credits: readonly RetailerCredit[],
): readonly Entry[] {
  const party = retailerOf(parties);
  return credits.flatMap(({ currency, wholesaleMinor, feeMinor }) => {
    const wholesale = money(wholesaleMinor, currency);
    const fee = money(feeMinor, currency);
    return [
      { account: 'receivable', party, amount: minus(wholesale), memo: 'Goods returned' },
      { account: 'credits-given', party, amount: wholesale },
      { account: 'receivable', party, amount: fee, memo: 'Restocking fee' },
      { account: 'fees', party, amount: minus(fee) },
    ] as const;
  });
}

/** The supplier lowers what we owe it. */
export function supplierCreditEntries(parties: Parties, amount: Money): readonly Entry[] {
  const party = supplierOf(parties);
  return [
    { account: 'payable', party, amount },
    { account: 'credits-received', party, amount: minus(amount) },
  ];
}

/** Nobody owes anybody for a label that its giver also bears; the shopper's own is between it and the retailer. */
export function isLabelFree({ labelFrom, labelPaidBy }: LabelTerms): boolean {
  if (labelFrom === 'supplier') return labelPaidBy === 'supplier';
  return labelFrom === 'shopper' && labelPaidBy === 'retailer';
}

/** Who has laid out the money for the label. */
export function labelCostEntries(about: Parties & LabelTerms, cost: Money): readonly Entry[] {
  if (isLabelFree(about)) return [];
  const retailer = retailerOf(about);
  const supplier = supplierOf(about);
  if (about.labelFrom === 'shopper')
    return [
      { account: 'receivable', party: retailer, amount: minus(cost), memo: 'Return postage' },
      { account: 'credits-given', party: retailer, amount: cost },
    ];
  const paidFrom: Entry =
    about.labelFrom === 'supplier'
      ? { account: 'payable', party: supplier, amount: minus(cost), memo: 'Return label' }
      : { account: 'cash', amount: minus(cost) };
  return [{ account: 'shipping-cost', party: supplier, amount: cost }, paidFrom];
}

/** Who bears it in the end, where that is not the distributor. */
export function labelChargeEntries(about: Parties & LabelTerms, cost: Money): readonly Entry[] {
  if (isLabelFree(about) || about.labelPaidBy === 'distributor') return [];
  if (about.labelPaidBy === 'retailer') {
    const party = retailerOf(about);
    return [
      { account: 'receivable', party, amount: cost, memo: 'Return label' },
      { account: 'shipping-charged', party, amount: minus(cost) },
    ];
  }
  return supplierCreditEntries(about, cost);
}
