/** The form of a supplier as it is sent: the same fields for a new one and for a change. */
import { z } from 'zod';
import { currencyCode, formatDecimal, money, parseMoney } from '../../platform/money.ts';

const minutes = (max: number) => z.coerce.number().min(1).max(max);
const optionalText = (max: number) => z.string().trim().max(max);

export const SupplierForm = z.object({
  name: z.string().trim().min(1).max(120),
  connector: z.enum(['api', 'csv', 'none']),
  address: z.union([z.literal(''), z.url({ protocol: /^https?$/ })]),
  apiKey: optionalText(2_000),
  eventSecret: optionalText(2_000),
  tier: z.enum(['primary', 'secondary', 'backup']),
  deductsAt: z.enum(['receipt', 'acknowledgement', 'shipment', 'never']),
  feedIntervalMinutes: z.coerce.number().min(0.1).max(10_080),
  staleAfterMinutes: minutes(100_000),
  goneAfterMinutes: minutes(100_000),
  acknowledgeWithinMinutes: z.coerce.number().int().min(1).max(100_000),
  handlingFee: optionalText(20),
  minimumOrder: optionalText(20),
  freeShippingOver: optionalText(20),
  perExtraKilogram: optionalText(20),
});
export type SupplierForm = z.infer<typeof SupplierForm>;

export type RateRow = { readonly upToKilograms: string; readonly price: string };
export const RATE_ROWS = 6;

/** The table of parcel rates, row by row as it was filled in. */
export function readRates(form: FormData): readonly RateRow[] {
  const textsOf = (name: string) =>
    form.getAll(name).map((value) => (typeof value === 'string' ? value.trim() : ''));
  const prices = textsOf('ratePrice');
  return textsOf('rateUpTo').map((upToKilograms, index) => ({
    upToKilograms,
    price: prices[index] ?? '',
  }));
}

/** Shipping terms from the form in minor units of the hub's currency; a text says what is wrong. */
export function readShippingTerms(
  form: SupplierForm,
  rates: readonly RateRow[],
  currency: string,
): object | string {
  const amounts = {
    handlingFeeMinor: form.handlingFee,
    minimumOrderMinor: form.minimumOrder,
    freeShippingOverMinor: form.freeShippingOver,
  };
  const terms: Record<string, number> = {};
  for (const [name, text] of Object.entries(amounts)) {
    if (!text) continue;
    const amount = parseMoney(text, currencyCode(currency));
    if (!amount || amount.minor < 0) return `"${text}" is no amount of ${currency} (like 4.90).`;
    terms[name] = amount.minor;
  }
  const steps = [];
  for (const { upToKilograms, price } of rates.filter((row) => row.upToKilograms || row.price)) {
    const grams = Math.round(Number(upToKilograms) * 1_000);
    const amount = parseMoney(price, currencyCode(currency));
    if (!Number.isFinite(grams) || grams < 1)
      return `"${upToKilograms}" is no weight in kilograms.`;
    if (!amount || amount.minor < 0) return `"${price}" is no amount of ${currency} (like 7.00).`;
    steps.push({ upToGrams: grams, priceMinor: amount.minor });
  }
  const extra = form.perExtraKilogram
    ? parseMoney(form.perExtraKilogram, currencyCode(currency))
    : undefined;
  if (form.perExtraKilogram && !extra)
    return `"${form.perExtraKilogram}" is no amount of ${currency}.`;
  if (steps.length === 0) return terms;
  steps.sort((a, b) => a.upToGrams - b.upToGrams);
  const rate = { steps, ...(extra ? { perExtraKilogramMinor: extra.minor } : {}) };
  return { ...terms, rates: [rate] };
}

const Stored = z.object({
  rates: z
    .array(
      z.object({
        steps: z.array(z.object({ upToGrams: z.number(), priceMinor: z.number() })),
        perExtraKilogramMinor: z.number().optional(),
      }),
    )
    .optional(),
  handlingFeeMinor: z.number().optional(),
  minimumOrderMinor: z.number().optional(),
  freeShippingOverMinor: z.number().optional(),
});

/** Stored terms as the fields show them. Rates by country, which only the API sets, are shown by their first table. */
export function showShippingTerms(stored: unknown, currency: string) {
  const terms = Stored.safeParse(stored).data ?? {};
  const amount = (minor: number | undefined) =>
    minor === undefined ? '' : formatDecimal(money(minor, currencyCode(currency)));
  const [rate] = terms.rates ?? [];
  return {
    handlingFee: amount(terms.handlingFeeMinor),
    minimumOrder: amount(terms.minimumOrderMinor),
    freeShippingOver: amount(terms.freeShippingOverMinor),
    perExtraKilogram: amount(rate?.perExtraKilogramMinor),
    rates: (rate?.steps ?? []).map(({ upToGrams, priceMinor }) => ({
      upToKilograms: String(upToGrams / 1_000),
      price: amount(priceMinor),
    })),
  };
}
