/**
 * Shopify's library for embedded screens: managed installation, token exchange, expiring offline tokens. The runtime
 * builds one and hands it down; nothing here is a singleton, and webhooks are not its business (see http/).
 *
 * The library brings its own adapter (web-api). Importing `@shopify/shopify-api/adapters/node` anywhere in this
 * process would replace it and break every check of a request.
 */
import {
  ApiVersion,
  AppDistribution,
  LogSeverity,
  shopifyApp,
} from '@shopify/shopify-app-remix/server';
import { setAbstractFetchFunc } from '@shopify/shopify-api/runtime';
import type { Log } from './platform/log.server.ts';

type LibrarySettings = Parameters<typeof shopifyApp>[0];

export type ShopifyLibrarySettings = {
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Where browsers and shops reach us, without a slash at the end. */
  readonly appUrl: string;
  /** Undefined: the scopes of shopify.app.toml, which a managed installation grants anyway. */
  readonly scopes: readonly string[] | undefined;
  /** Stands in for every shop; undefined in production. */
  readonly sandboxUrl: string | undefined;
  readonly sessionStorage: NonNullable<LibrarySettings['sessionStorage']>;
  /** Runs after each new token, about hourly: must be safe to repeat, and only enqueue. */
  readonly onAuthenticated: (shop: { readonly domain: string }) => Promise<void>;
  readonly log: Log;
};

export type ShopifyLibrary = ReturnType<typeof createShopify>;

export function createShopify(settings: ShopifyLibrarySettings) {
  if (settings.sandboxUrl) sendToSandbox(settings.sandboxUrl);
  const { apiKey, apiSecret, appUrl, scopes, onAuthenticated } = settings;
  return shopifyApp({
    apiKey,
    apiSecretKey: apiSecret,
    appUrl,
    apiVersion: ApiVersion.October26,
    ...(scopes ? { scopes: [...scopes] } : {}),
    distribution: AppDistribution.AppStore,
    authPathPrefix: '/auth',
    sessionStorage: settings.sessionStorage,
    future: { unstable_newEmbeddedAuthStrategy: true, expiringOfflineAccessTokens: true },
    hooks: { afterAuth: ({ session }) => onAuthenticated({ domain: session.shop }) },
    logger: { level: LogSeverity.Warning, httpRequests: false, log: logInto(settings.log) },
  });
}

function logInto(log: Log) {
  return async (severity: LogSeverity, message: string): Promise<void> => {
    if (severity === LogSeverity.Error) log.error(message);
    else log.warn(message);
  };
}

/** The library always calls `https://<shop>`; below it, such calls go to the sandbox with the shop in a header. */
function sendToSandbox(sandboxUrl: string): void {
  setAbstractFetchFunc((input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (!url.hostname.endsWith('.myshopify.com')) return fetch(input, init);
    const headers = new Headers(init?.headers ?? undefined);
    headers.set('x-emulated-host', url.hostname);
    return fetch(new URL(url.pathname + url.search, sandboxUrl), { ...init, headers });
  });
}
