/** What a person is told when something about money is refused; amounts are said in full. */
import { MONEY_REFUSALS } from '../components/money-words.ts';
import { currencyCode, formatDecimal, money } from '../platform/money.ts';
import type {
  InvoiceKnown,
  MoreThanOwed,
  TooMuch,
  TotalDiffers,
} from '../modules/settlement/settlement-errors.ts';

type Refusal = TooMuch | MoreThanOwed | TotalDiffers | InvoiceKnown | { readonly kind: string };

export function moneyRefusal(refusal: Refusal): string {
  if ('mostMinor' in refusal) {
    const most = amount(refusal.mostMinor, refusal.currency);
    return refusal.kind === 'too-much'
      ? `That is more than is left of the invoice: ${most}.`
      : `A supplier is not paid more than was approved. Open are ${most}.`;
  }
  if ('linesMinor' in refusal) {
    const { linesMinor, totalMinor, currency } = refusal;
    return `The lines come to ${amount(linesMinor, currency)}, but the total says ${amount(totalMinor, currency)}. Check both.`;
  }
  if ('number' in refusal) return `Invoice ${refusal.number} of this supplier is here already.`;
  return MONEY_REFUSALS[refusal.kind] ?? 'That was not possible. Reload the page and try again.';
}

function amount(minor: number, currency: string): string {
  return `${currency} ${formatDecimal(money(minor, currencyCode(currency)))}`;
}
