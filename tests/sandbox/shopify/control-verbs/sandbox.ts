/** Control verbs about the sandbox itself, its app, its stores and its webhooks. */
import type { ShopifyControl } from '../control.ts';
import type { SandboxCore } from '../core.ts';
import { installApp, uninstallApp } from '../installation.ts';
import { sessionClaims, signSessionToken } from '../session-token.ts';
import { createStore } from '../simulator/stores.ts';
import { primaryLocation } from '../simulator/inventory.ts';
import { restoreSnapshot, takeSnapshot } from '../snapshot.ts';
import { storeOf } from './views.ts';

type Verbs<Name extends keyof ShopifyControl> = Pick<ShopifyControl, Name>;

export function sandboxVerbs(
  core: SandboxCore,
): Verbs<
  | 'now'
  | 'advance'
  | 'setSwitches'
  | 'setFault'
  | 'clearFaults'
  | 'setUnlimited'
  | 'requests'
  | 'snapshot'
  | 'restore'
> {
  return {
    now: async () => core.clock.iso(),
    advance: async ({ ms }) => {
      core.clock.advance(ms);
      core.webhooks.wake();
      return core.clock.iso();
    },
    setSwitches: async (input) => ({ ...Object.assign(core.switches, input) }),
    setFault: async (rule) => core.faults.set(rule),
    clearFaults: async () => core.faults.clear(),
    setUnlimited: async ({ unlimited }) => {
      core.settings.unlimited = unlimited;
    },
    requests: async (input = {}) => {
      const found = core.requests.filter(
        (each) =>
          (input.shop === undefined || each.shop === input.shop) &&
          (input.operation === undefined || each.operation.split('+').includes(input.operation)),
      );
      const copies = structuredClone(found);
      if (input.clear) core.requests.length = 0;
      return copies;
    },
    snapshot: async () => takeSnapshot(core),
    restore: async ({ snapshot }) => restoreSnapshot(core, snapshot),
  };
}

export function storeVerbs(
  core: SandboxCore,
): Verbs<
  | 'setApp'
  | 'createStore'
  | 'stores'
  | 'install'
  | 'issueToken'
  | 'sessionToken'
  | 'uninstall'
  | 'revokeTokens'
  | 'setScopes'
> {
  return {
    setApp: async (input) => void Object.assign(core.app, input),
    createStore: async (input) => {
      const store = createStore(core, input);
      return { shop: store.shop.domain, locationId: primaryLocation(store) };
    },
    stores: async () => [...core.stores.keys()],
    install: async ({ shop, scopes }) => void installApp(core, storeOf(core, shop), scopes),
    issueToken: async ({ shop, scopes }) => {
      const installation = installApp(core, storeOf(core, shop), scopes);
      const granted = scopes ?? installation.scopes;
      const pair = core.tokens.grant({ shop, clientId: core.app.clientId, scopes: granted });
      return {
        accessToken: pair.accessToken,
        refreshToken: pair.refreshToken ?? '',
        scope: granted.join(','),
        expiresAt: pair.expiresAt ?? '',
      };
    },
    sessionToken: async ({ shop, sub = '1', expiresInSeconds = 60 }) => {
      const { clientId, clientSecret } = core.app;
      const subject = {
        shop,
        clientId,
        sub,
        now: core.clock.now(),
        expiresInSeconds,
        id: core.random.uuid(),
      };
      return signSessionToken(sessionClaims(subject), clientSecret);
    },
    uninstall: async ({ shop }) => uninstallApp(core, storeOf(core, shop)),
    revokeTokens: async ({ shop, kind = 'both' }) => core.tokens.revoke(shop, kind),
    setScopes: async ({ shop, scopes }) => {
      const store = storeOf(core, shop);
      const installation = installApp(core, store);
      const previous = installation.scopes;
      installation.scopes = [...scopes];
      for (const token of core.tokens.all.values())
        if (token.shop === shop) token.scopes = [...scopes];
      core.webhooks.publish(store, 'app/scopes_update', () => ({
        id: 1,
        previous,
        current: scopes,
        updated_at: core.clock.iso(),
      }));
    },
  };
}

export function webhookVerbs(
  core: SandboxCore,
): Verbs<
  | 'setWebhookMode'
  | 'setWebhookRule'
  | 'clearWebhookRules'
  | 'flushWebhooks'
  | 'deliveries'
  | 'redeliver'
  | 'sendWebhook'
> {
  const { webhooks } = core;
  return {
    setWebhookMode: async ({ mode }) => webhooks.setMode(mode),
    setWebhookRule: async (rule) => webhooks.addRule(rule),
    clearWebhookRules: async () => webhooks.clearRules(),
    flushWebhooks: async (input = {}) => webhooks.flush(input.order ?? 'fifo'),
    deliveries: async (input = {}) =>
      structuredClone(
        webhooks.deliveries.filter(
          (each) =>
            (input.shop === undefined || each.shop === input.shop) &&
            (input.topic === undefined || each.topic === input.topic),
        ),
      ),
    redeliver: async ({ deliveryId, wrongSignature = false }) =>
      webhooks.redeliver(deliveryId, wrongSignature),
    sendWebhook: async ({ shop, topic, payload, triggeredAt }) => {
      const options = triggeredAt === undefined ? {} : { triggeredAt };
      webhooks.publish(storeOf(core, shop), topic, () => payload, options);
    },
  };
}
