/** The form of a supplier's purchase rules: as it is shown, and as it is sent. Empty fields mean: no rule. */
import { PurchaseRules } from '../modules/purchasing/purchase-rules.ts';
import { currencyCode, formatDecimal, money, parseMoney } from '../platform/money.ts';

export type PurchaseRulesValues = {
  readonly consolidate: boolean;
  readonly minimum: string;
  readonly latestHours: string;
  readonly backorderDays: string;
  readonly rerouteAfterMinutes: string;
  readonly changeWindowMinutes: string;
};

export function showPurchaseRules(rules: PurchaseRules, currency: string): PurchaseRulesValues {
  const { consolidate, backorderDays, rerouteAfterMinutes, changeWindowMinutes } = rules;
  const shown = (value: number | undefined) => (value === undefined ? '' : String(value));
  const minimum = consolidate?.minimumMinor;
  return {
    consolidate: consolidate !== undefined,
    minimum: minimum === undefined ? '' : formatDecimal(money(minimum, currencyCode(currency))),
    latestHours: String(consolidate?.latestHours ?? 72),
    backorderDays: shown(backorderDays),
    rerouteAfterMinutes: shown(rerouteAfterMinutes),
    changeWindowMinutes: String(changeWindowMinutes),
  };
}

type Supplier = { readonly currency: string; readonly hasCutOff: boolean };

/** What was sent, or what is wrong with it in words. */
export function readPurchaseRulesForm(
  form: FormData,
  { currency, hasCutOff }: Supplier,
): PurchaseRules | string {
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === 'string' ? value.trim() : '';
  };
  const number = (name: string) => (text(name) === '' ? undefined : Number(text(name)));
  const isTogether = text('consolidate') === 'yes';
  if (isTogether && !hasCutOff)
    return 'Save a time zone and cut-off under Dispatch first: purchase orders wait for it.';
  const minimum =
    text('minimum') === '' ? undefined : parseMoney(text('minimum'), currencyCode(currency));
  if (text('minimum') !== '' && (!minimum || minimum.minor < 1))
    return `The minimum is an amount in ${currency}, such as 250.00.`;
  const rules = PurchaseRules.safeParse({
    consolidate: isTogether
      ? { minimumMinor: minimum?.minor, latestHours: number('latestHours') }
      : undefined,
    backorderDays: number('backorderDays'),
    rerouteAfterMinutes: number('rerouteAfterMinutes'),
    changeWindowMinutes: number('changeWindowMinutes'),
  });
  return rules.success
    ? rules.data
    : 'Days, hours and minutes are whole numbers; minutes from 5 to a week.';
}
