/** The form of a price list as it is sent. Percentages come as people write them and are kept in basis points. */
import { z } from 'zod';
import { PriceListTerms } from '../modules/pricing/price-list.ts';
import { currencyCode, parseMoney } from '../platform/money.ts';

const percent = (most: number) =>
  z.coerce
    .number()
    .min(0)
    .max(most)
    .transform((value) => Math.round(value * 100));

const Form = z.object({
  name: z.string(),
  kind: z.string(),
  percentOff: percent(100).default(0),
  costPlus: percent(10_000).default(0),
  costPlusAmount: z.string().default(''),
  currency: z.string(),
  marginFloor: percent(99.99),
  floorAct: z.string().default('alert'),
  /** One tier a line: "10: 5" is 5 % off from 10 units on. */
  tiers: z.string().default(''),
});

export const PriceListForm = Form.transform((given, context) => {
  const fault = (message: string) => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  const currency = given.currency.trim().toUpperCase();
  if (!/^[A-Z]{3}$/.test(currency)) return fault('The currency is three letters, like CHF.');
  const plus = parseMoney(given.costPlusAmount.trim() || '0', currencyCode(currency));
  if (!plus || plus.minor < 0) return fault(`The surcharge is an amount of ${currency}.`);
  const volumeTiers = readTiers(given.tiers);
  if (!volumeTiers) return fault('Write each tier as “units: percent”, like 10: 5.');
  const terms = PriceListTerms.safeParse({
    name: given.name,
    kind: given.kind,
    percentOffBasisPoints: given.percentOff,
    costPlusBasisPoints: given.costPlus,
    costPlusMinor: plus.minor,
    volumeTiers,
    currency,
    marginFloorBasisPoints: given.marginFloor,
    floorAct: given.floorAct,
  });
  return terms.success ? terms.data : fault(terms.error.issues[0]?.message ?? PRICE_LIST_INVALID);
});

function readTiers(text: string) {
  const lines = text.split(/[\n;]/).map((line) => line.trim()).filter(Boolean); // prettier-ignore
  const tiers = lines.map((line) => /^(\d{1,7})\s*:\s*(\d{1,3}(?:\.\d{1,2})?)\s*%?$/.exec(line));
  if (tiers.some((tier) => tier === null)) return undefined;
  return tiers.map((tier) => ({
    minQuantity: Number(tier?.[1]),
    basisPointsOff: Math.round(Number(tier?.[2]) * 100),
  }));
}

const PRICE_LIST_INVALID =
  'Give a name, percentages between 0 and 100, and a currency of three capital letters.';

/** What a person reads when the form cannot be taken: the first thing that is wrong. */
export function priceListFault(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue?.code === 'custom' ? issue.message : PRICE_LIST_INVALID;
}
