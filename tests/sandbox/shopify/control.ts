/**
 * Control: the door behind the stage. The same verbs in-process (`sandbox.control`) and over HTTP
 * (`createShopifyControl(origin)`), so that tests, demo and benches speak to either in the same way.
 * Everything passed and answered is JSON; moments are ISO 8601.
 */
import type {
  DeliveryRecord,
  FaultRule,
  OrderInput,
  RequestRecord,
  SeedProduct,
  SeedResult,
  StoreInput,
  WebhookRule,
} from './control-types.ts';
import type { Gid, ProductRecord, VariantRecord } from './store.ts';
import type { FulfillmentOrderRecord, FulfillmentRecord, OrderRecord } from './store-orders.ts';
import type { Switches } from './switches.ts';

export type * from './control-types.ts';

export type VariantView = VariantRecord & {
  sku: string | null;
  tracked: boolean;
  levels: {
    locationId: Gid;
    isActive: boolean;
    available: number;
    committed: number;
    onHand: number;
  }[];
};
export type ProductView = ProductRecord & { variants: VariantView[] };
export type LocationView = {
  id: Gid;
  name: string;
  isActive: boolean;
  fulfillmentServiceId: Gid | null;
};
export type OrderView = OrderRecord & {
  financialStatus: string;
  fulfillmentStatus: string;
  fulfillmentOrders: FulfillmentOrderRecord[];
  fulfillments: FulfillmentRecord[];
};
export type LineQuantity = { lineItemId: Gid; quantity: number };
export type Reference = { shop: string; id: Gid };

export type ShopifyControl = {
  // -- the sandbox itself
  now(): Promise<string>;
  /** Moves the sandbox's clock forward; webhook retries and operations that fall due are run. */
  advance(input: { ms: number }): Promise<string>;
  setSwitches(input: Partial<Switches>): Promise<Switches>;
  setFault(rule: FaultRule): Promise<void>;
  clearFaults(): Promise<void>;
  /** Rate limits off or on (benches). */
  setUnlimited(input: { unlimited: boolean }): Promise<void>;
  requests(input?: {
    shop?: string;
    operation?: string;
    clear?: boolean;
  }): Promise<RequestRecord[]>;
  snapshot(): Promise<string>;
  restore(input: { snapshot: string }): Promise<void>;

  // -- apps and stores
  setApp(input: {
    clientId?: string;
    clientSecret?: string;
    applicationUrl?: string;
  }): Promise<void>;
  createStore(input: StoreInput): Promise<{ shop: string; locationId: Gid }>;
  stores(): Promise<string[]>;
  install(input: { shop: string; scopes?: string[] }): Promise<void>;
  /** Installs and hands out an expiring offline token pair, as a token exchange would. */
  issueToken(input: {
    shop: string;
    scopes?: string[];
  }): Promise<{ accessToken: string; refreshToken: string; scope: string; expiresAt: string }>;
  /** A session token (JWT HS256) as App Bridge gives it; `sub` is the user or customer. */
  sessionToken(input: { shop: string; sub?: string; expiresInSeconds?: number }): Promise<string>;
  uninstall(input: { shop: string }): Promise<void>;
  /** Access and refresh tokens of the shop stop working, without an uninstallation. */
  revokeTokens(input: { shop: string; kind?: 'access' | 'refresh' | 'both' }): Promise<void>;
  setScopes(input: { shop: string; scopes: string[] }): Promise<void>;

  // -- what the merchant sees and does in the catalogue
  seedProducts(input: { shop: string; products: SeedProduct[] }): Promise<SeedResult>;
  products(input: { shop: string }): Promise<ProductView[]>;
  productBySku(input: { shop: string; sku: string }): Promise<ProductView | null>;
  counts(input: {
    shop: string;
  }): Promise<{ products: number; variants: number; orders: number; fulfillments: number }>;
  editProduct(input: {
    shop: string;
    id: Gid;
    title?: string;
    status?: string;
    tags?: string[];
  }): Promise<void>;
  editVariant(input: {
    shop: string;
    id: Gid;
    sku?: string;
    price?: string;
    tracked?: boolean;
  }): Promise<void>;
  deleteProduct(input: Reference): Promise<void>;
  deleteVariant(input: Reference): Promise<void>;
  locations(input: { shop: string }): Promise<LocationView[]>;
  addLocation(input: { shop: string; name: string }): Promise<LocationView>;
  setInventory(input: {
    shop: string;
    inventoryItemId: Gid;
    locationId: Gid;
    available: number;
  }): Promise<void>;
  deactivateLocation(input: Reference): Promise<void>;
  activateLocation(input: Reference): Promise<void>;
  deleteLocation(input: Reference): Promise<void>;

  // -- orders
  placeOrder(input: OrderInput): Promise<OrderView>;
  order(input: Reference): Promise<OrderView | null>;
  orders(input: { shop: string }): Promise<OrderView[]>;
  markPaid(input: Reference): Promise<OrderView>;
  cancelOrder(
    input: Reference & { reason?: string; restock?: boolean; refund?: boolean },
  ): Promise<OrderView>;
  /** Quantities are the new totals of the lines; `add` puts variants on the order. */
  editOrder(
    input: Reference & {
      set?: LineQuantity[];
      add?: { variantId: Gid; quantity: number }[];
      restock?: boolean;
    },
  ): Promise<OrderView>;
  refund(
    input: Reference & {
      lines: LineQuantity[];
      restock?: 'CANCEL' | 'RETURN' | 'NO_RESTOCK';
      shippingAmount?: number;
    },
  ): Promise<OrderView>;

  // -- fulfilment orders, by the merchant
  requestFulfillment(
    input: Reference & { message?: string; notifyCustomer?: boolean },
  ): Promise<OrderView>;
  requestCancellation(input: Reference & { message?: string }): Promise<OrderView>;
  moveFulfillmentOrder(input: Reference & { locationId: Gid }): Promise<OrderView>;
  splitFulfillmentOrder(
    input: Reference & { lines: { id: Gid; quantity: number }[] },
  ): Promise<OrderView>;
  holdFulfillmentOrder(input: Reference & { reason?: string }): Promise<OrderView>;
  releaseFulfillmentOrder(input: Reference): Promise<OrderView>;

  // -- webhooks
  /** auto: delivered as they arise (default). manual: only `flushWebhooks` delivers. */
  setWebhookMode(input: { mode: 'auto' | 'manual' }): Promise<void>;
  setWebhookRule(rule: WebhookRule): Promise<void>;
  clearWebhookRules(): Promise<void>;
  /** Delivers what is due until nothing is due; answers how many attempts were made. */
  flushWebhooks(input?: { order?: 'fifo' | 'reverse' | 'shuffle' }): Promise<number>;
  deliveries(input?: { shop?: string; topic?: string }): Promise<DeliveryRecord[]>;
  /** Sends a recorded delivery again, as it was (same event id, same webhook id). */
  redeliver(input: { deliveryId: string; wrongSignature?: boolean }): Promise<number>;
  /** Sends a topic by hand: compliance topics, or what the simulator does not raise itself. */
  sendWebhook(input: {
    shop: string;
    topic: string;
    payload: Record<string, unknown>;
    triggeredAt?: string;
  }): Promise<void>;
};

/** The door over HTTP. A refusal of the sandbox is thrown as an Error with its message. */
export function createShopifyControl(origin: string): ShopifyControl {
  const call = async (method: string, input: unknown): Promise<unknown> => {
    const response = await fetch(new URL('/__control', origin), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ method, input }),
    });
    const answer = (await response.json()) as { result?: unknown; error?: string };
    if (answer.error !== undefined) throw new Error(`sandbox ${method}: ${answer.error}`);
    return answer.result;
  };
  return new Proxy({} as ShopifyControl, {
    get: (_target, method) =>
      typeof method === 'string' && method !== 'then'
        ? (input: unknown) => call(method, input)
        : undefined,
  });
}
