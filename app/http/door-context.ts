/** Door context: what screens and machine doors get from the process that serves them. */
import type { FlowContext } from '../flows/flow-context.ts';
import type { Authentication } from '../modules/accounts/authentication.server.ts';
import type { DistributorId, RetailerId, Seat } from '../modules/accounts/account.ts';
import type { StorefrontReader } from '../modules/stores/storefront-request.ts';
import type { StoreEventReader } from '../modules/stores/store-event.ts';

/** Whom a page of the hub is for. */
export type DistributorVisit = {
  readonly distributorId: DistributorId;
  readonly account: string;
  readonly person: { readonly userId: string; readonly name: string; readonly email: string };
};

/** Whom a retailer's page is for, and which of the two shells draws it. */
export type RetailerVisit = {
  readonly retailerId: RetailerId;
  /** The store in view; undefined while the retailer has none. */
  readonly storeId: string | undefined;
  readonly account: string;
  readonly shell:
    | {
        readonly kind: 'embedded';
        readonly apiKey: string;
        readonly appBridgeUrl: string | undefined;
      }
    | { readonly kind: 'own'; readonly person: string };
};

export type DoorContext = FlowContext & {
  readonly appUrl: string;
  readonly authentication: Authentication;
  readonly storeEventReaders: Readonly<Record<string, StoreEventReader>>;
  readonly storefrontReaders: Readonly<Record<string, StorefrontReader>>;
  /** Throws the answer that sends a stranger to sign in. */
  readonly authenticateDistributor: (request: Request) => Promise<DistributorVisit>;
  /** Embedded in a channel's admin or by own sign-in; throws the answer that a stranger gets. */
  readonly authenticateRetailer: (request: Request) => Promise<RetailerVisit>;
  /** The stations of signing in through Shopify's admin; always throws its answer or returns when signed in. */
  readonly answerShopifySignIn: (request: Request) => Promise<void>;
  /** Checks credentials and finds the person's seat. */
  readonly signIn: (
    request: Request,
    credentials: { readonly email: string; readonly password: string },
  ) => Promise<
    | {
        readonly kind: 'signed-in';
        readonly seat: Seat['kind'];
        readonly cookies: readonly string[];
      }
    | { readonly kind: 'wrong' | 'too-many' | 'no-seat' }
  >;
  /** Which pages are home to whoever sends this request; undefined for a stranger. */
  readonly homeOf: (request: Request) => Promise<Seat['kind'] | undefined>;
  /** Security headers of a page: who may frame it. */
  readonly addDocumentHeaders: (request: Request, headers: Headers) => void;
};
