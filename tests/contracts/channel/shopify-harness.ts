/** A connected Shopify store in the sandbox, with the adapter over the real database, for tests. */
import { createShopifyChannels } from '../../../app/integrations/channels/shopify/shopify-channel.server.ts';
import {
  createShopifyTokens,
  offlineSessionId,
} from '../../../app/integrations/channels/shopify/shopify-tokens.server.ts';
import type { TokenService } from '../../../app/integrations/channels/shopify/shopify-tokens.server.ts';
import type { Channel, ChannelStore } from '../../../app/modules/stores/channel.ts';
import type { StoreSessions } from '../../../app/modules/stores/store-session.ts';
import { createStoreRate } from '../../../app/modules/stores/store-rate.repository.server.ts';
import { createStoreSessions } from '../../../app/modules/stores/store-sessions.repository.server.ts';
import { registerRetailer } from '../../../app/modules/accounts/register-retailer.server.ts';
import { insertStore } from '../../../app/modules/stores/stores.repository.server.ts';
import { createHttpClient } from '../../../app/platform/http-client.server.ts';
import type { HttpClient } from '../../../app/platform/http-client.server.ts';
import { currencyCode } from '../../../app/platform/money.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { createKeyedBox } from '../../../app/platform/secrets.server.ts';
import { startShopifySandbox } from '../../sandbox/shopify/sandbox.ts';
import type { ShopifySandbox, ShopifySandboxOptions } from '../../sandbox/shopify/sandbox.ts';
import type { TestDatabase } from '../../setup/database.ts';
import { createTestClock } from './test-clock.ts';
import type { TestClock } from './test-clock.ts';

export type ShopifyHarness = {
  readonly sandbox: ShopifySandbox;
  readonly clock: TestClock;
  readonly http: HttpClient;
  readonly sessions: StoreSessions;
  readonly tokens: TokenService;
  readonly lost: string[];
  connect(name: string, plan?: 'basic' | 'plus'): Promise<ConnectedStore>;
  close(): Promise<void>;
};

export type ConnectedStore = {
  readonly shop: string;
  readonly store: ChannelStore;
  readonly channel: Channel;
};

export async function startShopifyHarness(
  { db, pool }: Pick<TestDatabase, 'db' | 'pool'>,
  options: ShopifySandboxOptions = {},
  clock: TestClock = createTestClock(),
): Promise<ShopifyHarness> {
  const sandbox = await startShopifySandbox({ clock, webhooks: 'manual', ...options });
  const allowPrivateAddresses = [new URL(sandbox.origin).host];
  const breaker = { failures: 1_000, halfOpenAfterMs: 1 };
  const http = createHttpClient({ clock, allowPrivateAddresses, breaker });
  const secrets = createKeyedBox(Buffer.alloc(32, 7));
  const sessions = createStoreSessions({ db, lockPool: pool, secrets, clock });
  const lost: string[] = [];
  const { clientId: apiKey, clientSecret: apiSecret } = sandbox.core.app;
  const tokens = createShopifyTokens({
    sessions,
    http,
    clock,
    apiKey,
    apiSecret,
    sandboxUrl: sandbox.origin,
    onAccessLost: async (domain) => void lost.push(domain),
  });
  const channels = createShopifyChannels({
    http,
    tokens,
    rateOf: (storeId) => createStoreRate({ db, clock }, storeId),
    clock,
    pause: clock.waitUntil,
    sandboxUrl: sandbox.origin,
  });
  return {
    sandbox,
    clock,
    http,
    sessions,
    tokens,
    lost,
    async connect(name, plan = 'plus') {
      const shop = `${name}.myshopify.com`;
      await sandbox.control.createStore({ shop, plan, currencyCode: 'CHF' });
      await saveToken(sandbox, sessions, shop);
      const storeId = await insertTestStore(db, clock, shop);
      const blank = { outsideServiceId: undefined, outsideLocationId: undefined };
      const first: ChannelStore = {
        storeId,
        domain: shop,
        currency: currencyCode('CHF'),
        places: { ...blank, outsidePublicationId: undefined },
      };
      const places = expectOk(await channels(first).prepareStore());
      const store = { ...first, places };
      return { shop, store, channel: channels(store) };
    },
    async close() {
      await http.close();
      await sandbox.close();
    },
  };
}

async function saveToken(sandbox: ShopifySandbox, sessions: StoreSessions, shop: string) {
  const { scopes } = sandbox.core.app;
  const token = await sandbox.control.issueToken({ shop, scopes });
  await sessions.save({
    id: offlineSessionId(shop),
    domain: shop,
    isOnline: false,
    scope: token.scope,
    accessToken: token.accessToken,
    expiresAt: new Date(token.expiresAt),
    refreshToken: token.refreshToken,
    refreshExpiresAt: undefined,
    extra: {},
  });
}

async function insertTestStore(db: TestDatabase['db'], clock: TestClock, domain: string) {
  const retailerId = await registerRetailer(
    { tx: db, clock },
    { name: domain, email: undefined, userId: undefined },
  );
  const storeId = await insertStore({ tx: db, clock }, { retailerId, channel: 'shopify', domain });
  if (!storeId) throw new Error(`A second store ${domain}`);
  return storeId;
}
