/**
 * Product import: one run that puts picked products into a store, with progress per product; it can be paused and
 * stopped, and goes on after a pause or a fault where it was.
 */
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';

export type ProductImportId = Id<'ProductImport'>;
export type ProductImportContext = { readonly tx: Tx; readonly clock: Clock };
export type ProductImportKey = { readonly distributorId: string; readonly importId: string };
export type ProductImportStatus =
  | 'waiting'
  | 'running'
  | 'paused'
  | 'finished'
  | 'stopped'
  | 'failed';

/** `refused`: the product cannot be sold in this store as it is; its message says what to change. */
export type ProductImportItemStatus = 'waiting' | 'listed' | 'refused';
