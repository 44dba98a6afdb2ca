/**
 * Sessions for Shopify's library, in our own table. The shop's own session passes through the token service, so that
 * the library never finds one that it would have to refresh, and the lock covers it too.
 */
import { Session } from '@shopify/shopify-api';
import type { StoreSession, StoreSessions } from '../../../modules/stores/store-session.ts';
import { offlineSessionId } from './shopify-tokens.server.ts';
import type { TokenService } from './shopify-tokens.server.ts';

export type ShopifySessionStorage = {
  storeSession(session: Session): Promise<boolean>;
  loadSession(id: string): Promise<Session | undefined>;
  deleteSession(id: string): Promise<boolean>;
  deleteSessions(ids: string[]): Promise<boolean>;
  findSessionsByShop(shop: string): Promise<Session[]>;
};

export function createShopifySessionStorage(context: {
  readonly sessions: StoreSessions;
  readonly tokens: TokenService;
}): ShopifySessionStorage {
  const { sessions, tokens } = context;
  return {
    async storeSession(session) {
      await sessions.withLock(session.shop, () => store(sessions, session));
      return true;
    },
    loadSession: (id) => load(sessions, tokens, id),
    async deleteSession(id) {
      await sessions.remove([id]);
      return true;
    },
    async deleteSessions(ids) {
      await sessions.remove(ids);
      return true;
    },
    async findSessionsByShop(shop) {
      return (await sessions.findByDomain(shop)).map(toSession);
    },
  };
}

const OFFLINE_PREFIX = offlineSessionId('');

/** Undefined where no token can be had: the library then exchanges the session token of whoever opens the app. */
async function load(
  sessions: StoreSessions,
  tokens: TokenService,
  id: string,
): Promise<Session | undefined> {
  if (!id.startsWith(OFFLINE_PREFIX)) {
    const session = await sessions.find(id);
    return session && toSession(session);
  }
  const fresh = await tokens.freshSession(id.slice(OFFLINE_PREFIX.length));
  return fresh.ok ? toSession(fresh.value) : undefined;
}

/**
 * After a 401 the library stores the session without its access token. That must not take away the refresh token of a
 * pair that is newer than the one it speaks of; ours is only marked as spent, and the next use refreshes it.
 */
async function store(sessions: StoreSessions, session: Session): Promise<void> {
  if (session.accessToken) return sessions.save(fromSession(session));
  const kept = await sessions.find(session.id);
  if (!kept || kept.refreshToken !== session.refreshToken) return;
  await sessions.save({ ...kept, accessToken: undefined, expiresAt: new Date(0) });
}

function fromSession(session: Session): StoreSession {
  return {
    id: session.id,
    domain: session.shop,
    isOnline: session.isOnline,
    scope: session.scope,
    accessToken: session.accessToken,
    expiresAt: session.expires,
    refreshToken: session.refreshToken,
    refreshExpiresAt: session.refreshTokenExpires,
    extra: { state: session.state },
  };
}

function toSession(kept: StoreSession): Session {
  const { extra, scope, accessToken, expiresAt, refreshToken, refreshExpiresAt } = kept;
  return new Session({
    id: kept.id,
    shop: kept.domain,
    state: typeof extra['state'] === 'string' ? extra['state'] : '',
    isOnline: kept.isOnline,
    ...(scope === undefined ? {} : { scope }),
    ...(accessToken === undefined ? {} : { accessToken }),
    ...(expiresAt === undefined ? {} : { expires: expiresAt }),
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(refreshExpiresAt === undefined ? {} : { refreshTokenExpires: refreshExpiresAt }),
  });
}
