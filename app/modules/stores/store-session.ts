/**
 * Store session: what a store's channel gave us to act in the store: an access token, mostly with an end, and the
 * means to get the next one. At rest its tokens exist only inside a sealed text.
 */
import type { Instant } from '../../platform/clock.ts';

export type StoreSession = {
  /** The channel library's own id of the session. */
  readonly id: string;
  readonly domain: string;
  /** True for a session of one person, false for the store's own. */
  readonly isOnline: boolean;
  readonly scope: string | undefined;
  readonly accessToken: string | undefined;
  /** Undefined: the token has no end. */
  readonly expiresAt: Instant | undefined;
  readonly refreshToken: string | undefined;
  readonly refreshExpiresAt: Instant | undefined;
  /** What else the channel's library keeps with it, as JSON. */
  readonly extra: Readonly<Record<string, unknown>>;
};

export interface StoreSessions {
  find(id: string): Promise<StoreSession | undefined>;
  findByDomain(domain: string): Promise<readonly StoreSession[]>;
  save(session: StoreSession): Promise<void>;
  /** How many there were. */
  remove(ids: readonly string[]): Promise<number>;
  /** One at a time for each store, across all processes; waits for whoever is at it. */
  withLock<Value>(domain: string, act: () => Promise<Value>): Promise<Value>;
}
