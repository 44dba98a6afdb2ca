/**
 * Address rules: whether a parcel could find its door. Only what carriers refuse outright is checked here;
 * deliverability is a service's business.
 */
import type { PostalAddress } from '../stores/channel.ts';

/** Countries without postal codes in use (Universal Postal Union, postal addressing systems, 2026). */
const WITHOUT_POSTCODE = new Set(
  ('AE AG AN AO AW BF BI BJ BO BS BW BZ CD CF CG CI CK CM DJ DM ER FJ GA GD GH GM GQ GY HK HM JM KI KM KN KP LC ' +
    'ML MO MR MW NR NU QA RW SB SC SL SR ST SY TF TG TK TL TO TT TV UG VU YE ZW').split(' '),
); // prettier-ignore
/** Countries whose carriers sort by state or province. */
const WITH_PROVINCE = new Set(['AU', 'BR', 'CA', 'IN', 'MX', 'US']);

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
