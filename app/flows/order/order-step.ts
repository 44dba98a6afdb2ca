/** Order step: what the parts of the order journey need that run inside a transaction of their caller. */
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';

export type OrderStep = { readonly tx: Tx; readonly clock: Clock };
