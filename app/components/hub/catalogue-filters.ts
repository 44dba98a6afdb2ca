import type { ListFilter } from '../list-filters.tsx';
import { facetChoices } from '../facet-choices.ts';
import { formatMoney } from '../money-text.tsx';
import { currencyCode, minorDigits } from '../../platform/money.ts';

type Count = { readonly value: string; readonly label: string; readonly count: number };

export type ShownFacets = {
  readonly isWhole: boolean;
  readonly vendor: readonly Count[];
  readonly type: readonly Count[];
  readonly tag: readonly Count[];
  readonly category: readonly Count[];
  readonly stock: readonly Count[];
  readonly supplier: readonly Count[];
};

const STOCK = { in: 'In stock', out: 'Out of stock' };
const LACKS = [
  { value: 'supplier', label: 'A supplier' },
  { value: 'price', label: 'A list price' },
];
/** Steps of the price filter, in the currency's main unit. */
const PRICES = [0, 25, 50, 100, 250, 1_000];

/** The filters of the catalogue, each choice with how many products it leaves. */
export function catalogueFilters(
  facets: ShownFacets,
  currency: string,
  locale: string,
): readonly ListFilter[] {
  const { isWhole, vendor, type, tag, category, stock, supplier } = facets;
  return [
    { key: 'vendor', label: 'Vendor', choices: facetChoices(vendor, isWhole) },
    { key: 'type', label: 'Type', choices: facetChoices(type, isWhole) },
    { key: 'category', label: 'Category', choices: facetChoices(category, isWhole) },
    { key: 'tag', label: 'Tag', choices: facetChoices(tag, isWhole) },
    { key: 'stock', label: 'Stock', choices: facetChoices(stock, isWhole, STOCK) },
    { key: 'supplier', label: 'Supplier', choices: facetChoices(supplier, isWhole) },
    { key: 'price', label: 'List price', choices: priceChoices(currency, locale) },
    { key: 'lack', label: 'Lacks', choices: LACKS },
  ];
}

function priceChoices(currency: string, locale: string) {
  const minor = (amount: number) => amount * 10 ** minorDigits(currencyCode(currency));
  const shown = (amount: number) => formatMoney({ minor: minor(amount), currency }, locale);
  return PRICES.map((from, place) => {
    const to = PRICES[place + 1];
    if (to === undefined) return { value: `${minor(from)}-`, label: `From ${shown(from)}` };
    return { value: `${minor(from)}-${minor(to)}`, label: `${shown(from)} – ${shown(to)}` };
  });
}
