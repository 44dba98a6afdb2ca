/** Mapper: what Shopify answers, in our words. Pure. */
import type {
  AuditedListing,
  ChannelFailure,
  ChannelProduct,
  ImportedVariant,
  OutsideFulfilmentId,
  OutsideFulfilmentOrderId,
  OutsideLineId,
  OutsideOrderId,
  OutsideProductId,
  OutsideStockId,
  OutsideVariantId,
  StockReading,
  StoreDescription,
} from '../../../modules/stores/channel.ts';
import { currencyCode, minorDigits, money, parseMoney } from '../../../platform/money.ts';
import type { CurrencyCode, Money } from '../../../platform/money.ts';
import { err, ok } from '../../../platform/result.ts';
import type { Result } from '../../../platform/result.ts';
import type { Level } from './shopify-operations/stock.ts';

// Shopify's global ids are our outside ids as they are; this is where they get their names.
export const outsideProductId = (gid: string) => gid as OutsideProductId;
export const outsideVariantId = (gid: string) => gid as OutsideVariantId;
export const outsideStockId = (gid: string) => gid as OutsideStockId;
export const outsideOrderId = (gid: string) => gid as OutsideOrderId;
export const outsideLineId = (gid: string) => gid as OutsideLineId;
export const outsideFulfilmentId = (gid: string) => gid as OutsideFulfilmentId;
export const outsideFulfilmentOrderId = (gid: string) => gid as OutsideFulfilmentOrderId;

export type VariantNode = {
  readonly id: string;
  readonly key: { readonly value: string } | null;
  readonly inventoryItem: { readonly id: string };
};

/** Our variants beside the store's, matched by our metafield; one that is missing makes the answer unreadable. */
export function matchVariants(
  product: Pick<ChannelProduct, 'variants'>,
  nodes: readonly VariantNode[],
): Result<readonly ImportedVariant[], ChannelFailure> {
  const imported = readVariants(nodes);
  const keys = new Set(imported.map(({ key }) => key));
  const missing = product.variants.filter(({ key }) => !keys.has(key));
  if (missing.length === 0) return ok(imported);
  const why = `${missing.length} variants do not carry our id in the store`;
  return err({ kind: 'unreadable', why });
}

export function readVariants(nodes: readonly VariantNode[]): readonly ImportedVariant[] {
  return nodes.flatMap(({ id, key, inventoryItem }) =>
    key === null
      ? []
      : {
          key: key.value,
          outsideVariantId: outsideVariantId(id),
          outsideStockId: outsideStockId(inventoryItem.id),
        },
  );
}

type Shop = {
  readonly id: string;
  readonly name: string;
  readonly email?: string | null | undefined;
  readonly currencyCode: string;
  readonly ianaTimezone: string;
  readonly shopAddress?: { readonly countryCodeV2?: string | null | undefined } | null | undefined;
};

export function toStoreDescription(shop: Shop): StoreDescription {
  return {
    outsideShopId: shop.id,
    name: shop.name,
    email: shop.email ?? undefined,
    currency: currencyCode(shop.currencyCode),
    timeZone: shop.ianaTimezone,
    country: shop.shopAddress?.countryCodeV2 ?? UNKNOWN_COUNTRY,
  };
}

/** ISO 3166-1 keeps ZZ free for users; a shop without an address has it until it gets one. */
const UNKNOWN_COUNTRY = 'ZZ';

export function toStockReading(itemId: string, level: Level): StockReading {
  const byName = new Map(level.quantities.map(({ name, quantity }) => [name, quantity]));
  return {
    outsideStockId: outsideStockId(itemId),
    available: byName.get('available') ?? 0,
    committed: byName.get('committed'),
    onHand: byName.get('on_hand'),
    active: level.isActive,
  };
}

/** An item whose level was never made at our location: nothing is stocked there. */
export function unstocked(itemId: string): StockReading {
  return {
    outsideStockId: outsideStockId(itemId),
    available: 0,
    committed: 0,
    onHand: 0,
    active: false,
  };
}

export function toAuditedListing(
  itemId: string,
  level: Level,
  variant: { readonly id: string; readonly price: string },
  currency: CurrencyCode,
): AuditedListing {
  return {
    ...toStockReading(itemId, level),
    outsideVariantId: outsideVariantId(variant.id),
    price: toMoney(variant.price, currency),
  };
}

/**
 * Amounts come as decimals that may have more digits than the currency ("10.0" yen, "3.333" after a discount);
 * surplus digits are rounded half up, as Shopify does when it charges.
 */
export function toMoney(amount: string, currency: CurrencyCode): Money {
  const exact = parseMoney(amount, currency);
  if (exact) return exact;
  return roundedMoney(amount, currency);
}

function roundedMoney(amount: string, currency: CurrencyCode): Money {
  const digits = minorDigits(currency);
  const [whole = '0', fraction = ''] = amount.replace('-', '').split('.');
  const kept = BigInt(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  const up = (fraction[digits] ?? '0') >= '5' ? 1n : 0n;
  const magnitude = Number(kept + up);
  return money(amount.startsWith('-') ? -magnitude : magnitude, currency);
}
