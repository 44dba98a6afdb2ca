/**
 * Hosts: which address a person's browser uses for what.
 *
 * | real Shopify                         | sandbox                                                       |
 * |--------------------------------------|---------------------------------------------------------------|
 * | https://admin.shopify.com/store/x/…  | http://HOST:SANDBOX/store/x/…                                 |
 * | https://x.myshopify.com/…            | http://HOST:SANDBOX/storefront/x/…                            |
 * | the app's own address, in the iframe | http://HOST:FRONT/…  (the app front, `app-front.ts`)          |
 * | https://cdn.shopify.com/…/app-bridge.js | http://HOST:SANDBOX/app-bridge.js                          |
 *
 * HOST is whatever name the browser used (`Host`, or `X-Forwarded-Host`), never one that we configured. So the
 * screens work on localhost, by the machine's name, and through `ssh -L SANDBOX:localhost:SANDBOX
 * -L FRONT:localhost:FRONT`; the two port numbers must stay the same on both sides of the tunnel.
 * The requests that the *app* sends to `x.myshopify.com` are redirected below its HTTP client and name their
 * host in `x-emulated-host`.
 */
import type { IncomingMessage } from 'node:http';

const SHOP_SUFFIX = '.myshopify.com';

export function shopDomain(handle: string): string {
  return `${handle}${SHOP_SUFFIX}`;
}

export function shopHandle(domain: string): string {
  return domain.endsWith(SHOP_SUFFIX) ? domain.slice(0, -SHOP_SUFFIX.length) : domain;
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return (Array.isArray(value) ? value[0] : value)?.split(',')[0]?.trim() || undefined;
}

/** The origin that the browser sees, `http://name:port`. */
export function browserOrigin(request: IncomingMessage): string {
  const scheme = header(request, 'x-forwarded-proto') === 'https' ? 'https' : 'http';
  const host = header(request, 'x-forwarded-host') ?? header(request, 'host') ?? 'localhost';
  return `${scheme}://${host}`;
}

/** The same name at another port of ours. */
export function siblingOrigin(request: IncomingMessage, port: number): string {
  const origin = new URL(browserOrigin(request));
  origin.port = String(port);
  return origin.origin;
}

/** The shop that a request to `x.myshopify.com` means, null when it was sent to the sandbox by its own name. */
export function emulatedShop(request: IncomingMessage): string | null {
  const host = header(request, 'x-emulated-host') ?? header(request, 'host') ?? '';
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return name.endsWith(SHOP_SUFFIX) ? name : null;
}
