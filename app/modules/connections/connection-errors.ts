import type { ConnectionAct, ConnectionStatus } from './connection-status.ts';

export type ConnectionRefusal =
  | { readonly kind: 'unknown-connection' }
  | { readonly kind: 'unknown-distributor' }
  | { readonly kind: 'unknown-price-list' }
  /** A weight, minimum or greatest buffer beyond what `ShareTerms` allows. */
  | { readonly kind: 'share-out-of-range' }
  /** The act does not fit the present status, for example approving what has ended. */
  | { readonly kind: 'not-now'; readonly status: ConnectionStatus; readonly act: ConnectionAct }
  | { readonly kind: 'already-connected'; readonly status: ConnectionStatus };
