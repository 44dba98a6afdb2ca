/** Products as imports bring them, valid by default. */
import type { ChannelProduct, ChannelVariant } from '../../../app/modules/stores/channel.ts';
import { currencyCode, money } from '../../../app/platform/money.ts';
import type { Money } from '../../../app/platform/money.ts';
import { stableId } from '../../../app/platform/ids.ts';

export const chf = (minor: number): Money => money(minor, currencyCode('CHF'));

export function aVariant(key: string, changes: Partial<ChannelVariant> = {}): ChannelVariant {
  return {
    key: stableId('variant', key),
    optionValues: [],
    sku: `SKU-${key}`,
    gtin: undefined,
    price: chf(1_990),
    compareAt: undefined,
    wholesale: chf(900),
    weightGrams: 250,
    requiresShipping: true,
    taxable: true,
    imageUrl: undefined,
    quantity: 7,
    ...changes,
  };
}

export function aProduct(name: string, changes: Partial<ChannelProduct> = {}): ChannelProduct {
  return {
    key: stableId('product', name),
    title: `The ${name}`,
    bodyHtml: '<p>Good.</p>',
    vendor: 'Velo AG',
    productType: 'Part',
    tags: ['new'],
    handle: name,
    optionNames: [],
    images: [{ url: `https://images.example/${name}.jpg`, altText: name }],
    variants: [aVariant(name)],
    published: true,
    ...changes,
  };
}

/** A product with one option and a variant for each size. */
export function aSizedProduct(name: string, sizes: readonly string[]): ChannelProduct {
  return aProduct(name, {
    optionNames: ['Size'],
    variants: sizes.map((size) => aVariant(`${name}-${size}`, { optionValues: [size] })),
  });
}
