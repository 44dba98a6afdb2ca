/** Writes the letter to a shopper: the wording of its kind with the facts of the order, in a language and a brand. */
import { currencyCode, formatDecimal } from '../../platform/money.ts';
import type { StoreBrand } from './brand.ts';
import { webUrl } from './letter.ts';
import type { Letter } from './letter.ts';
import { LABELS, WORDS } from './message-words.ts';
import type { Labels } from './message-words.ts';
import type { Locale, MessageFacts, Milestone } from './message.ts';
import { fill, headerLine } from './wording.ts';
import type { Values, Wording } from './wording.ts';

export type ShopperLetter = {
  readonly kind: Milestone;
  readonly locale: Locale;
  readonly brand: StoreBrand;
  /** The distributor's own; undefined: ours. */
  readonly wording: Wording | undefined;
  readonly facts: MessageFacts;
  /** From the order's sealed contact. */
  readonly shopperName: string | undefined;
};

export function writeShopperLetter(input: ShopperLetter): Letter {
  const { kind, locale, brand, facts } = input;
  const labels = LABELS[locale];
  const words = WORDS[locale][kind];
  const { subject, intro } = input.wording ?? words;
  const values = valuesOf(input);
  const filled = fill(intro, values);
  const url = webUrl(facts.trackingUrl);
  const greeting = values.name ? [fill(labels.greeting, values)] : [];
  return {
    locale,
    subject: headerLine(fill(subject, values)),
    preview: headerLine(filled).slice(0, 120),
    brand,
    heading: words.heading,
    paragraphs: [...greeting, ...filled.split(/\n{2,}/)],
    items: itemsOf(facts, labels),
    facts: factsOf(facts, values, labels),
    button: url ? { label: labels.track, url } : undefined,
    footer: [...(brand.footer ? [brand.footer] : []), fill(labels.sentFor, values)],
    unsubscribe: undefined,
  };
}

function valuesOf({ brand, facts, locale, shopperName }: ShopperLetter): Values {
  return {
    name: shopperName ?? '',
    order: facts.orderName ?? '',
    store: brand.name,
    carrier: facts.carrier ?? '',
    tracking: facts.trackingNumber ?? '',
    expected: facts.expectedAt ? dayText(facts.expectedAt, locale) : '',
    amount: facts.amount ? amountText(facts.amount, locale) : '',
    return: facts.returnName ?? '',
  };
}

function itemsOf({ lines = [] }: MessageFacts, labels: Labels): Letter['items'] {
  if (lines.length === 0) return undefined;
  const rows = lines.map(({ title, quantity }) => ({
    title,
    end: `${quantity} ×`,
    detail: undefined,
    url: undefined,
  }));
  return { title: labels.items, rows };
}

function factsOf(facts: MessageFacts, values: Values, labels: Labels): Letter['facts'] {
  const rows = [
    { label: labels.carrier, value: facts.carrier },
    { label: labels.tracking, value: facts.trackingNumber },
    { label: labels.expected, value: values.expected },
    { label: labels.amount, value: values.amount },
    { label: labels.returned, value: facts.returnName },
  ];
  return rows.flatMap(({ label, value }) => (value ? [{ label, value }] : []));
}

/** The day alone: whose clock would it be? */
function dayText(at: string, locale: Locale): string {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  return format.format(new Date(at));
}

function amountText(
  { minor, currency }: NonNullable<MessageFacts['amount']>,
  locale: Locale,
): string {
  const code = currencyCode(currency);
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
  return format.format(Number(formatDecimal({ minor, currency: code })));
}
