/** Price step: one rule of the chain that made a price, with what it made of it. */
import type { Money } from '../../platform/money.ts';
import type { Rounding } from '../connections/connection.ts';

/** What was exchanged, at which rate of which day. A rate is units of the new currency for one of the old. */
export type Exchange = {
  readonly kind: 'converted';
  readonly what: 'cost' | 'list-price' | 'wholesale' | 'minimum-price';
  readonly from: Money;
  readonly amount: Money;
  readonly rate: string;
  /** ISO date of the rate in use. */
  readonly day: string;
};

export type PriceStep =
  | { readonly kind: 'list-price'; readonly amount?: Money | undefined }
  /** The least that an active supplier charges for one unit. */
  | { readonly kind: 'cost'; readonly supplier: string; readonly amount: Money }
  | Exchange
  | { readonly kind: 'fixed-entry'; readonly list: string; readonly amount: Money }
  | {
      readonly kind: 'percent-off';
      readonly list: string;
      readonly basisPoints: number;
      readonly amount: Money;
    }
  | {
      readonly kind: 'cost-plus';
      readonly list: string;
      readonly basisPoints: number;
      readonly plus: Money;
      readonly amount: Money;
    }
  /** From so many units of one order line on; basis points where it is a share off, none where it is a price. */
  | {
      readonly kind: 'volume-tier';
      readonly minQuantity: number;
      readonly basisPoints?: number | undefined;
      readonly amount: Money;
    }
  | {
      readonly kind: 'promotion';
      readonly name: string;
      readonly basisPoints: number;
      /** As the clocks of the distributor show it: 2026-11-30 00:00. */
      readonly endsAt: string;
      readonly amount: Money;
    }
  /** The list's margin floor: the least price that keeps it, and whether this price does. */
  | {
      readonly kind: 'margin-floor';
      readonly basisPoints: number;
      readonly least: Money;
      readonly isKept: boolean;
      readonly act: 'alert' | 'hold';
      readonly amount: Money;
    }
  | { readonly kind: 'as-list-price'; readonly amount: Money }
  | { readonly kind: 'markup'; readonly basisPoints: number; readonly amount: Money }
  | { readonly kind: 'amount-over'; readonly plus: Money; readonly amount: Money }
  /** Raised to what the retailer pays with its fees on top. */
  | { readonly kind: 'not-under-cost'; readonly hasFees: boolean; readonly amount: Money }
  | { readonly kind: 'minimum-price'; readonly amount: Money }
  | { readonly kind: 'rounded'; readonly rounding: Rounding; readonly amount: Money };

/** The chain as a retailer may see it: not what its distributor pays, nor what it must keep. */
export function stepsForRetailer(steps: readonly PriceStep[]): readonly PriceStep[] {
  return steps.flatMap((step): PriceStep[] => {
    if (step.kind === 'cost' || step.kind === 'margin-floor') return [];
    if (step.kind === 'converted' && step.what === 'cost') return [];
    if (step.kind === 'cost-plus')
      return [{ kind: 'fixed-entry', list: step.list, amount: step.amount }];
    return [step];
  });
}
