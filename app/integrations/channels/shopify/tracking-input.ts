import type { Tracking } from '../../../modules/stores/channel.ts';

/**
 * Shopify follows parcels of companies that are spelt exactly as in its list, so names that are surely meant are
 * brought into that spelling; the address is sent all the same. Either one number and address or lists, never both.
 */
export function trackingInput({ carrier, number, url }: Tracking) {
  return {
    company: COMPANIES[carrier.trim().toLowerCase()] ?? carrier,
    ...(number === undefined ? {} : { number }),
    ...(url === undefined ? {} : { url }),
  };
}

/** Source: "supported tracking companies" in the description of FulfillmentTrackingInfo.company, 2026-10. */
const COMPANIES: Readonly<Record<string, string>> = {
  'swiss post': 'Swiss Post',
  'die post': 'Swiss Post',
  ups: 'UPS',
  usps: 'USPS',
  fedex: 'FedEx',
  dhl: 'DHL Express',
  'dhl express': 'DHL Express',
  'dhl ecommerce': 'DHL eCommerce',
  dpd: 'DPD',
  gls: 'GLS',
  'royal mail': 'Royal Mail',
  'la poste': 'La Poste',
  colissimo: 'Colissimo',
  chronopost: 'Chronopost',
  postnl: 'PostNL',
  bpost: 'Bpost',
  'canada post': 'Canada Post',
  'australia post': 'Australia Post',
};
