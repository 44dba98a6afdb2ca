/**
 * Address rules: whether a parcel could find its door. What carriers refuse outright is checked here by the form of an
 * address; whether the door exists is a service's business, behind `Deliverability`.
 */
import type { PostalAddress } from '../stores/channel.ts';

/** Countries without postal codes in use (Universal Postal Union, postal addressing systems, 2026). */
const WITHOUT_POSTCODE = new Set(
  ('AE AG AN AO AW BF BI BJ BO BS BW BZ CD CF CG CI CK CM DJ DM ER FJ GA GD GH GM GQ GY HK HM JM KI KM KN KP LC ' +
    'ML MO MR MW NR NU QA RW SB SC SL SR ST SY TF TG TK TL TO TT TV UG VU YE ZW').split(' '),
); // prettier-ignore
/** Countries whose carriers sort by state or province. */
const WITH_PROVINCE = new Set(['AU', 'BR', 'CA', 'IN', 'MX', 'US']);

/** How postal codes are written where carriers turn away others (Universal Postal Union, 2026). Spaces do not count. */
const POSTCODES: Readonly<Record<string, RegExp>> = {
  AT: /^\d{4}$/, AU: /^\d{4}$/, BE: /^\d{4}$/, BR: /^\d{5}-?\d{3}$/, CA: /^[A-Z]\d[A-Z]\d[A-Z]\d$/, CH: /^\d{4}$/,
  CZ: /^\d{5}$/, DE: /^\d{5}$/, DK: /^\d{4}$/, ES: /^\d{5}$/, FI: /^\d{5}$/, FR: /^\d{5}$/,
  GB: /^[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}$/, HU: /^\d{4}$/, IT: /^\d{5}$/, JP: /^\d{3}-?\d{4}$/, LI: /^94\d{2}$/,
  LU: /^(L-?)?\d{4}$/, MX: /^\d{5}$/, NL: /^\d{4}[A-Z]{2}$/, NO: /^\d{4}$/, NZ: /^\d{4}$/, PL: /^\d{2}-?\d{3}$/,
  PT: /^\d{4}-?\d{3}$/, SE: /^\d{5}$/, SK: /^\d{5}$/, US: /^\d{5}(-?\d{4})?$/,
}; // prettier-ignore

/** A post office's box in the languages of the countries above: no carrier but the post delivers to it. */
const PO_BOX =
  /\b(p\.?\s*o\.?\s*box|post\s*office\s*box|postfach|case\s+postale|casella\s+postale|bo[iî]te\s+postale|apartado(\s+(de\s+correos|postal))?|caixa\s+postal|postbus|postboks|postbox|box\s+postal|skr\.?\s*poczt\.?|packstation)\b/iu;

export type MissingPart =
  | 'address'
  | 'name'
  | 'street'
  | 'city'
  | 'postal code'
  | 'province'
  | 'country';

/** The parts that are missing; empty when a label can be printed. */
export function missingAddressParts(address: PostalAddress | undefined): readonly MissingPart[] {
  if (!address) return ['address'];
  const country = address.country.toUpperCase();
  const required: readonly (readonly [MissingPart, string | undefined])[] = [
    ['name', address.name || address.company],
    ['street', address.address1 || address.address2],
    ['city', address.city],
    ['country', /^[A-Z]{2}$/.test(country) ? country : undefined],
    ['postal code', WITHOUT_POSTCODE.has(country) ? 'none' : address.zip],
    ['province', WITH_PROVINCE.has(country) ? address.province : 'none'],
  ];
  return required.filter(([, value]) => !value?.trim()).map(([part]) => part);
}

/** Whether it leads to a post office's box. */
export function isPostBox({ address1, address2 }: PostalAddress): boolean {
  return PO_BOX.test(`${address1} ${address2 ?? ''}`);
}

/** What is known of a door: it can be reached, or why it cannot. */
export type DeliveryVerdict =
  | { readonly kind: 'deliverable' }
  | { readonly kind: 'undeliverable'; readonly why: string };

/** Says whether a parcel would arrive. A service's adapter may stand here; it must not answer slowly. */
export type Deliverability = (address: PostalAddress) => DeliveryVerdict;

/** Without a service: by the form of the postal code, where the country has one that we know. */
export const deliverableByForm: Deliverability = ({ country, zip }) => {
  const form = POSTCODES[country.toUpperCase()];
  const code = zip?.toUpperCase().replaceAll(/\s+/g, '') ?? '';
  return !form || code === '' || form.test(code)
    ? { kind: 'deliverable' }
    : { kind: 'undeliverable', why: `${country.toUpperCase()} has no postal codes of that form` };
};
