/**
 * Storefront request: a shopper's page asks, through the shop's own address, how much of some variants there is.
 * The channel vouches for the shop by a signature; the shopper is nobody in particular.
 */
import type { Instant } from '../../platform/clock.ts';
import type { Result } from '../../platform/result.ts';
import type { OutsideVariantId } from './channel.ts';

export type StorefrontRequest = {
  readonly channel: string;
  readonly domain: string;
  /** What the page asked for, by the name it used. */
  readonly variants: ReadonlyMap<string, OutsideVariantId>;
};

export interface StorefrontReader {
  /** `search` as it came, from the question mark on. */
  read(search: string, now: Instant): Result<StorefrontRequest, 'bad-signature' | 'unreadable'>;
}
