/**
 * Feed: one delivery of a supplier's stock figures, file or call, received whole and kept. Each of its rows is
 * accepted, accepted with a warning, or refused with a reason. A full feed names everything that a location has;
 * a delta names what changed.
 */
import type { Clock, Instant } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';
import type { FeedStatus } from './feed-status.ts';

export type FeedsContext = { readonly tx: Tx; readonly clock: Clock };
export type FeedId = Id<'Feed'>;
export type FeedKey = { readonly distributorId: Id<'Distributor'>; readonly feedId: FeedId };

export type FeedKind = 'full' | 'delta';
/** Fetched by us, told by the supplier through the API, or uploaded by a person. */
export type FeedSource = 'pull' | 'push' | 'upload';

export type Feed = FeedKey & {
  readonly supplierId: Id<'Supplier'>;
  readonly kind: FeedKind;
  readonly source: FeedSource;
  readonly name: string;
  readonly mediaType: string;
  readonly blobSha256: string | undefined;
  readonly status: FeedStatus;
  /** The source epoch of the supplier in which it was received. */
  readonly epoch: number;
  /** The moment that the supplier states for the whole delivery, if it states one. */
  readonly asOf: Instant | undefined;
  readonly receivedAt: Instant;
  /** Rows up to this one have been applied. */
  readonly appliedThrough: number;
  readonly rows: number;
  readonly accepted: number;
  readonly warned: number;
  readonly refused: number;
  /** Levels whose figures it changed. */
  readonly changed: number;
  /** Its rows and its file are gone; only its figures are left. */
  readonly isPruned: boolean;
};

/** A row as it is staged; `row` counts from 1, `line` is where a person finds it in the file. */
export type StagedRow = {
  readonly row: number;
  readonly line: number;
  readonly supplierSku: string;
  readonly gtin: string | undefined;
  readonly locationCode: string | undefined;
  readonly quantity: number | undefined;
  readonly costMinor: number | undefined;
  readonly currency: string | undefined;
  readonly leadTimeDays: number | undefined;
  readonly asOf: Instant | undefined;
  readonly outcome: 'accepted' | 'warned' | 'refused';
  readonly code: string | undefined;
  readonly column: string | undefined;
  readonly value: string | undefined;
  readonly message: string | undefined;
};
