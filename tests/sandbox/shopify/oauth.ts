/** `POST /admin/oauth/access_token`: token exchange and refresh, as the library's clients send them. */
import { z } from 'zod';
import type { SandboxCore } from './core.ts';
import { installApp } from './installation.ts';
import { readSessionToken } from './session-token.ts';
import type { StoreState } from './store.ts';
import { ACCESS_TOKEN_SECONDS, REFRESH_TOKEN_SECONDS } from './tokens.ts';
import type { TokenPair } from './tokens.ts';

type Answer = { status: number; body: Record<string, unknown> };
const refusal = (error: string, description = error): Answer => ({
  status: 400,
  body: { error, error_description: description },
});

const body = z.looseObject({
  client_id: z.string(),
  client_secret: z.string(),
  grant_type: z.string(),
  subject_token: z.string().optional(),
  requested_token_type: z.string().optional(),
  expiring: z.union([z.string(), z.number(), z.boolean()]).optional(),
  refresh_token: z.string().optional(),
});
type Body = z.infer<typeof body>;

export function answerTokenRequest(core: SandboxCore, store: StoreState, input: unknown): Answer {
  const read = body.safeParse(input);
  if (!read.success) return refusal('invalid_request');
  const { client_id, client_secret, grant_type } = read.data;
  if (client_id !== core.app.clientId || client_secret !== core.app.clientSecret)
    return refusal('invalid_client', 'Unknown client or wrong secret');
  if (grant_type === 'refresh_token') return refresh(core, store, read.data);
  if (grant_type === 'urn:ietf:params:oauth:grant-type:token-exchange')
    return exchange(core, store, read.data);
  return refusal('unsupported_grant_type');
}

function refresh(core: SandboxCore, store: StoreState, input: Body): Answer {
  const shop = store.shop.domain;
  const pair = core.tokens.refresh(input.refresh_token ?? '', shop, core.app.clientId);
  if (!pair) return refusal('invalid_grant', 'The refresh token is invalid or expired');
  return granted(pair);
}

const ONLINE = 'urn:shopify:params:oauth:token-type:online-access-token';
const TOLERANCE_SECONDS = 10;

function exchange(core: SandboxCore, store: StoreState, input: Body): Answer {
  const claims = readSessionToken(input.subject_token ?? '', core.app.clientSecret);
  const seconds = core.clock.now().getTime() / 1000;
  if (
    !claims ||
    claims.aud !== core.app.clientId ||
    claims.dest !== `https://${store.shop.domain}` ||
    claims.exp + TOLERANCE_SECONDS < seconds ||
    claims.nbf - TOLERANCE_SECONDS > seconds
  )
    return refusal('invalid_subject_token');
  const installation = installApp(core, store);
  const online = input.requested_token_type === ONLINE;
  const expiring = input.expiring !== undefined && String(input.expiring) === '1';
  const pair = core.tokens.grant({
    shop: store.shop.domain,
    clientId: core.app.clientId,
    scopes: installation.scopes,
    online,
    expiring: expiring || online,
  });
  return online ? grantedOnline(pair, claims.sub) : granted(pair);
}

function granted(pair: TokenPair): Answer {
  const expiring = pair.refreshToken === null ? {} : expiringFields(pair.refreshToken);
  return {
    status: 200,
    body: { access_token: pair.accessToken, scope: pair.scopes.join(','), ...expiring },
  };
}

const expiringFields = (refreshToken: string) => ({
  expires_in: ACCESS_TOKEN_SECONDS,
  refresh_token: refreshToken,
  refresh_token_expires_in: REFRESH_TOKEN_SECONDS,
});

function grantedOnline(pair: TokenPair, user: string): Answer {
  const scope = pair.scopes.join(',');
  return {
    status: 200,
    body: {
      access_token: pair.accessToken,
      scope,
      expires_in: ACCESS_TOKEN_SECONDS,
      associated_user_scope: scope,
      associated_user: {
        id: Number(user) || 1,
        first_name: 'Store',
        last_name: 'Owner',
        email: 'owner@example.com',
        email_verified: true,
        account_owner: true,
        locale: 'en',
        collaborator: false,
      },
    },
  };
}
