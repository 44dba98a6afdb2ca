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
  'currency-differs': {
    short: 'Other currency',
    next: 'The distributor prices in another currency than your shop sells in. Ask for a price list in yours.',
  },
  'no-price': {
    short: 'No price yet',
    next: 'The distributor has not priced this product yet. It can be sold once it has a price.',
  },
};

const UNKNOWN = { short: 'Not for sale now', next: 'Ask the distributor why.' };

export function withheldTold(reason: string): { readonly short: string; readonly next: string } {
  return TOLD[reason] ?? UNKNOWN;
}
