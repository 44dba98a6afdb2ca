/** Shipping terms of a supplier as the form sends them: amounts in the hub's currency, weights in kilograms. */
import { z } from 'zod';
import { NEW_RATE_TABLE } from '../components/hub/shipping-values.ts';
import type { RateTable, ShippingValues } from '../components/hub/shipping-values.ts';
import { currencyCode, formatDecimal, money, parseMoney } from '../platform/money.ts';
import { readDispatchCalendar, showDispatchCalendar } from './dispatch-form.ts';
import { ShippingTerms } from '../modules/routing/shipping-terms.ts';

const text = z.string().trim().max(2_000).default('');
const ShippingForm = z.object({
  handlingFee: text,
  minimumOrder: text,
  freeShippingOver: text,
  heaviestParcel: text,
  territories: text,
});

/** Says what is wrong with a field, in words for who filled it in. */
class Unreadable extends Error {}

/**
 * The terms that a form states, in minor units and grams; a text says what is wrong. What the form does not show
 * (lead times, punctuality, the origin of a rate) stays as it was.
 */
export function readShippingTerms(
  form: FormData,
  currency: string,
  before: unknown = {},
): ShippingTerms | string {
  try {
    return read(form, currency, ShippingTerms.safeParse(before).data ?? {});
  } catch (fault) {
    if (fault instanceof Unreadable) return fault.message;
    throw fault;
  }
}

function read(given: FormData, currency: string, before: ShippingTerms): ShippingTerms {
  const form = ShippingForm.parse(Object.fromEntries(given));
  const amounts = {
    handlingFeeMinor: amountOf(form.handlingFee, currency),
    minimumOrderMinor: amountOf(form.minimumOrder, currency),
    freeShippingOverMinor: amountOf(form.freeShippingOver, currency),
    maxParcelGrams: form.heaviestParcel ? gramsOf(form.heaviestParcel) : undefined,
    territories: countriesOf(form.territories),
  };
  const rates = readTables(given).flatMap((table, index) => {
    const steps = table.steps
      .filter(({ upToKilograms, price }) => upToKilograms || price)
      .map(({ upToKilograms, price }) => ({
        upToGrams: gramsOf(upToKilograms),
        priceMinor: amountOf(price || '?', currency) ?? 0,
      }))
      .toSorted((a, b) => a.upToGrams - b.upToGrams);
    if (steps.length === 0) return [];
    const kept = before.rates?.[index]?.originCountry;
    return [
      present({
        steps,
        countries: countriesOf(table.countries),
        originCountry: kept,
        carrier: table.carrier || undefined,
        cubicCentimetresPerKilogram: divisorOf(table.volumeDivisor),
        perExtraKilogramMinor: amountOf(table.perExtraKilogram, currency),
      }),
    ];
  });
  const { leadTimes, onTimeBasisPoints } = before;
  const calendar = readDispatchCalendar(given);
  if (typeof calendar === 'string') throw new Unreadable(calendar);
  const stated = { ...amounts, calendar, leadTimes, onTimeBasisPoints };
  return ShippingTerms.parse(present(rates.length > 0 ? { ...stated, rates } : stated));
}

/** Without the keys that have no value. */
function present(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

/** The tables in the order in which they were filled in; their fields carry the table's number. */
function readTables(form: FormData): RateTable[] {
  const textsOf = (name: string) =>
    form.getAll(name).map((value) => (typeof value === 'string' ? value.trim() : ''));
  return textsOf('rateTable').map((number) => {
    const prices = textsOf(`price.${number}`);
    return {
      countries: textsOf(`countries.${number}`)[0] ?? '',
      carrier: textsOf(`carrier.${number}`)[0] ?? '',
      volumeDivisor: textsOf(`divisor.${number}`)[0] ?? '',
      perExtraKilogram: textsOf(`extra.${number}`)[0] ?? '',
      steps: textsOf(`upTo.${number}`).map((upToKilograms, index) => ({
        upToKilograms,
        price: prices[index] ?? '',
      })),
    };
  });
}

function amountOf(entered: string, currency: string): number | undefined {
  if (!entered) return undefined;
  const amount = parseMoney(entered, currencyCode(currency));
  if (!amount || amount.minor < 0)
    throw new Unreadable(`"${entered}" is no amount of ${currency} (like 4.90).`);
  return amount.minor;
}

function divisorOf(entered: string): number | undefined {
  if (!entered) return undefined;
  if (!/^[1-9]\d{2,4}$/.test(entered))
    throw new Unreadable(`"${entered}" is no volume of a kilogram in cm³ (carriers use 5000).`);
  return Number(entered);
}

function gramsOf(entered: string): number {
  const grams = Math.round(Number(entered) * 1_000);
  if (!entered || !Number.isFinite(grams) || grams < 1)
    throw new Unreadable(`"${entered}" is no weight in kilograms (like 2 or 0.5).`);
  return grams;
}

/** "CH, DE fr" as a list of ISO 3166 codes; undefined where none is named. */
export function countriesOf(entered: string): string[] | undefined {
  const codes = entered
    .toUpperCase()
    .split(/[\s,;]+/)
    .filter(Boolean);
  const wrong = codes.find((code) => !/^[A-Z]{2}$/.test(code));
  if (wrong) throw new Unreadable(`"${wrong}" is no country of two letters (like CH).`);
  return codes.length > 0 ? [...new Set(codes)] : undefined;
}

/** Stored terms as the fields show them. */
export function showShippingTerms(stored: unknown, currency: string): ShippingValues {
  const terms = ShippingTerms.safeParse(stored).data ?? {};
  const amount = (minor: number | undefined) =>
    minor === undefined ? '' : formatDecimal(money(minor, currencyCode(currency)));
  const kilograms = (grams: number | undefined) =>
    grams === undefined ? '' : String(grams / 1_000);
  const rates = (terms.rates ?? []).map((rate) => ({
    countries: (rate.countries ?? []).join(', '),
    carrier: rate.carrier ?? '',
    volumeDivisor: String(rate.cubicCentimetresPerKilogram ?? ''),
    perExtraKilogram: amount(rate.perExtraKilogramMinor),
    steps: rate.steps.map(({ upToGrams, priceMinor }) => ({
      upToKilograms: kilograms(upToGrams),
      price: amount(priceMinor),
    })),
  }));
  return {
    rates: rates.length > 0 ? rates : [NEW_RATE_TABLE],
    handlingFee: amount(terms.handlingFeeMinor),
    minimumOrder: amount(terms.minimumOrderMinor),
    freeShippingOver: amount(terms.freeShippingOverMinor),
    heaviestParcel: kilograms(terms.maxParcelGrams),
    territories: (terms.territories ?? []).join(', '),
    dispatch: showDispatchCalendar(terms.calendar),
  };
}
