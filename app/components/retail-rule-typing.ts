/** A price rule while somebody types it: numbers as text, and back, with the fields that are wrong. */
import { currencyCode, formatDecimal, money, parseMoney } from '../platform/money.ts';
import type { TypedCase, TypedFormula } from './retail-rule-fields.tsx';

type ShownFormula = {
  readonly kind: string;
  readonly basisPoints: number;
  readonly amountMinor: number;
  readonly rounding: string;
};
type ShownScope = { readonly by: string; readonly values: readonly string[] };

/** The rule as it comes out of a loader and goes back. */
export type ShownRule = ShownFormula & {
  readonly cases: readonly (ShownFormula & { readonly scope: ShownScope })[];
  readonly feeBasisPoints: number;
  readonly feeMinor: number;
  readonly underCost: boolean;
  readonly compareAt: string;
};

export type TypedRule = TypedFormula & {
  readonly cases: readonly TypedCase[];
  readonly feePercent: string;
  readonly feeAmount: string;
  readonly underCost: boolean;
  readonly compareAt: string;
};

export function typedOf(rule: ShownRule, currency: string): TypedRule {
  const amount = (minor: number) => minor === 0 ? '' : formatDecimal(money(minor, currencyCode(currency))); // prettier-ignore
  const formula = ({ kind, basisPoints, amountMinor, rounding }: ShownFormula): TypedFormula => ({
    kind,
    rounding,
    percent: String((basisPoints || 6_000) / 100),
    amount: amount(amountMinor),
  });
  return {
    ...formula(rule),
    cases: rule.cases.map(({ scope, ...rest }) => ({
      ...formula(rest),
      by: scope.by,
      values: scope.values.join(', '),
    })),
    feePercent: String(rule.feeBasisPoints / 100),
    feeAmount: amount(rule.feeMinor),
    underCost: rule.underCost,
    compareAt: rule.compareAt,
  };
}

type Read = { readonly rule: ShownRule | undefined; readonly faults: readonly string[] };

export function readTyped(typed: TypedRule, currency: string): Read {
  const faults: string[] = [];
  const percent = (text: string, most: number, field: string) => {
    const value = Number(text);
    if (text.trim() === '' || !(value >= 0 && value <= most)) faults.push(field);
    return Math.round(value * 100) || 0;
  };
  const amount = (text: string, field: string) => {
    const given = parseMoney(text.trim() || '0', currencyCode(currency));
    if (!given || given.minor < 0) faults.push(field);
    return given?.minor ?? 0;
  };
  const formula = (given: TypedFormula, part: string): ShownFormula => ({
    kind: given.kind,
    rounding: given.rounding,
    basisPoints: given.kind === 'markup' ? percent(given.percent, 10_000, `${part}.percent`) : 0,
    amountMinor: given.kind === 'amount' ? amount(given.amount, `${part}.amount`) : 0,
  });
  const rule: ShownRule = {
    ...formula(typed, 'rule'),
    cases: typed.cases.map((one, place) => {
      const values = [...new Set(one.values.split(',').map((value) => value.trim()).filter(Boolean))]; // prettier-ignore
      if (values.length === 0) faults.push(`case${place}.values`);
      return { scope: { by: one.by, values }, ...formula(one, `case${place}`) };
    }),
    feeBasisPoints: percent(typed.feePercent, 50, 'feePercent'),
    feeMinor: amount(typed.feeAmount, 'feeAmount'),
    underCost: typed.underCost,
    compareAt: typed.compareAt,
  };
  return { rule: faults.length === 0 ? rule : undefined, faults };
}
