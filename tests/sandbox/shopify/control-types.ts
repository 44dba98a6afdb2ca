/** What the control door takes and answers; JSON only. */
import type { Gid, Moment, Plan } from './store.ts';

export type StoreInput = {
  /** `name.myshopify.com` */
  shop: string;
  name?: string;
  plan?: Plan;
  currencyCode?: string;
  countryCode?: string;
  email?: string;
};

export type SeedProduct = {
  title: string;
  vendor?: string;
  productType?: string;
  descriptionHtml?: string;
  status?: string;
  published?: boolean;
  options?: string[];
  variants: {
    sku?: string;
    price: string;
    optionValues?: string[];
    /** Stocked at the shop's own location with this quantity. */
    available?: number;
    tracked?: boolean;
  }[];
};
export type SeedResult = { products: { id: Gid; handle: string; variantIds: Gid[] }[] };

export type OrderInput = {
  shop: string;
  lines: {
    variantId?: Gid;
    sku?: string;
    quantity: number;
    /** Minor units taken off each piece. */
    discountPerUnit?: number;
    customAttributes?: { key: string; value: string }[];
  }[];
  shippingAddress?: Partial<{
    firstName: string;
    lastName: string;
    company: string;
    address1: string;
    address2: string;
    city: string;
    province: string;
    provinceCode: string;
    zip: string;
    countryCode: string;
    phone: string;
  }>;
  email?: string;
  note?: string;
  /** Default true. */
  paid?: boolean;
  authorized?: boolean;
  test?: boolean;
  /** Minor units. */
  shippingAmount?: number;
  /** Included in or added to the price as the shop is set; default 0. */
  taxRate?: number;
  riskRecommendation?: 'ACCEPT' | 'INVESTIGATE' | 'CANCEL' | 'NONE';
  deliveryMethodType?: 'SHIPPING' | 'PICK_UP' | 'LOCAL' | 'RETAIL' | 'NONE';
  /** Where the lines are routed to; else the location that stocks most of each. */
  locationId?: Gid;
  /** Sells what is not there, as an order taken by hand may. */
  allowOversell?: boolean;
  tags?: string[];
};

/**
 * A fault of the Admin API. `operation` is a root field (`inventorySetQuantities`), `oauth.token`, `bulk.upload`
 * or `*`. Times counts down; without it the rule stays.
 */
export type FaultRule = {
  operation: string;
  shop?: string;
  kind:
    | 'http500'
    | 'http429'
    | 'throttled'
    | 'latency'
    | 'timeout-before-effect'
    | 'timeout-after-effect'
    | 'http500-after-effect'
    | 'invalid-json';
  times?: number;
  /** Lets this many requests pass first. */
  skip?: number;
  /** Strikes this part of the requests, by the sandbox's seed (0 to 1; default all). */
  share?: number;
  /** latency: how long; timeouts: how long the connection is held before it is dropped. */
  ms?: number;
};

/** What happens to the next webhooks of a topic (all topics without one). */
export type WebhookRule = {
  shop?: string;
  topic?: string;
  action: 'duplicate' | 'drop' | 'delay' | 'wrong-signature' | 'swap-with-next';
  /** duplicate: how many extra copies. */
  copies?: number;
  /** delay: by the sandbox's clock. */
  ms?: number;
  times?: number;
  /** Strikes this part of the webhooks, by the sandbox's seed (0 to 1; default all). */
  share?: number;
};

export type DeliveryRecord = {
  id: string;
  shop: string;
  topic: string;
  address: string;
  eventId: string;
  webhookId: string;
  name: string | null;
  triggeredAt: Moment;
  payload: string;
  wrongSignature: boolean;
  state: 'pending' | 'held' | 'delivered' | 'failed' | 'dropped';
  dueAt: Moment;
  /** One entry per attempt: HTTP status, or what went wrong. */
  attempts: { at: Moment; status: number | null; error: string | null }[];
};

export type RequestRecord = {
  at: Moment;
  shop: string;
  /** Root fields in order, joined by `+`; or the path for requests that are not GraphQL. */
  operation: string;
  status: number;
  cost: number | null;
  variables: unknown;
  errors: string[];
  userErrors: { field: unknown; message: string; code?: string | null }[];
  /** The kinds of the faults that struck it; absent where none did. */
  faults?: FaultRule['kind'][];
};
