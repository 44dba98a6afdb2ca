/**
 * Privacy request: a shopper's or a shop's wish about personal data, passed on by the channel: to be told what
 * we hold, or to have it erased. Named by outside ids only; due within 30 days of its receipt (Shopify,
 * "Privacy law compliance").
 */
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';

export type PrivacyRequestId = Id<'PrivacyRequest'>;
export type PrivacyContext = { readonly tx: Tx; readonly clock: Clock };
export type PrivacyKind = 'data-request' | 'redact-customer' | 'redact-store';

export type PrivacyRequest = {
  readonly id: PrivacyRequestId;
  readonly storeId: Id<'Store'> | null;
  readonly domain: string;
  readonly kind: PrivacyKind;
  readonly outsideOrderIds: readonly string[];
  readonly completedAt: Date | null;
};

export const DUE_DAYS = 30;

/** What we hold of one order's shopper. The data themselves stay sealed; a person with the right to see them opens them. */
export type HeldData = {
  readonly distributorId: string;
  readonly orderId: string;
  readonly outsideOrderId: string;
  readonly holds: readonly string[];
  readonly erasedAt: Date | null;
};

/** What is kept in a contact that has not been erased. */
export const HELD_FIELDS = ['name', 'address', 'e-mail', 'phone'] as const;
