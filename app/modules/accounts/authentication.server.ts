/**
 * Own sign-in for people of distributors and of retailers outside Shopify: e-mail and password, sessions in
 * PostgreSQL, attempts limited there too. Passwords are hashed with scrypt by the library (better-auth).
 */
import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import type { Database } from '../../platform/database.server.ts';
import type { Person } from './account.ts';

/** The header under which the web process passes the address of the caller to the sign-in limits. */
export const CALLER_ADDRESS_HEADER = 'x-caller-address';

const SIGN_IN_ATTEMPTS_PER_MINUTE = 10;

export type AuthenticationSettings = { readonly appUrl: string; readonly secret: string };

function createLibrary(database: Database, { appUrl, secret }: AuthenticationSettings) {
  return betterAuth({
    appName: 'Stockbridge',
    baseURL: appUrl,
    basePath: '/auth/library',
    secret,
    database: prismaAdapter(database, { provider: 'postgresql' }),
    emailAndPassword: { enabled: true, minPasswordLength: 12, autoSignIn: false },
    user: { modelName: 'user' },
    session: { modelName: 'authSession', expiresIn: 60 * 60 * 24 * 14, updateAge: 60 * 60 * 24 },
    account: { modelName: 'authAccount' },
    verification: { modelName: 'authVerification' },
    rateLimit: {
      enabled: true,
      storage: 'database',
      modelName: 'authRateLimit',
      customRules: { '/sign-in/email': { window: 60, max: SIGN_IN_ATTEMPTS_PER_MINUTE } },
    },
    advanced: {
      cookiePrefix: 'stockbridge',
      useSecureCookies: appUrl.startsWith('https://'),
      ipAddress: { ipAddressHeaders: [CALLER_ADDRESS_HEADER] },
    },
    telemetry: { enabled: false },
    logger: { level: 'error' },
  });
}

export type SignInAnswer =
  | { readonly kind: 'signed-in'; readonly cookies: readonly string[]; readonly userId: string }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'too-many' };

export type Authentication = {
  /** Checks e-mail and password; on success the cookies that carry the session. */
  signIn(input: { email: string; password: string; callerAddress: string }): Promise<SignInAnswer>;
  /** Ends the session that the request carries; returns the cookies that remove it. */
  signOut(request: Request): Promise<readonly string[]>;
  /** Makes a person who can sign in; undefined when the e-mail is taken. */
  register(input: { name: string; email: string; password: string }): Promise<Person | undefined>;
  personOf(request: Request): Promise<Person | undefined>;
};

export function createAuthentication(
  database: Database,
  settings: AuthenticationSettings,
): Authentication {
  const library = createLibrary(database, settings);
  const call = (path: string, headers: Headers, body?: unknown) => {
    headers.set('origin', new URL(settings.appUrl).origin);
    headers.set('content-type', 'application/json');
    const url = new URL(`/auth/library${path}`, settings.appUrl);
    return library.handler(
      new Request(url, { method: 'POST', headers, body: JSON.stringify(body ?? {}) }),
    );
  };

  return {
    async signIn({ email, password, callerAddress }) {
      const headers = new Headers({ [CALLER_ADDRESS_HEADER]: callerAddress });
      const answer = await call('/sign-in/email', headers, { email, password });
      if (answer.status === 429) return { kind: 'too-many' };
      if (!answer.ok) return { kind: 'wrong' };
      const { user } = (await answer.json()) as { user: { id: string } };
      return { kind: 'signed-in', cookies: answer.headers.getSetCookie(), userId: user.id };
    },

    async signOut(request) {
      const headers = new Headers({ cookie: request.headers.get('cookie') ?? '' });
      return (await call('/sign-out', headers)).headers.getSetCookie();
    },

    async register({ name, email, password }) {
      const taken = await database.user.count({ where: { email: email.toLowerCase() } });
      if (taken > 0) return undefined;
      const { user } = await library.api.signUpEmail({ body: { name, email, password } });
      return { userId: user.id, name: user.name, email: user.email };
    },

    async personOf(request) {
      const session = await library.api.getSession({ headers: request.headers });
      return session
        ? { userId: session.user.id, name: session.user.name, email: session.user.email }
        : undefined;
    },
  };
}
