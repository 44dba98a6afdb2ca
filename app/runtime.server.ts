/** Runtime: the one place that picks real adapters and builds what the processes hand down. */
import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase } from './db.server.ts';
import { askToReopen } from './flows/relation/ask-to-reopen.server.ts';
import { installStore } from './flows/relation/install-store.server.ts';
import type { DoorContext } from './http/door-context.ts';
import type { Health } from './http/health.server.ts';
import { readMetrics } from './http/read-metrics.server.ts';
import { createVisits } from './http/visits.server.ts';
import { createShopifyChannels } from './integrations/channels/shopify/shopify-channel.server.ts';
import { createShopifySessionStorage } from './integrations/channels/shopify/shopify-sessions.server.ts';
import { createShopifyStorefront } from './integrations/channels/shopify/shopify-storefront.server.ts';
import { createShopifyTokens } from './integrations/channels/shopify/shopify-tokens.server.ts';
import { createShopifyWebhooks } from './integrations/channels/shopify/shopify-webhooks.server.ts';
import { createSmtpMessenger } from './integrations/messages/smtp-messenger.server.ts';
import { createWebhookSender } from './integrations/messages/webhook-sender.server.ts';
import { createRateFiles } from './integrations/rates/rate-files.server.ts';
import { createConnectorFactories } from './integrations/suppliers/connectors.server.ts';
import { createAuthentication } from './modules/accounts/authentication.server.ts';
import type { ChannelFactory } from './modules/stores/channel.ts';
import { createStoreRate } from './modules/stores/store-rate.repository.server.ts';
import { createStoreSessions } from './modules/stores/store-sessions.repository.server.ts';
import { findChannelStore } from './modules/stores/stores.repository.server.ts';
import type { ConnectorFactory } from './modules/suppliers/supplier-connector.ts';
import { credentialsPurpose } from './modules/suppliers/supplier.ts';
import { findSupplierLink } from './modules/suppliers/suppliers.repository.server.ts';
import { createPostgresContents } from './platform/blob-chunks.server.ts';
import { createObjectContents } from './platform/blob-objects.server.ts';
import { createBlobs } from './platform/blobs.server.ts';
import type { Blobs } from './platform/blobs.server.ts';
import { systemClock } from './platform/clock.ts';
import type { Clock, Instant } from './platform/clock.ts';
import { useDatabaseServer } from './platform/database-server.server.ts';
import { openPool } from './platform/database.server.ts';
import type { Database } from './platform/database.server.ts';
import type { Environment } from './platform/env.server.ts';
import { createSocketOpener } from './platform/guarded-socket.server.ts';
import { createHttpClient } from './platform/http-client.server.ts';
import type { HttpClient } from './platform/http-client.server.ts';
import { createLog } from './platform/log.server.ts';
import type { Log } from './platform/log.server.ts';
import { readReadiness } from './platform/readiness.server.ts';
import { createMetrics } from './platform/metrics.server.ts';
import type { Metrics } from './platform/metrics.server.ts';
import { migrate } from './platform/migrate.server.ts';
import { createSecretsBox } from './platform/secrets.server.ts';
import type { SecretsBox } from './platform/secrets.server.ts';
import { startTracing } from './platform/tracing.server.ts';
import { createShopify } from './shopify.server.ts';

export type Runtime = {
  readonly environment: Environment;
  readonly databaseUrl: string;
  readonly door: DoorContext;
  readonly health: Health;
  readonly metrics: Metrics;
  close(): Promise<void>;
};

export type RuntimeOptions = {
  /** Of the process, as the database server shows it. */
  readonly name: string;
  readonly clock?: Clock;
  readonly log?: Log;
};

const INBOX_CONNECTIONS = 8;
const LOCK_CONNECTIONS = 4;

type Ground = {
  readonly environment: Environment;
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly http: HttpClient;
  readonly secrets: SecretsBox;
};

/** Reaches the database (starting the embedded one where none is named), brings its schema up to date, builds the rest. */
export async function openRuntime(
  environment: Environment,
  options: RuntimeOptions,
): Promise<Runtime> {
  const { name, clock = systemClock } = options;
  const log = options.log ?? createLog({ level: environment.logLevel });
  const stopTracing = await startTracing({ endpoint: environment.traceEndpoint, name });
  const server = await useDatabaseServer(environment);
  await migrate(server.url, { clock });
  const db = openDatabase(server.url, { size: poolSize(environment), name });
  const pool = openPool(server.url, { size: INBOX_CONNECTIONS, name: `${name} inbox` });
  const lockPool = openPool(server.url, { size: LOCK_CONNECTIONS, name: `${name} locks` });
  const metrics = createMetrics();
  const http = createHttpClient({
    clock,
    allowPrivateAddresses: allowedAddresses(environment),
    observe: (system, outcome, seconds) => metrics.outgoing.observe({ system, outcome }, seconds),
  });
  const secrets = createSecretsBox(environment.encryptionKeys);
  const ground: Ground = { environment, db, clock, log, http, secrets };
  const sessions = createStoreSessions({ db, lockPool, secrets, clock });
  const shopify = createShopifySide(ground, sessions);
  const connectors: Record<string, ConnectorFactory> = createConnectorFactories({
    http,
    clock,
    openSocket: createSocketOpener(allowedAddresses(environment)),
  });
  const authentication = createAuthentication(db, {
    appUrl: environment.appUrl,
    secret: environment.authSecret,
  });

  const door: DoorContext = {
    db,
    pool,
    clock,
    log,
    secrets,
    random: Math.random,
    blobs: openBlobs(pool, clock, environment),
    appUrl: environment.appUrl,
    authentication,
    rateSource: createRateFiles({ http }),
    mailRoom: {
      messenger: environment.mail && createSmtpMessenger({ ...environment.mail, clock }),
      appUrl: environment.appUrl,
    },
    webhooks: createWebhookSender(http),
    channelOf: (storeId) => openChannel(ground, { shopify: shopify?.channels }, storeId),
    connectorOf: (distributorId, supplierId) =>
      openConnector(ground, connectors, { distributorId, supplierId }),
    storeEventReaders: shopify ? { shopify: shopify.webhooks } : {},
    storefrontReaders: shopify ? { shopify: shopify.storefront } : {},
    answerShopifySignIn: async (request) => {
      await shopify?.library.authenticate.admin(request);
    },
    addDocumentHeaders: (request, headers) => {
      addSecurityHeaders(headers);
      shopify?.library.addDocumentResponseHeaders(request, headers);
    },
    ...createVisits({ db, authentication, embedding: shopify?.embedding }),
  };

  return {
    environment,
    databaseUrl: server.url,
    door,
    metrics,
    health: {
      readiness: () => readReadiness(pool),
      metricsText: () => readMetrics(ground, metrics),
      metricsToken: environment.metricsToken,
    },
    async close() {
      await http.close();
      await stopTracing();
      await db.$disconnect();
      await Promise.all([pool.end(), lockPool.end()]);
      await server.stop();
    },
  };
}

/**
 * A job may hold one connection (a lock) while it works through another, and the drains beside the jobs need some:
 * with fewer than that they could wait for each other.
 */
function poolSize({ databasePoolSize, workerConcurrency }: Environment): number {
  return Math.max(databasePoolSize, 2 * workerConcurrency + 10);
}

/** Files that were kept before a move to an object store are still read from the database. */
function openBlobs(
  pool: ReturnType<typeof openPool>,
  clock: Clock,
  { blobMaxBytes: maxBytes, objectStore }: Environment,
): Blobs {
  const inDatabase = createPostgresContents(pool);
  const places = objectStore
    ? ([createObjectContents(objectStore), inDatabase] as const)
    : ([inDatabase] as const);
  return createBlobs({ pool, clock, maxBytes }, places);
}

function createShopifySide(ground: Ground, sessions: ReturnType<typeof createStoreSessions>) {
  const { environment, db, clock, log, http } = ground;
  const { shopify, shopifySandboxUrl: sandboxUrl, appUrl, appBridgeUrl } = environment;
  if (!shopify) return undefined;
  const { apiKey, apiSecret, scopes } = shopify;
  const shopOf = (domain: string) => ({ channel: 'shopify', domain });
  const tokens = createShopifyTokens({
    sessions,
    http,
    clock,
    apiKey,
    apiSecret,
    sandboxUrl,
    onAccessLost: (domain) => askToReopen({ db, clock }, shopOf(domain)),
  });
  const library = createShopify({
    apiKey,
    apiSecret,
    appUrl,
    scopes,
    sandboxUrl,
    log,
    sessionStorage: createShopifySessionStorage({ sessions, tokens }),
    onAuthenticated: async ({ domain }) => {
      await installStore({ db, clock }, shopOf(domain));
    },
  });
  const rateOf = (storeId: string) => createStoreRate({ db, clock }, storeId);
  return {
    library,
    channels: createShopifyChannels({
      http,
      tokens,
      rateOf,
      clock,
      sandboxUrl,
      pause: pauseUntil(clock),
    }),
    webhooks: createShopifyWebhooks(apiSecret),
    storefront: createShopifyStorefront(apiSecret),
    embedding: {
      apiKey,
      appBridgeUrl: appBridgeUrl.startsWith('https://cdn.shopify.com/') ? undefined : appBridgeUrl,
      sent: isFromShopifyAdmin,
      storeOf: async (request: Request) => {
        const { session } = await library.authenticate.admin(request);
        return installStore({ db, clock }, shopOf(session.shop));
      },
    },
  };
}

/** A page opened in the admin names the shop; what that page then fetches carries the admin's token. */
function isFromShopifyAdmin(request: Request): boolean {
  const { searchParams } = new URL(request.url);
  return (
    searchParams.has('shop') ||
    searchParams.has('id_token') ||
    request.headers.get('authorization')?.startsWith('Bearer ') === true
  );
}

async function openChannel(
  { db }: Ground,
  factories: Readonly<Record<string, ChannelFactory | undefined>>,
  storeId: string,
) {
  const found = await findChannelStore(db, storeId);
  const factory = found && factories[found.channel];
  if (!factory) throw new Error(`Store ${storeId} is unknown, or its channel is not set up here`);
  return factory(found.store);
}

async function openConnector(
  { db, secrets }: Ground,
  factories: Readonly<Record<string, ConnectorFactory | undefined>>,
  key: { readonly distributorId: string; readonly supplierId: string },
) {
  const supplier = await findSupplierLink(db, key);
  const factory = supplier && factories[supplier.connector];
  if (!factory) throw new Error(`Supplier ${key.supplierId} is unknown, or has no connector`);
  const { supplierId } = key;
  const { code, currency, settings, sealedCredentials } = supplier;
  const credentials = sealedCredentials
    ? secrets.open(sealedCredentials, credentialsPurpose(key))
    : undefined;
  return factory({ supplierId, code, currency, settings, credentials });
}

/** A sandbox stands at a private address by nature; it is allowed by being named. */
function allowedAddresses({ allowPrivateAddresses, shopifySandboxUrl }: Environment): string[] {
  const sandbox = shopifySandboxUrl ? [new URL(shopifySandboxUrl).host] : [];
  return [...allowPrivateAddresses, ...sandbox];
}

function pauseUntil(clock: Clock) {
  return async (until: Instant) => {
    await delay(Math.max(0, until.getTime() - clock.now().getTime()));
  };
}

function addSecurityHeaders(headers: Headers): void {
  headers.set(
    'Content-Security-Policy',
    "frame-ancestors 'none'; object-src 'none'; base-uri 'self'",
  );
  headers.set('X-Content-Type-Options', 'nosniff');
  headers.set('Referrer-Policy', 'strict-origin-when-cross-origin');
}
