/** Session token: the JWT (HS256, client secret) by which App Bridge and extensions say who asks. */
import { createHmac, timingSafeEqual } from 'node:crypto';

export type SessionClaims = {
  iss: string;
  dest: string;
  aud: string;
  sub: string;
  exp: number;
  nbf: number;
  iat: number;
  jti: string;
  sid: string;
};

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

export function signSessionToken(claims: SessionClaims, secret: string): string {
  const body = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
}

/** The claims of a token whose signature holds; undefined for any other text. Times are the caller's to check. */
export function readSessionToken(token: string, secret: string): SessionClaims | undefined {
  const [header, payload, signature] = token.split('.');
  if (header === undefined || payload === undefined || signature === undefined) return undefined;
  const expected = createHmac('sha256', secret).update(`${header}.${payload}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  try {
    return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as SessionClaims;
  } catch {
    return undefined;
  }
}

export type SessionSubject = {
  shop: string;
  clientId: string;
  sub: string;
  now: Date;
  expiresInSeconds: number;
  id: string;
};

/** What App Bridge puts into a token: valid from now, for about a minute. */
export function sessionClaims(subject: SessionSubject): SessionClaims {
  const seconds = Math.floor(subject.now.getTime() / 1000);
  return {
    iss: `https://${subject.shop}/admin`,
    dest: `https://${subject.shop}`,
    aud: subject.clientId,
    sub: subject.sub,
    exp: seconds + subject.expiresInSeconds,
    nbf: seconds,
    iat: seconds,
    jti: subject.id,
    sid: subject.id,
  };
}
