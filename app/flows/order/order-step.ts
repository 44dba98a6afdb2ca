/** Order step: what the parts of the order journey need that run inside a transaction of their caller. */
import type { StoreOrder } from '../../modules/stores/channel.ts';
import type { Clock, Instant } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';

export type OrderStep = { readonly tx: Tx; readonly clock: Clock };

/** What a store said of an order, and when asking it began. */
export type Reading = { readonly store: StoreOrder; readonly readAt: Instant };
