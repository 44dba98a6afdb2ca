import type { ConnectionAct, ConnectionStatus } from './connection-status.ts';

export type ConnectionRefusal =
  | { readonly kind: 'unknown-connection' }
  | { readonly kind: 'unknown-distributor' }
  | { readonly kind: 'unknown-price-list' }
  /** The act does not fit the present status, for example approving what has ended. */
  | { readonly kind: 'not-now'; readonly status: ConnectionStatus; readonly act: ConnectionAct }
  | { readonly kind: 'already-connected'; readonly status: ConnectionStatus };
