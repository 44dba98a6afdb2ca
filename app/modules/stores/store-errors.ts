/** Why a verb on a store was refused. */
import type { StoreStatus } from './store-status.ts';

/** The app does not stand in that shop (any more); `status` is undefined for a store we never had. */
export type StoreNotConnected = {
  readonly kind: 'store-not-connected';
  readonly status: StoreStatus | undefined;
};
