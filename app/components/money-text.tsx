import { currencyCode, formatDecimal, minorDigits, money } from '../platform/money.ts';
import { useLocale } from './locale.ts';

/** Money as it comes out of a loader: integer minor units and an ISO 4217 code. */
export type ShownMoney = { readonly minor: number; readonly currency: string };

/** An amount as the locale writes it, always with the currency's own digits. */
export function formatMoney({ minor, currency }: ShownMoney, locale: string): string {
  const code = currencyCode(currency);
  const digits = minorDigits(code);
  const style = {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  } as const;
  return new Intl.NumberFormat(locale, style).format(Number(formatDecimal(money(minor, code))));
}

type MoneyTextProps = {
  readonly amount: ShownMoney | null | undefined;
  /** Stands where there is no amount. */
  readonly none?: string;
};

/** Versions of ICU in server and browser may differ by a space, hence the suppressed warning. */
export function MoneyText({ amount, none = '—' }: MoneyTextProps) {
  const locale = useLocale();
  if (!amount) return <span>{none}</span>;
  return (
    <span className="figure" suppressHydrationWarning>
      {formatMoney(amount, locale)}
    </span>
  );
}

type MoneyRangeProps = {
  readonly from: ShownMoney | null | undefined;
  readonly to: ShownMoney | null | undefined;
};

/** "12.00–18.50", or one amount where both ends are the same. */
export function MoneyRange({ from, to }: MoneyRangeProps) {
  const locale = useLocale();
  if (!from || !to || from.minor === to.minor) return <MoneyText amount={from ?? to} />;
  return (
    <span className="figure" suppressHydrationWarning>
      {formatMoney(from, locale)} – {formatMoney(to, locale)}
    </span>
  );
}
