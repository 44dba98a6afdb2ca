/**
 * A sandbox store small enough to read, served by the screens alone: for tests of what people see, which need
 * neither the Admin API nor the simulator.
 */
import { listen } from '../setup/loopback.ts';
import type { Listening } from '../setup/loopback.ts';
import type { AppConfiguration } from '../sandbox/shopify/app-configuration.ts';
import type { OrderInput, OrderView, ShopifyControl } from '../sandbox/shopify/control.ts';
import { closeAppFront, handleScreens } from '../sandbox/shopify/screens/index.ts';
import type { ScreensSandbox } from '../sandbox/shopify/screens/screen.ts';
import type {
  InventoryLevelRecord,
  MetafieldRecord,
  ProductRecord,
  StoreState,
  VariantRecord,
} from '../sandbox/shopify/store.ts';
import { DEFAULT_SWITCHES } from '../sandbox/shopify/switches.ts';

const MOMENT = '2026-10-01T08:00:00.000Z';
const times = { createdAt: MOMENT, updatedAt: MOMENT };
const nobody = {
  firstName: null,
  lastName: null,
  company: null,
  address1: null,
  address2: null,
  city: null,
  province: null,
  provinceCode: null,
  zip: null,
  countryCode: 'CH',
  phone: null,
};

export type ShownVariant = {
  number: number;
  options: string[];
  quantity: number;
  tracked?: boolean;
  policy?: 'DENY' | 'CONTINUE';
  leadTimeDays?: number;
};
export type ShownProduct = {
  number: number;
  title: string;
  handle: string;
  descriptionHtml?: string;
  options: string[];
  variants: ShownVariant[];
  status?: 'ACTIVE' | 'DRAFT';
};

export const LINEN_SHIRT: ShownProduct = {
  number: 500,
  title: 'Linen shirt',
  handle: 'linen-shirt',
  descriptionHtml: '<p>Washed linen, mother-of-pearl buttons, cut wide. Woven in Como.</p>',
  options: ['Size', 'Colour'],
  variants: [
    { number: 501, options: ['S', 'Sand'], quantity: 4, leadTimeDays: 2 },
    { number: 502, options: ['M', 'Sand'], quantity: 12, leadTimeDays: 2 },
    { number: 503, options: ['S', 'Ink'], quantity: 0 },
    { number: 504, options: ['M', 'Ink'], quantity: 0, policy: 'CONTINUE', leadTimeDays: 10 },
  ],
};

const gid = (kind: string, number: number) => `gid://shopify/${kind}/${number}`;
const LOCATION = gid('Location', 1);
const ONLINE_STORE = gid('Publication', 1);

function leadTime(shown: ShownVariant): MetafieldRecord[] {
  if (shown.leadTimeDays === undefined) return [];
  const value = JSON.stringify({ days: shown.leadTimeDays });
  const id = gid('Metafield', shown.number);
  return [{ id, namespace: 'app--4242', key: 'lead_time', type: 'json', value, ...times }];
}

function variantRecord(product: ShownProduct, shown: ShownVariant, index: number): VariantRecord {
  return {
    id: gid('ProductVariant', shown.number),
    productId: gid('Product', product.number),
    inventoryItemId: gid('InventoryItem', shown.number),
    position: index + 1,
    price: '89.00',
    compareAtPrice: null,
    barcode: null,
    inventoryPolicy: shown.policy ?? 'DENY',
    taxable: true,
    selectedOptions: product.options.map((name, at) => ({ name, value: shown.options[at] ?? '' })),
    mediaId: null,
    metafields: leadTime(shown),
    ...times,
  };
}

function productRecord(shown: ShownProduct): ProductRecord {
  return {
    id: gid('Product', shown.number),
    title: shown.title,
    handle: shown.handle,
    status: shown.status ?? 'ACTIVE',
    vendor: 'Officina Lino',
    productType: 'Shirts',
    descriptionHtml: shown.descriptionHtml ?? '',
    templateSuffix: null,
    seo: { title: null, description: null },
    tags: [],
    options: shown.options.map((name, at) => ({
      id: gid('ProductOption', shown.number + at),
      name,
      position: at + 1,
      values: [...new Set(shown.variants.map(({ options }) => options[at] ?? ''))].map((value) => ({
        id: gid('ProductOptionValue', shown.number),
        name: value,
      })),
    })),
    variantIds: shown.variants.map(({ number }) => gid('ProductVariant', number)),
    media: [],
    metafields: [],
    publicationIds: [ONLINE_STORE],
    collectionIds: [],
    ...times,
  };
}

function putProduct(state: StoreState, shown: ShownProduct): void {
  const product = productRecord(shown);
  state.products.set(product.id, product);
  state.productHandles.set(product.handle, product.id);
  shown.variants.forEach((each, index) => {
    const variant = variantRecord(shown, each, index);
    state.variants.set(variant.id, variant);
    const levelId = gid('InventoryLevel', each.number);
    state.inventoryItems.set(variant.inventoryItemId, {
      id: variant.inventoryItemId,
      variantId: variant.id,
      sku: `SKU-${each.number}`,
      tracked: each.tracked ?? true,
      requiresShipping: true,
      unitCost: null,
      weight: null,
      countryCodeOfOrigin: null,
      harmonizedSystemCode: null,
      levelIds: [levelId],
      ...times,
    });
    const level: InventoryLevelRecord = {
      id: levelId,
      itemId: variant.inventoryItemId,
      locationId: LOCATION,
      isActive: true,
      available: each.quantity,
      committed: 0,
      ...times,
    };
    state.inventoryLevels.set(levelId, level);
  });
}

export function storeState(products: ShownProduct[] = [LINEN_SHIRT]): StoreState {
  const state: StoreState = {
    shop: {
      id: gid('Shop', 1),
      domain: 'atelier.myshopify.com',
      name: 'Atelier Nord',
      email: 'shop@example.com',
      currencyCode: 'CHF',
      countryCode: 'CH',
      ianaTimezone: 'Europe/Zurich',
      taxesIncluded: true,
      plan: 'basic',
      maxProductVariants: 2048,
      updatedAt: MOMENT,
    },
    lastNumber: 10_000,
    lastOrderNumber: 1000,
    locations: new Map(),
    fulfillmentServices: new Map(),
    products: new Map(),
    variants: new Map(),
    inventoryItems: new Map(),
    inventoryLevels: new Map(),
    metafieldDefinitions: new Map(),
    publications: new Map(),
    collections: new Map(),
    orders: new Map(),
    fulfillmentOrders: new Map(),
    fulfillments: new Map(),
    productOperations: new Map(),
    bulkOperations: new Map(),
    stagedUploads: new Map(),
    webhookSubscriptions: new Map(),
    installations: new Map(),
    idempotency: new Map(),
    productHandles: new Map(),
    uniqueMetafields: new Map(),
  };
  state.locations.set(LOCATION, {
    id: LOCATION,
    name: 'Shop location',
    isActive: true,
    fulfillsOnlineOrders: true,
    fulfillmentServiceId: null,
    address: nobody,
    ...times,
  });
  state.publications.set(ONLINE_STORE, {
    id: ONLINE_STORE,
    title: 'Online Store',
    handle: 'online_store',
    autoPublish: true,
  });
  for (const product of products) putProduct(state, product);
  return state;
}

export function appConfiguration(applicationUrl: string): AppConfiguration {
  return {
    number: 4242,
    name: 'Stockbridge',
    clientId: 'stockbridge-client-id',
    clientSecret: 'a-secret-of-the-tests',
    applicationUrl,
    scopes: ['read_products', 'write_app_proxy'],
    optionalScopes: [],
    apiVersion: '2026-10',
    subscriptions: [],
    definitions: [],
    proxy: { url: '/proxy', prefix: 'apps', subpath: 'stockbridge' },
  };
}

/** A control door that writes down the orders it is asked to place and knows one order for each. */
export function recordingControl(placed: OrderInput[]): ShopifyControl {
  const verbs: Record<string, (input: never) => Promise<unknown>> = {
    placeOrder: async (input: OrderInput): Promise<Pick<OrderView, 'id'>> => {
      placed.push(input);
      return { id: gid('Order', 9000 + placed.length) };
    },
    orders: async () => [],
    order: async () => null,
  };
  return new Proxy({} as ShopifyControl, {
    get: (_target, verb) => (typeof verb === 'string' ? verbs[verb] : undefined),
  });
}

export type RunningScreens = Listening & {
  sandbox: ScreensSandbox;
  store: StoreState;
  placed: OrderInput[];
};

/** The screens of one store with `products`, before an app that listens at `appOrigin`. Installed by default. */
export async function startScreens(
  appOrigin: string,
  { products = [LINEN_SHIRT], installed = true, now = () => new Date() } = {},
): Promise<RunningScreens> {
  const store = storeState(products);
  const app = appConfiguration(`${appOrigin}/app`);
  const { clientId, scopes } = app;
  const id = gid('AppInstallation', 1);
  if (installed) store.installations.set(clientId, { id, clientId, scopes, installedAt: MOMENT });
  const placed: OrderInput[] = [];
  const sandbox = {
    app,
    clock: { now, iso: () => now().toISOString(), advance: () => {} },
    stores: new Map([[store.shop.domain, store]]),
    control: recordingControl(placed),
    switches: { ...DEFAULT_SWITCHES },
    origin: '',
  };
  const server = await listen((request, response) => {
    void handleScreens(request, response, sandbox).then((answered) => {
      if (!answered) response.writeHead(404).end();
    });
  });
  sandbox.origin = server.origin;
  const close = async () => {
    await closeAppFront(sandbox);
    await server.close();
  };
  return { origin: server.origin, close, sandbox, store, placed };
}
