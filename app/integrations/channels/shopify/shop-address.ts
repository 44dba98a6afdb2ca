/**
 * Shop address: where the shop of a domain is reached. A sandbox stands in for every shop at one address and is told
 * by a header which shop is meant; in production the shop's own domain is the address.
 */
export type ShopAddress = {
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
};

const SHOP_DOMAIN = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/;

/** Throws for anything but a `*.myshopify.com` domain: tokens go nowhere else. */
export function shopAddress(domain: string, sandboxUrl: string | undefined): ShopAddress {
  if (!SHOP_DOMAIN.test(domain)) throw new Error('Not a domain of a Shopify shop');
  if (sandboxUrl === undefined) return { origin: `https://${domain}`, headers: {} };
  return { origin: sandboxUrl, headers: { 'x-emulated-host': domain } };
}

export function isShopDomain(text: string): boolean {
  return SHOP_DOMAIN.test(text);
}
