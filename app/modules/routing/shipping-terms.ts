/**
 * Shipping terms: what it costs and how long it takes to have a supplier ship, as the distributor keeps it
 * in the supplier's settings. Amounts are minor units of the distributor's currency, weights grams. Every
 * part may be left out; a supplier without rates ships everywhere for nothing but its handling fee.
 */
import { z } from 'zod';
import type { Id } from '../../platform/ids.ts';
import { leadTimesWith, onTimeOf } from './learned-lead-times.ts';
import type { LearnedSlip } from './learned-lead-times.ts';
import type { LeadTime, ParcelRate, RoutingSupplier } from './routing-input.ts';
import { SUPPLIER_TIERS } from './routing-rules.ts';

const Amount = z.int().min(0);
const Countries = z.array(z.string().regex(/^[A-Z]{2}$/));

const Rate = z.object({
  /** Destinations of this rate; left out: all that no other rate names. */
  countries: Countries.optional(),
  originCountry: z.string().optional(),
  carrier: z.string().optional(),
  cubicCentimetresPerKilogram: z.int().min(1).optional(),
  steps: z.array(z.object({ upToGrams: z.int().min(1), priceMinor: Amount })).min(1),
  perExtraKilogramMinor: Amount.optional(),
});

const Calendar = z.object({
  timeZone: z.string().refine(isTimeZone),
  cutOffMinutes: z.int().min(0).max(1_440),
  weekdays: z.array(z.int().min(1).max(7)).min(1),
  holidays: z.array(z.iso.date()).default([]),
});

export const ShippingTerms = z.object({
  rates: z.array(Rate).optional(),
  maxParcelGrams: z.int().min(1).optional(),
  freeShippingOverMinor: Amount.optional(),
  handlingFeeMinor: Amount.optional(),
  minimumOrderMinor: Amount.optional(),
  territories: Countries.optional(),
  calendar: Calendar.optional(),
  onTimeBasisPoints: z.int().min(0).max(10_000).optional(),
  leadTimes: z.array(z.object({ days: z.int().min(0), deliveries: z.int().min(0) })).optional(),
});
export type ShippingTerms = z.infer<typeof ShippingTerms>;

const FREE_RATE = { steps: [{ upToGrams: 30_000, priceMinor: 0 }], perExtraKilogramMinor: 0 };
const MAX_PARCEL_GRAMS = 30_000;
const ON_TIME_BASIS_POINTS = 9_500;
/** A supplier that is not known yet: two to four days. */
const LEAD_TIMES: readonly LeadTime[] = [
  { days: 2, deliveries: 2 },
  { days: 3, deliveries: 5 },
  { days: 4, deliveries: 2 },
];

export type TermsOfSupplier = {
  readonly supplierId: Id<'Supplier'>;
  readonly name: string;
  readonly tier: string;
  readonly shippingTerms: unknown;
  /** Units that it takes on in a day; null or absent: as many as are asked. */
  readonly dailyCapacity?: number | null;
};

/** What is known of a supplier beside its terms. */
export type SupplierFacts = {
  /** Units that it was asked for today. */
  readonly unitsToday?: number | undefined;
  readonly learned?: LearnedSlip | undefined;
};

/** A supplier as routing sees it for one destination. The rates that reach it carry its country as their zone. */
export function toRoutingSupplier(
  supplier: TermsOfSupplier,
  country: string,
  { unitsToday, learned }: SupplierFacts = {},
): RoutingSupplier {
  const terms = readTerms(supplier.shippingTerms);
  const { dailyCapacity } = supplier;
  const leadTimes = terms.leadTimes ?? LEAD_TIMES;
  return {
    supplierId: supplier.supplierId,
    name: supplier.name,
    tier: SUPPLIER_TIERS.find((tier) => tier === supplier.tier) ?? 'backup',
    parcelRates: ratesTo(terms.rates ?? [FREE_RATE], country),
    maxParcelGrams: terms.maxParcelGrams ?? MAX_PARCEL_GRAMS,
    handlingFeeMinor: terms.handlingFeeMinor ?? 0,
    onTimeBasisPoints: learned
      ? onTimeOf(learned)
      : (terms.onTimeBasisPoints ?? ON_TIME_BASIS_POINTS),
    leadTimes: learned ? leadTimesWith(learned, leadTimes) : leadTimes,
    ...(learned ? { learnedFrom: learned.dispatches } : {}),
    ...(dailyCapacity === null || dailyCapacity === undefined ? {} : { dailyCapacity }),
    ...(unitsToday === undefined ? {} : { unitsToday }),
    ...(terms.freeShippingOverMinor === undefined
      ? {}
      : { freeShippingOverMinor: terms.freeShippingOverMinor }),
    ...(terms.minimumOrderMinor === undefined
      ? {}
      : { minimumOrderMinor: terms.minimumOrderMinor }),
    ...(terms.territories === undefined ? {} : { territories: terms.territories }),
    ...(terms.calendar === undefined ? {} : { calendar: terms.calendar }),
  };
}

/** Terms that cannot be read count as none: an order is not lost over a typing error in settings. */
export function readTerms(stored: unknown): ShippingTerms {
  const parsed = ShippingTerms.safeParse(stored);
  return parsed.success ? parsed.data : {};
}

/** Rates that name the country; where none does, those for all. */
function ratesTo(rates: readonly z.infer<typeof Rate>[], country: string): ParcelRate[] {
  const named = rates.filter((rate) => rate.countries?.includes(country));
  const reaching = named.length > 0 ? named : rates.filter((rate) => !rate.countries);
  return reaching.map((rate) => toParcelRate(rate, country));
}

function toParcelRate(
  { steps, originCountry, carrier, cubicCentimetresPerKilogram, ...rate }: z.infer<typeof Rate>,
  zone: string,
): ParcelRate {
  const { perExtraKilogramMinor } = rate;
  return {
    zone,
    steps,
    ...(carrier === undefined ? {} : { carrier }),
    ...(cubicCentimetresPerKilogram === undefined ? {} : { cubicCentimetresPerKilogram }),
    ...(originCountry === undefined ? {} : { originCountry }),
    ...(perExtraKilogramMinor === undefined ? {} : { perExtraKilogramMinor }),
  };
}

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en-GB', { timeZone: name }));
  } catch {
    return false;
  }
}
