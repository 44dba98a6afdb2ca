/**
 * Rewriting: what the app front changes in an answer of the app, so that the app believes to live in Shopify's
 * admin while the browser talks to the sandbox. Pure.
 */
export const APP_BRIDGE_ADDRESS = 'https://cdn.shopify.com/shopifycloud/app-bridge.js';
const ADMIN = 'https://admin.shopify.com';
const CDN = 'https://cdn.shopify.com';

export type Origins = {
  /** Where the browser sees the sandbox's admin. */
  admin: string;
  /** Where the browser sees the app (the app front). */
  front: string;
  /** Addresses under which the app knows itself. */
  app: readonly string[];
};

/**
 * Whoever lets Shopify's admin frame it, or Shopify's scripts run, lets the sandbox do the same. A policy that
 * refuses Shopify refuses the sandbox too: that is the fault one wants to see before Shopify does.
 */
export function rewriteContentSecurityPolicy(policy: string, origins: Origins): string {
  return policy
    .split(';')
    .map((directive) => {
      const names = directive.trim().split(/\s+/);
      return names.includes(ADMIN) || names.includes(CDN)
        ? `${directive.trimEnd()} ${origins.admin}`
        : directive;
    })
    .join(';');
}

/** Addresses of Shopify's admin, of a shop's admin and of the app itself, as the browser can reach them. */
export function rewriteAddress(address: string, origins: Origins): string {
  if (!/^https?:\/\//i.test(address)) return address;
  const url = new URL(address);
  const rest = url.pathname + url.search + url.hash;
  if (url.origin === ADMIN) return origins.admin + rest;
  if (origins.app.includes(url.origin)) return origins.front + rest;
  const shop = /^([a-z0-9][a-z0-9-]*)\.myshopify\.com$/.exec(url.hostname)?.[1];
  if (!shop) return address;
  const path = url.pathname === '/admin/oauth/install' ? '/install' : url.pathname;
  return path.startsWith('/admin') || path === '/install'
    ? `${origins.admin}/store/${shop}${path.replace(/^\/admin\b/, '')}${url.search}`
    : `${origins.admin}/storefront/${shop}${rest}`;
}

/** The App Bridge address in a page, a script or a `Link` header. */
export function rewriteAppBridge(text: string, origins: Origins): string {
  return text.replaceAll(APP_BRIDGE_ADDRESS, `${origins.admin}/app-bridge.js`);
}

const ADDRESS_HEADERS = new Set([
  'location',
  'x-remix-redirect',
  'x-shopify-api-request-failure-reauthorize-url',
]);

export function rewriteHeader(name: string, value: string, origins: Origins): string {
  if (ADDRESS_HEADERS.has(name)) return rewriteAddress(value, origins);
  if (name === 'content-security-policy') return rewriteContentSecurityPolicy(value, origins);
  if (name === 'link') return rewriteAppBridge(value, origins);
  return value;
}
