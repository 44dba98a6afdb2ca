import { Text } from '@shopify/polaris';
import type { CSSProperties } from 'react';
import { useLocale } from '../locale.ts';
import { formatMoney } from '../money-text.tsx';
import './routing.css';

export type ComparedFigure = {
  readonly label: string;
  readonly before: number;
  readonly after: number;
  /** Which way is good. */
  readonly better: 'less' | 'more';
  readonly as: 'money' | 'count' | 'days' | 'percent';
  /** Smaller differences are none. */
  readonly grain?: number;
};

/** Figures before and after, side by side, with what the difference means: better, worse or the same. */
export function CompareFigures(props: {
  readonly figures: readonly ComparedFigure[];
  readonly currency: string;
  /** Side by side where there is room; on a phone there are two. */
  readonly columns: number;
}) {
  const { figures, currency, columns } = props;
  const locale = useLocale();
  const show = (as: ComparedFigure['as'], value: number) => format(as, value, currency, locale);
  return (
    <div className="compare-row" style={{ '--compare-columns': columns } as CSSProperties}>
      {figures.map(({ label, before, after, better, as, grain = 0 }) => {
        const change = after - before;
        const verdict = verdictOf(change, better, grain);
        return (
          <div className="compare-tile" key={label} suppressHydrationWarning>
            <Text as="span" tone="subdued" variant="bodySm">
              {label}
            </Text>
            <span className="compare-figure figure" suppressHydrationWarning>
              {show(as, after)}
            </span>
            <span className={`compare-${verdict}`} suppressHydrationWarning>
              {verdict === 'same'
                ? 'as now'
                : `${change > 0 ? '+' : '−'}${difference(as, Math.abs(change), show)} (${verdict})`}
            </span>
            <Text as="span" tone="subdued" variant="bodySm">
              now <span suppressHydrationWarning>{show(as, before)}</span>
            </Text>
          </div>
        );
      })}
    </div>
  );
}

export function verdictOf(
  change: number,
  better: 'less' | 'more',
  grain: number,
): 'better' | 'worse' | 'same' {
  if (Math.abs(change) <= grain) return 'same';
  return change < 0 === (better === 'less') ? 'better' : 'worse';
}

/** Shares differ by points, not by percent. */
function difference(
  as: ComparedFigure['as'],
  value: number,
  show: (as: ComparedFigure['as'], value: number) => string,
): string {
  return as === 'percent' ? `${show('count', 100 * value)} points` : show(as, value);
}

function format(as: ComparedFigure['as'], value: number, currency: string, locale: string): string {
  switch (as) {
    case 'money':
      return formatMoney({ minor: Math.round(value), currency }, locale);
    case 'percent':
      return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(
        value,
      );
    case 'days':
      return `${new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(value)} days`;
    default:
      return new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(value);
  }
}
