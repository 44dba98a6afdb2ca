/**
 * Settlement document: what is put on paper of a party's account, once and for good. Invoice: what a retailer owes for a
 * period. Credit note: what it owes less. Statement: what we expect a supplier to invoice. Self-bill: an invoice that we
 * write in the supplier's place. Each entry of the ledger stands on one document at most, and a mistake is corrected by
 * another document.
 */
import type { Instant } from '../../platform/clock.ts';
import type { Id } from '../../platform/ids.ts';

export const DOCUMENT_KINDS = ['invoice', 'credit-note', 'statement', 'self-bill'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

export type SettlementDocumentId = Id<'SettlementDocument'>;
export type DocumentKey = {
  readonly distributorId: Id<'Distributor'>;
  readonly documentId: SettlementDocumentId;
};

export type IssuedDocument = {
  readonly id: SettlementDocumentId;
  readonly kind: DocumentKind;
  readonly number: string;
  readonly currency: string;
  readonly totalMinor: number;
};

/** What numbers of a kind begin with. */
export const NUMBER_PREFIX: Readonly<Record<DocumentKind, string>> = {
  invoice: 'INV',
  'credit-note': 'CN',
  statement: 'ST',
  'self-bill': 'SB',
};

export type Closing = {
  /** Entries that happened before this moment. */
  readonly until: Instant;
  /** Who asked: `clock`, or a person's id. */
  readonly by: string;
};
