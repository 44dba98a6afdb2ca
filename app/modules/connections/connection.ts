/**
 * Connection: store × distributor. Asked for by the retailer, decided by the distributor; carries the
 * assortment (which products the store may see), the price list, limits and the retailer's own price rule.
 */
import { z } from 'zod';
import type { DistributorId } from '../accounts/account.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';
import { ProductScope } from '../catalog/product-scope.ts';

export type ConnectionId = Id<'Connection'>;
export type ConnectionsContext = { readonly tx: Tx; readonly clock: Clock };
export type ConnectionKey = {
  readonly distributorId: DistributorId;
  readonly connectionId: ConnectionId;
};

/** Which products the connection may see. Within a rule each list is alternatives; an empty list does not restrict. */
export const Assortment = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }),
  z.object({
    kind: z.literal('rule'),
    types: z.array(z.string()),
    tags: z.array(z.string()),
    vendors: z.array(z.string()),
  }),
  /** Exactly the products named one by one (connection_product). */
  z.object({ kind: z.literal('by-hand') }),
]);
export type Assortment = z.infer<typeof Assortment>;

/**
 * How a retail price ends. 00, 95, 99: up to the next amount with this ending. near-…: to the nearest amount with this
 * ending, or the nearest multiple of 0.05, 5 or 10 main units; never under a floor. Always in the shop's currency; in
 * one without minor units only the multiples of 5 and 10 apply.
 */
export const Rounding = z.enum([
  'none',
  '00',
  '95',
  '99',
  'near-00',
  'near-95',
  'near-99',
  'near-005',
  'near-5',
  'near-10',
]);
export type Rounding = z.infer<typeof Rounding>;

const FORMULA = {
  /** list: the distributor's recommended price. markup: over wholesale, a share. amount: over wholesale, so much. */
  kind: z.enum(['list', 'markup', 'amount']),
  /** Of wholesale, for `markup`. */
  basisPoints: z.int().min(0).max(1_000_000).default(0),
  /** Minor units of the shop's currency, for `amount`. */
  amountMinor: z.int().min(0).max(1_000_000_000_000).default(0),
  rounding: Rounding,
};

/** What holds for some products in place of the rule's own formula. */
export const RetailCase = z.object({ scope: ProductScope, ...FORMULA });
export type RetailCase = z.infer<typeof RetailCase>;

/** The retailer's rule: how its shop's prices are made of wholesale and of the distributor's recommended price. */
export const RetailRule = z.object({
  ...FORMULA,
  /** The first that covers a product counts. */
  cases: z.array(RetailCase).max(50).default([]),
  /** What a sale costs the retailer: a share of the price that the shop asks, and a fixed part in its minor units. */
  feeBasisPoints: z.int().min(0).max(5_000).default(0),
  feeMinor: z.int().min(0).max(1_000_000_000).default(0),
  /** The retailer has confirmed that a price may lie under wholesale and fees. */
  underCost: z.boolean().default(false),
  /** What is struck through beside the price, where it is higher: the catalogue's, the recommended price, or nothing. */
  compareAt: z.enum(['catalogue', 'list', 'none']).default('catalogue'),
});
export type RetailRule = z.infer<typeof RetailRule>;
/** As it may be given or was stored before: what is missing is the default. */
export type RetailRuleInput = z.input<typeof RetailRule>;

export const DEFAULT_RETAIL_RULE: RetailRule = RetailRule.parse({ kind: 'list', rounding: 'none' });

/** When an order of this connection may go on: paid, at least authorised, or on terms (at once). */
export const ReleaseOn = z.enum(['paid', 'authorised', 'terms']);
export type ReleaseOn = z.infer<typeof ReleaseOn>;

/**
 * How scarce units are shared (app/modules/offers/division.ts) and how far stock may be kept back by itself. The weight
 * counts against 1 of the other stores that list an article; the minimum is given before the units are shared at all.
 * Whole units; those of `bufferMost` are the most that tuning may keep back of one offer.
 */
export const ShareTerms = z.object({
  shareWeight: z.int().min(1).max(100),
  shareMinimum: z.int().min(0).max(1_000),
  bufferMost: z.int().min(0).max(1_000_000),
});
export type ShareTerms = z.infer<typeof ShareTerms>;

export const RELEASE_DELAY_SECONDS = 120;

/**
 * What a retailer lets the catalogue do in its shop once a product stands there: which words and pictures follow it
 * (without a wish none, since that would overwrite the merchant's own), and whether a withdrawn product is hidden.
 */
export const Following = z.object({
  contentFields: z.array(z.enum(['title', 'description', 'images', 'vendor', 'type', 'tags'])),
  whenWithdrawn: z.enum(['hide', 'keep']),
});
export type Following = z.infer<typeof Following>;
