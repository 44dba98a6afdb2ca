/** The shop and the app's installation in it. */
import { gidNumber } from '../ids.ts';
import type { Context, ResolverTable } from '../resolver-types.ts';
import type { InstallationRecord } from '../store-app.ts';
import type { ShopRecord } from '../store.ts';

const PLAN_NAMES = {
  basic: 'Basic',
  advanced: 'Advanced',
  plus: 'Shopify Plus',
  enterprise: 'Commerce Components',
};

export const shopResolvers: ResolverTable = {
  QueryRoot: {
    shop: (_source: unknown, _args: unknown, { store }: Context) => store.shop,
    currentAppInstallation: (_source: unknown, _args: unknown, { store, caller }: Context) =>
      store.installations.get(caller.clientId) ?? null,
  },
  Shop: {
    myshopifyDomain: (shop: ShopRecord) => shop.domain,
    url: (shop: ShopRecord) => `https://${shop.domain}`,
    contactEmail: (shop: ShopRecord) => shop.email,
    primaryDomain: (shop: ShopRecord) => ({
      id: `gid://shopify/Domain/${gidNumber(shop.id)}`,
      host: shop.domain,
      url: `https://${shop.domain}`,
      sslEnabled: true,
    }),
    weightUnit: () => 'GRAMS',
    shopAddress: (shop: ShopRecord) => ({
      id: `gid://shopify/ShopAddress/${gidNumber(shop.id)}`,
      countryCodeV2: shop.countryCode,
      country: shop.countryCode,
      address1: 'Bahnhofstrasse 1',
      city: 'Bern',
      zip: '3011',
    }),
    plan: (shop: ShopRecord) => ({
      publicDisplayName: PLAN_NAMES[shop.plan],
      partnerDevelopment: false,
      shopifyPlus: shop.plan === 'plus' || shop.plan === 'enterprise',
    }),
    resourceLimits: (shop: ShopRecord) => ({
      maxProductVariants: shop.maxProductVariants,
      maxProductOptions: 3,
      locationLimit: 200,
      redirectLimitReached: false,
    }),
    fulfillmentServices: (_shop: ShopRecord, _args: unknown, { store }: Context) => [
      ...store.fulfillmentServices.values(),
    ],
  },
  AppInstallation: {
    accessScopes: (installation: InstallationRecord) =>
      installation.scopes.map((handle) => ({ handle, description: handle })),
    activeSubscriptions: () => [],
    app: (_installation: InstallationRecord, _args: unknown, { core }: Context) => ({
      id: `gid://shopify/App/${core.app.number}`,
      title: core.app.name,
      apiKey: core.app.clientId,
      handle: core.app.name.toLowerCase(),
      embedded: true,
    }),
  },
};
