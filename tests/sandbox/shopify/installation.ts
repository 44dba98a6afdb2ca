/** Installation: an app in a shop, with its scopes and its app-owned definitions. */
import { appNamespace } from './app-configuration.ts';
import type { SandboxCore } from './core.ts';
import { nextGid } from './ids.ts';
import type { StoreState } from './store.ts';
import type { InstallationRecord } from './store-app.ts';
import { shopPayload } from './webhook-payloads.ts';

/** Shopify-managed installation; one that stands already is left as it is. */
export function installApp(
  core: SandboxCore,
  store: StoreState,
  scopes: readonly string[] = core.app.scopes,
): InstallationRecord {
  const standing = store.installations.get(core.app.clientId);
  if (standing) return standing;
  const installation: InstallationRecord = {
    id: nextGid(store, 'AppInstallation'),
    clientId: core.app.clientId,
    scopes: [...scopes],
    installedAt: core.clock.iso(),
  };
  store.installations.set(core.app.clientId, installation);
  defineOwned(core, store);
  return installation;
}

/** Tokens die at once, then the shop tells the app. What the app put into the shop stays. */
export function uninstallApp(core: SandboxCore, store: StoreState): void {
  if (!store.installations.has(core.app.clientId)) return;
  core.tokens.revoke(store.shop.domain, 'both');
  core.webhooks.publish(store, 'app/uninstalled', () => shopPayload(store));
  store.installations.delete(core.app.clientId);
  for (const [id, each] of store.webhookSubscriptions)
    if (each.clientId === core.app.clientId) store.webhookSubscriptions.delete(id);
}

function defineOwned(core: SandboxCore, store: StoreState): void {
  const namespace = appNamespace(core.app, '$app');
  for (const each of core.app.definitions) {
    if (each.owner === 'variant' && core.switches.variantDefinitionsInToml === 'ignored') continue;
    if (findDefinition(store, each.ownerType, namespace, each.key)) continue;
    const id = nextGid(store, 'MetafieldDefinition');
    store.metafieldDefinitions.set(id, {
      id,
      ownerType: each.ownerType,
      namespace,
      key: each.key,
      type: each.type,
      name: each.name,
      uniqueValues: each.type === 'id',
      adminFilterable: false,
    });
  }
}

export function findDefinition(store: StoreState, owner: string, namespace: string, key: string) {
  for (const each of store.metafieldDefinitions.values())
    if (each.ownerType === owner && each.namespace === namespace && each.key === key) return each;
  return undefined;
}
