/** Tokens: access tokens (3600 s) and refresh tokens (90 days, rotating) of every shop. */
import type { SandboxClock } from './clock.ts';
import type { Random } from './random.ts';
import type { TokenRecord } from './store-app.ts';

export const ACCESS_TOKEN_SECONDS = 3600;
export const REFRESH_TOKEN_SECONDS = 90 * 24 * 3600;

export type TokenPair = {
  accessToken: string;
  refreshToken: string | null;
  scopes: string[];
  expiresAt: string | null;
};
type Grant = {
  shop: string;
  clientId: string;
  scopes: string[];
  online?: boolean;
  expiring?: boolean;
};

export type TokenBook = {
  all: Map<string, TokenRecord>;
  /** The live access token's record; undefined when unknown, expired or of another shop. */
  access(token: string, shop: string): TokenRecord | undefined;
  grant(input: Grant): TokenPair;
  /**
   * Changes a refresh token for the next pair. The token that was used stays good until its replacement is first
   * used, so that a lost answer can be asked for again.
   */
  refresh(token: string, shop: string, clientId: string): TokenPair | undefined;
  revoke(shop: string, kind: 'access' | 'refresh' | 'both'): void;
};

export function createTokenBook(clock: SandboxClock, random: Random): TokenBook {
  const all = new Map<string, TokenRecord>();
  const expiry = (seconds: number) =>
    new Date(clock.now().getTime() + seconds * 1000).toISOString();
  const alive = (record: TokenRecord | undefined, kind: TokenRecord['kind'], shop: string) =>
    record?.kind === kind &&
    record.shop === shop &&
    (record.expiresAt === null || record.expiresAt > clock.iso())
      ? record
      : undefined;

  const issue = (input: Grant, replaces: string | null): TokenPair => {
    const expiring = input.expiring ?? true;
    const base = {
      shop: input.shop,
      clientId: input.clientId,
      scopes: input.scopes,
      online: input.online ?? false,
    };
    const accessToken = `shpat_${random.hex(32)}`;
    const expiresAt = expiring ? expiry(ACCESS_TOKEN_SECONDS) : null;
    all.set(accessToken, { ...base, kind: 'access', expiresAt, replaces: null });
    if (!expiring) return { accessToken, refreshToken: null, scopes: input.scopes, expiresAt };
    const refreshToken = `shprt_${random.hex(32)}`;
    all.set(refreshToken, {
      ...base,
      kind: 'refresh',
      expiresAt: expiry(REFRESH_TOKEN_SECONDS),
      replaces,
    });
    return { accessToken, refreshToken, scopes: input.scopes, expiresAt };
  };

  return {
    all,
    access: (token, shop) => alive(all.get(token), 'access', shop),
    grant: (input) => issue(input, null),
    refresh(token, shop, clientId) {
      const record = alive(all.get(token), 'refresh', shop);
      if (!record || record.clientId !== clientId) return undefined;
      if (record.replaces !== null) all.delete(record.replaces);
      record.replaces = null;
      return issue({ shop, clientId, scopes: record.scopes }, token);
    },
    revoke(shop, kind) {
      for (const [token, record] of all)
        if (record.shop === shop && (kind === 'both' || record.kind === kind)) all.delete(token);
    },
  };
}
