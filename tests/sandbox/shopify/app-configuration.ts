/** App: the one whose `shopify.app.toml` the sandbox reads: scopes, webhook subscriptions, definitions, proxy. */
import { readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import { z } from 'zod';

export type AppSubscription = {
  topics: string[];
  uri: string;
  name: string | null;
  includeFields: string[];
};
export type AppDefinition = {
  ownerType: string;
  owner: string;
  key: string;
  type: string;
  name: string;
};

export type AppConfiguration = {
  /** The numeric id that `$app` stands for. */
  number: number;
  name: string;
  clientId: string;
  clientSecret: string;
  /** Where the app answers now; the paths of the TOML are taken relative to its origin. */
  applicationUrl: string;
  scopes: string[];
  optionalScopes: string[];
  apiVersion: string;
  subscriptions: AppSubscription[];
  definitions: AppDefinition[];
  proxy: { url: string; prefix: string; subpath: string } | null;
};

const definition = z.looseObject({ type: z.string(), name: z.string().optional() });
const owned = z.object({ metafields: z.object({ app: z.record(z.string(), definition) }) });
const subscription = z.looseObject({
  uri: z.string(),
  name: z.string().optional(),
  topics: z.array(z.string()).default([]),
  compliance_topics: z.array(z.string()).default([]),
  include_fields: z.array(z.string()).default([]),
});
const shopifyAppToml = z.looseObject({
  name: z.string(),
  client_id: z.string(),
  application_url: z.string(),
  access_scopes: z.looseObject({
    scopes: z.string(),
    optional_scopes: z.array(z.string()).default([]),
  }),
  app_proxy: z.object({ url: z.string(), prefix: z.string(), subpath: z.string() }).optional(),
  webhooks: z.looseObject({
    api_version: z.string(),
    subscriptions: z.array(subscription).default([]),
  }),
});

const OWNERS: Record<string, string> = {
  product: 'PRODUCT',
  variant: 'PRODUCTVARIANT',
  order: 'ORDER',
  customer: 'CUSTOMER',
  shop: 'SHOP',
};

export type AppOptions = {
  tomlPath?: string;
  clientId?: string;
  clientSecret?: string;
  applicationUrl?: string;
};

/** Reads the app's TOML; client id, secret and address given by hand win over it. */
export function readAppConfiguration(options: AppOptions): AppConfiguration {
  const path = options.tomlPath ?? new URL('../../../shopify.app.toml', import.meta.url);
  const toml = shopifyAppToml.parse(parse(readFileSync(path, 'utf8')));
  return {
    number: 4242,
    name: toml.name,
    clientId: options.clientId ?? toml.client_id,
    clientSecret: options.clientSecret ?? 'sandbox-client-secret',
    applicationUrl: options.applicationUrl ?? toml.application_url,
    scopes: splitScopes(toml.access_scopes.scopes),
    optionalScopes: toml.access_scopes.optional_scopes,
    apiVersion: toml.webhooks.api_version,
    subscriptions: toml.webhooks.subscriptions.map((each) => ({
      topics: [...each.topics, ...each.compliance_topics],
      uri: each.uri,
      name: each.name ?? null,
      includeFields: each.include_fields,
    })),
    definitions: readDefinitions(toml),
    proxy: toml.app_proxy ?? null,
  };
}

export function splitScopes(scopes: string): string[] {
  return scopes.split(',').flatMap((scope) => (scope.trim() === '' ? [] : [scope.trim()]));
}

function readDefinitions(toml: Record<string, unknown>): AppDefinition[] {
  return Object.entries(OWNERS).flatMap(([owner, ownerType]) => {
    const found = owned.safeParse(toml[owner]);
    if (!found.success) return [];
    return Object.entries(found.data.metafields.app).map(([key, each]) => ({
      ownerType,
      owner,
      key,
      type: each.type,
      name: each.name ?? key,
    }));
  });
}

/** The namespace that `$app` (or none) stands for. */
export function appNamespace(app: AppConfiguration, namespace: string | null | undefined): string {
  if (!namespace || namespace === '$app') return `app--${app.number}`;
  return namespace.startsWith('$app:')
    ? `app--${app.number}--${namespace.slice('$app:'.length)}`
    : namespace;
}
