/**
 * Tokens: the one place where a shop's expiring access token is refreshed. Refresh tokens rotate, so two refreshes at
 * once would spend each other's: one lock for each shop across all processes, and one try at a time in each.
 */
import type { StoreSession, StoreSessions } from '../../../modules/stores/store-session.ts';
import type { AdapterFailure } from '../../../platform/adapter-failure.ts';
import type { Clock } from '../../../platform/clock.ts';
import { readJson } from '../../../platform/http-client.server.ts';
import type { HttpAnswer, HttpClient } from '../../../platform/http-client.server.ts';
import { err, ok } from '../../../platform/result.ts';
import type { Result } from '../../../platform/result.ts';
import { shopAddress } from './shop-address.ts';
import type { ShopifyTokens } from './shopify-access.ts';
import { TokenAnswer, TokenRefusal } from './shopify-schemas.ts';

export type ShopifyTokensSettings = {
  readonly sessions: StoreSessions;
  readonly http: Pick<HttpClient, 'send'>;
  readonly clock: Clock;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly sandboxUrl: string | undefined;
  /** Told once our access is over until somebody opens the app in the shop again. */
  readonly onAccessLost: (domain: string) => Promise<void>;
};

export type TokenService = ShopifyTokens & {
  /** The shop's own session with a good token; `refused` is one that the shop has just answered 401 to. */
  freshSession(domain: string, refused?: string): Promise<Result<StoreSession, AdapterFailure>>;
};

/** What is left of a token's life must last for the longest exchange; the library's own limit is the same. */
const LEAST_LEFT_MS = 5 * 60_000;

export const offlineSessionId = (domain: string) => `offline_${domain}`;

export function createShopifyTokens(settings: ShopifyTokensSettings): TokenService {
  const underWay = new Map<string, Promise<Result<StoreSession, AdapterFailure>>>();
  const service: TokenService = {
    async accessToken(domain, refused) {
      const session = await service.freshSession(domain, refused);
      if (!session.ok) return session;
      return session.value.accessToken ? ok(session.value.accessToken) : notConnected();
    },
    async freshSession(domain, refused) {
      const session = await settings.sessions.find(offlineSessionId(domain));
      if (!session) return notConnected();
      if (isGood(settings, session, refused)) return ok(session);
      const key = `${domain} ${refused ?? ''}`;
      const running = underWay.get(key);
      if (running) return running;
      const refreshing = refreshUnderLock(settings, domain, refused);
      underWay.set(key, refreshing);
      return refreshing.finally(() => underWay.delete(key));
    },
  };
  return service;
}

const notConnected = () =>
  err({ kind: 'unauthorised', why: 'The app must be opened in the shop again' } as const);

function isGood(
  { clock }: ShopifyTokensSettings,
  session: StoreSession,
  refused: string | undefined,
): boolean {
  if (!session.accessToken || session.accessToken === refused) return false;
  return session.expiresAt === undefined || leftMs(clock, session) > LEAST_LEFT_MS;
}

const leftMs = (clock: Clock, { expiresAt }: StoreSession) =>
  expiresAt === undefined ? Infinity : expiresAt.getTime() - clock.now().getTime();

/** Reads again once the lock is held: whoever had it before has mostly done the work. */
function refreshUnderLock(
  settings: ShopifyTokensSettings,
  domain: string,
  refused: string | undefined,
): Promise<Result<StoreSession, AdapterFailure>> {
  const { sessions } = settings;
  return sessions.withLock(domain, async () => {
    const session = await sessions.find(offlineSessionId(domain));
    if (!session) return notConnected();
    if (isGood(settings, session, refused)) return ok(session);
    if (!session.refreshToken) return loseAccess(settings, session);
    return refresh(settings, session, session.refreshToken, refused);
  });
}

async function refresh(
  settings: ShopifyTokensSettings,
  session: StoreSession,
  refreshToken: string,
  refused: string | undefined,
): Promise<Result<StoreSession, AdapterFailure>> {
  const answer = await askForTokens(settings, session.domain, refreshToken);
  if (answer.ok && 'lost' in answer.value) return loseAccess(settings, session);
  if (answer.ok && 'tokens' in answer.value) {
    const fresh = withTokens(settings.clock, session, answer.value.tokens);
    await settings.sessions.save(fresh);
    return ok(fresh);
  }
  // Shopify does not answer: the token we have is good until its end, if the shop has not refused it.
  const usable = session.accessToken !== undefined && session.accessToken !== refused;
  if (usable && leftMs(settings.clock, session) > 0) return ok(session);
  return answer.ok ? notConnected() : answer;
}

type Tokens = ReturnType<typeof TokenAnswer.parse>;

async function askForTokens(
  { http, apiKey, apiSecret, sandboxUrl }: ShopifyTokensSettings,
  domain: string,
  refreshToken: string,
): Promise<Result<{ readonly tokens: Tokens } | { readonly lost: true }, AdapterFailure>> {
  const { origin, headers } = shopAddress(domain, sandboxUrl);
  const answer = await http.send({
    url: `${origin}/admin/oauth/access_token`,
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body: JSON.stringify({
      client_id: apiKey,
      client_secret: apiSecret,
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
    }),
    accept: REFUSALS,
    circuit: `${domain} oauth`,
    system: 'shopify',
  });
  if (!answer.ok) return answer;
  if (REFUSALS.includes(answer.value.status)) return readRefusal(answer.value);
  const tokens = readJson(answer.value, TokenAnswer);
  return tokens.ok ? ok({ tokens: tokens.value }) : tokens;
}

const REFUSALS = [400, 401, 403, 404];

/** Only `invalid_grant` means that the shop's consent is over; anything else is trouble with our own app. */
function readRefusal(answer: HttpAnswer): Result<{ readonly lost: true }, AdapterFailure> {
  const refusal = readJson(answer, TokenRefusal);
  if (!refusal.ok) return refusal;
  if (refusal.value.error === 'invalid_grant') return ok({ lost: true });
  return err({ kind: 'refused', why: `No new token: ${refusal.value.error}` });
}

function withTokens(clock: Clock, session: StoreSession, tokens: Tokens): StoreSession {
  const after = (seconds: number | undefined) =>
    seconds === undefined ? undefined : new Date(clock.now().getTime() + seconds * 1_000);
  return {
    ...session,
    scope: tokens.scope,
    accessToken: tokens.access_token,
    expiresAt: after(tokens.expires_in),
    refreshToken: tokens.refresh_token ?? session.refreshToken,
    refreshExpiresAt: after(tokens.refresh_token_expires_in) ?? session.refreshExpiresAt,
  };
}

/** Without a session the library exchanges tokens anew as soon as somebody opens the app. */
async function loseAccess(
  settings: ShopifyTokensSettings,
  session: StoreSession,
): Promise<Result<never, AdapterFailure>> {
  await settings.sessions.remove([session.id]);
  await settings.onAccessLost(session.domain);
  return notConnected();
}
