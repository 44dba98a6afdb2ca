import { useLocale } from './locale.ts';

type NumberTextProps = {
  readonly value: number | null | undefined;
  readonly none?: string;
};

/** A count as the locale writes it. */
export function NumberText({ value, none = '—' }: NumberTextProps) {
  const locale = useLocale();
  if (value === null || value === undefined) return <span>{none}</span>;
  return (
    <span className="figure" suppressHydrationWarning>
      {new Intl.NumberFormat(locale).format(value)}
    </span>
  );
}

/** A share in basis points (1/100 of a percent) as a percentage with at most one digit. */
export function PercentText({ basisPoints }: { readonly basisPoints: number | null | undefined }) {
  const locale = useLocale();
  if (basisPoints === null || basisPoints === undefined) return <span>—</span>;
  const format = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  return (
    <span className="figure" suppressHydrationWarning>
      {format.format(basisPoints / 10_000)}
    </span>
  );
}

/** "1 product", "4,210 products": English words, the locale's number. */
export function CountText(props: {
  readonly count: number;
  readonly one: string;
  readonly many: string;
}) {
  const { count, one, many } = props;
  return (
    <>
      <NumberText value={count} /> {count === 1 ? one : many}
    </>
  );
}

/** A count for places that take only text. */
export function formatCount(value: number, locale: string): string {
  return new Intl.NumberFormat(locale).format(value);
}
