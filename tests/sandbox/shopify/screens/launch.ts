/** Launch: the address at which the admin opens the app in its frame, and the session token that goes with it. */
import { createHmac, randomBytes } from 'node:crypto';
import type { SandboxCore } from '../core.ts';
import { sessionClaims, signSessionToken } from '../session-token.ts';
import { shopHandle } from './hosts.ts';

const TOKEN_SECONDS = 60;
/** The person who is signed in to the sandbox's admin. */
export const MERCHANT_USER = '7001';

export type LaunchContext = Pick<SandboxCore, 'app' | 'clock'>;

/** A fresh session token (JWT HS256 by the client secret, about a minute) of the signed-in merchant. */
export function merchantSessionToken({ app, clock }: LaunchContext, shop: string): string {
  const claims = sessionClaims({
    shop,
    clientId: app.clientId,
    sub: MERCHANT_USER,
    now: clock.now(),
    expiresInSeconds: TOKEN_SECONDS,
    id: randomBytes(16).toString('hex'),
  });
  return signSessionToken(claims, app.clientSecret);
}

/** `host` of the launch: base64url of `admin.shopify.com/store/{handle}`. */
export function hostParameter(shop: string): string {
  return Buffer.from(`admin.shopify.com/store/${shopHandle(shop)}`).toString('base64url');
}

/** HMAC-SHA256 (hex) over the query without `hmac`, sorted by key, joined by `&`. */
export function signLaunchQuery(query: URLSearchParams, clientSecret: string): string {
  const pairs = [...query]
    .filter(([key]) => key !== 'hmac')
    .map(([key, value]) => `${key}=${value}`);
  return createHmac('sha256', clientSecret).update(pairs.sort().join('&')).digest('hex');
}

/**
 * Path and query of the app's page in the frame. Below the app's own address in the admin the path counts from
 * the root of the app's origin; without a path the application's address itself opens.
 */
export function launchPath(
  context: LaunchContext,
  { shop, path, query }: { shop: string; path: string; query: URLSearchParams },
): string {
  const { app, clock } = context;
  const sent = new URLSearchParams(query);
  sent.set('embedded', '1');
  sent.set('host', hostParameter(shop));
  sent.set('id_token', merchantSessionToken(context, shop));
  sent.set('locale', 'en');
  sent.set('session', randomBytes(32).toString('hex'));
  sent.set('shop', shop);
  sent.set('timestamp', String(Math.floor(clock.now().getTime() / 1_000)));
  sent.set('hmac', signLaunchQuery(sent, app.clientSecret));
  const home = new URL(app.applicationUrl).pathname;
  return `${path === '' || path === '/' ? home : path}?${sent}`;
}
