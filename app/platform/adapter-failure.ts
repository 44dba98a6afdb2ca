/** Adapter failure: the five ways in which an outside system does not do what it was asked. */
import type { Instant } from './clock.ts';

export type AdapterFailure =
  /** Our credentials are not (or no longer) good; a person must connect again. */
  | { readonly kind: 'unauthorised'; readonly why: string }
  /** Too many calls; nothing was done. */
  | { readonly kind: 'throttled'; readonly until: Instant }
  /** The system understood and said no; repeating the same call is useless. */
  | { readonly kind: 'refused'; readonly why: string }
  /** No usable answer. `not-sent` had surely no effect, `unknown` may have had one. */
  | { readonly kind: 'unavailable'; readonly why: string; readonly outcome: 'not-sent' | 'unknown' }
  /** An answer that does not fit the system's own description. */
  | { readonly kind: 'unreadable'; readonly why: string };
