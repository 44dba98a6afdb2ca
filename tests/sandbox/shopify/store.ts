/**
 * Store: what Shopify keeps for one shop. Plain data (strings, numbers, arrays, Maps), so that a snapshot of it
 * can be written as JSON and read back; indexes that can be derived live in `catalog-index.ts`.
 * Ids are Shopify gids, moments ISO 8601 in UTC, money decimal strings in the shop's currency.
 */
import type {
  BulkOperationRecord,
  IdempotencyRecord,
  InstallationRecord,
  ProductOperationRecord,
  StagedUploadRecord,
  WebhookSubscriptionRecord,
} from './store-app.ts';
import type { FulfillmentOrderRecord, FulfillmentRecord, OrderRecord } from './store-orders.ts';

export type Gid = string;
export type Moment = string;
export type Plan = 'basic' | 'advanced' | 'plus' | 'enterprise';

export type ShopRecord = {
  id: Gid;
  /** `name.myshopify.com` */
  domain: string;
  name: string;
  email: string;
  currencyCode: string;
  countryCode: string;
  ianaTimezone: string;
  taxesIncluded: boolean;
  plan: Plan;
  maxProductVariants: number;
  updatedAt: Moment;
};

export type AddressRecord = {
  firstName: string | null;
  lastName: string | null;
  company: string | null;
  address1: string | null;
  address2: string | null;
  city: string | null;
  province: string | null;
  provinceCode: string | null;
  zip: string | null;
  countryCode: string | null;
  phone: string | null;
};

export type LocationRecord = {
  id: Gid;
  name: string;
  isActive: boolean;
  fulfillsOnlineOrders: boolean;
  fulfillmentServiceId: Gid | null;
  address: AddressRecord;
  createdAt: Moment;
  updatedAt: Moment;
};

export type FulfillmentServiceRecord = {
  id: Gid;
  clientId: string;
  handle: string;
  serviceName: string;
  callbackUrl: string | null;
  inventoryManagement: boolean;
  trackingSupport: boolean;
  requiresShippingMethod: boolean;
  locationId: Gid;
};

export type MetafieldRecord = {
  id: Gid;
  namespace: string;
  key: string;
  type: string;
  value: string;
  createdAt: Moment;
  updatedAt: Moment;
};

export type MetafieldDefinitionRecord = {
  id: Gid;
  ownerType: string;
  namespace: string;
  key: string;
  type: string;
  name: string;
  uniqueValues: boolean;
  adminFilterable: boolean;
};

export type MediaRecord = {
  id: Gid;
  alt: string | null;
  filename: string | null;
  source: string;
  status: 'UPLOADED' | 'PROCESSING' | 'READY' | 'FAILED';
};

export type ProductOption = {
  id: Gid;
  name: string;
  position: number;
  values: { id: Gid; name: string }[];
};

export type ProductStatus = 'ACTIVE' | 'DRAFT' | 'ARCHIVED' | 'UNLISTED';

export type ProductRecord = {
  id: Gid;
  title: string;
  handle: string;
  status: ProductStatus;
  vendor: string;
  productType: string;
  descriptionHtml: string;
  templateSuffix: string | null;
  seo: { title: string | null; description: string | null };
  tags: string[];
  options: ProductOption[];
  variantIds: Gid[];
  media: MediaRecord[];
  metafields: MetafieldRecord[];
  publicationIds: Gid[];
  collectionIds: Gid[];
  createdAt: Moment;
  updatedAt: Moment;
};

export type VariantRecord = {
  id: Gid;
  productId: Gid;
  inventoryItemId: Gid;
  position: number;
  price: string;
  compareAtPrice: string | null;
  barcode: string | null;
  inventoryPolicy: 'DENY' | 'CONTINUE';
  taxable: boolean;
  selectedOptions: { name: string; value: string }[];
  mediaId: Gid | null;
  metafields: MetafieldRecord[];
  createdAt: Moment;
  updatedAt: Moment;
};

export type InventoryItemRecord = {
  id: Gid;
  variantId: Gid;
  sku: string | null;
  tracked: boolean;
  requiresShipping: boolean;
  unitCost: string | null;
  weight: { value: number; unit: string } | null;
  countryCodeOfOrigin: string | null;
  harmonizedSystemCode: string | null;
  levelIds: Gid[];
  createdAt: Moment;
  updatedAt: Moment;
};

/** on_hand is not stored: it is available + committed (nothing else holds stock here). */
export type InventoryLevelRecord = {
  id: Gid;
  itemId: Gid;
  locationId: Gid;
  isActive: boolean;
  available: number;
  committed: number;
  createdAt: Moment;
  updatedAt: Moment;
};

export type PublicationRecord = { id: Gid; title: string; handle: string; autoPublish: boolean };
export type CollectionRecord = {
  id: Gid;
  title: string;
  handle: string;
  productIds: Gid[];
  createdAt: Moment;
  updatedAt: Moment;
};

export type StoreState = {
  shop: ShopRecord;
  /** Last number handed out for an id; ids of all kinds count in one row. */
  lastNumber: number;
  lastOrderNumber: number;
  locations: Map<Gid, LocationRecord>;
  fulfillmentServices: Map<Gid, FulfillmentServiceRecord>;
  products: Map<Gid, ProductRecord>;
  variants: Map<Gid, VariantRecord>;
  inventoryItems: Map<Gid, InventoryItemRecord>;
  inventoryLevels: Map<Gid, InventoryLevelRecord>;
  metafieldDefinitions: Map<Gid, MetafieldDefinitionRecord>;
  publications: Map<Gid, PublicationRecord>;
  collections: Map<Gid, CollectionRecord>;
  orders: Map<Gid, OrderRecord>;
  fulfillmentOrders: Map<Gid, FulfillmentOrderRecord>;
  fulfillments: Map<Gid, FulfillmentRecord>;
  productOperations: Map<Gid, ProductOperationRecord>;
  bulkOperations: Map<Gid, BulkOperationRecord>;
  stagedUploads: Map<string, StagedUploadRecord>;
  webhookSubscriptions: Map<Gid, WebhookSubscriptionRecord>;
  /** Keyed by the app's client id. */
  installations: Map<string, InstallationRecord>;
  /** Keyed by `clientId|key`. */
  idempotency: Map<string, IdempotencyRecord>;
  /** Handle of a product → its id. */
  productHandles: Map<string, Gid>;
  /** `ownerType|namespace|key|value` → owner's id, for definitions whose values are unique. */
  uniqueMetafields: Map<string, Gid>;
};
