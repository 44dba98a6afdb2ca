/** What the client needs from outside itself; the runtime brings it. */
import type { Instant } from '../../../platform/clock.ts';
import type { Result } from '../../../platform/result.ts';
import type { AdapterFailure } from '../../../platform/adapter-failure.ts';

/** Access tokens of connected shops, refreshed one at a time for each shop across all processes. */
export interface ShopifyTokens {
  /** `refused` is a token that the shop has just answered 401 to: the answer is a newer one, or a failure. */
  accessToken(domain: string, refused?: string): Promise<Result<string, AdapterFailure>>;
}

export type Pause = (until: Instant) => Promise<void>;
