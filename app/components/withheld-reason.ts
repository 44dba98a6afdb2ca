/** Why a product may not be sold now and what to do about it, in the retailer's words. */
const TOLD: Readonly<Record<string, { readonly short: string; readonly next: string }>> = {
  'connection-inactive': {
    short: 'Connection not active',
    next: 'The connection to the distributor is not active. Ask the distributor to resume it.',
  },
  'not-in-assortment': {
    short: 'Not in your range',
    next: 'The distributor has not opened this product to you. Ask for it.',
  },
  withdrawn: {
    short: 'Withdrawn',
    next: 'The distributor has withdrawn this product. Take it out of your shop when it has sold.',
  },
  'no-price-list': {
    short: 'No price list yet',
    next: 'The distributor has not given you a price list yet. Ask for one.',
  },
  'no-rate': {
    short: 'No exchange rate',
    next: 'The distributor prices in another currency than your shop sells in, and has no rate for it yet. Ask for one.',
  },
  'stale-rate': {
    short: 'Exchange rate too old',
    next: 'The distributor’s rate for your currency is too old to price by. It is for sale again once there is a new one.',
  },
  'no-price': {
    short: 'No price yet',
    next: 'The distributor has not priced this product yet. It can be sold once it has a price.',
  },
  'under-margin-floor': {
    short: 'Price under review',
    next: 'The distributor is looking at the price of this product. It is for sale again once that is settled.',
  },
};

const UNKNOWN = { short: 'Not for sale now', next: 'Ask the distributor why.' };

export function withheldTold(reason: string): { readonly short: string; readonly next: string } {
  return TOLD[reason] ?? UNKNOWN;
}
