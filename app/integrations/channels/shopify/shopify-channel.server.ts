/** The Shopify channel: the port's methods over one shop's Admin API, put together from parts by idea. */
import type { Channel, ChannelFactory, ChannelStore } from '../../../modules/stores/channel.ts';
import type { StoreRate } from '../../../modules/stores/store-rate.ts';
import type { Clock } from '../../../platform/clock.ts';
import type { HttpClient } from '../../../platform/http-client.server.ts';
import type { ChannelContext } from './channel-context.ts';
import { shopAddress } from './shop-address.ts';
import type { Pause, ShopifyTokens } from './shopify-access.ts';
import { BULK_FROM, createBulkImport } from './shopify-bulk.server.ts';
import { createShopifyClient } from './shopify-client.server.ts';
import { createCostBook } from './shopify-costs.ts';
import { createFulfilment } from './shopify-fulfilment.server.ts';
import { createOrders } from './shopify-orders.server.ts';
import { createContent } from './shopify-content.server.ts';
import { BULK_PRICES_FROM, createPrices } from './shopify-prices.server.ts';
import { createProducts } from './shopify-products.server.ts';
import { createRefunds } from './shopify-refunds.server.ts';
import { createStock, STOCK_BATCH } from './shopify-stock.server.ts';
import { createStoreSetup } from './shopify-store.server.ts';

export type ShopifyChannelSettings = {
  readonly http: HttpClient;
  readonly tokens: ShopifyTokens;
  readonly rateOf: (storeId: string) => StoreRate;
  readonly clock: Clock;
  readonly pause: Pause;
  /** Stands in for every shop; undefined in production. */
  readonly sandboxUrl: string | undefined;
};

export function createShopifyChannels(settings: ShopifyChannelSettings): ChannelFactory {
  const costs = createCostBook();
  return (store) => {
    const context = contextOf(settings, store, costs);
    return toChannel(context);
  };
}

function contextOf(
  settings: ShopifyChannelSettings,
  store: ChannelStore,
  costs: ReturnType<typeof createCostBook>,
): ChannelContext {
  const { http, tokens, rateOf, clock, pause, sandboxUrl } = settings;
  const address = shopAddress(store.domain, sandboxUrl);
  const rate = rateOf(store.storeId);
  const client = createShopifyClient(
    { domain: store.domain, address, http, tokens, rate, clock, pause },
    costs,
  );
  return { store, client, http, address, clock, pause };
}

function toChannel(context: ChannelContext): Channel {
  return {
    capabilities: {
      compareAndSwapStock: true,
      stockBatch: STOCK_BATCH,
      bulkImportFrom: BULK_FROM,
      bulkPricesFrom: BULK_PRICES_FROM,
      fulfilmentOrders: true,
      refunds: true,
    },
    ...createStoreSetup(context),
    ...createProducts(context),
    ...createContent(context),
    ...createBulkImport(context),
    ...createStock(context),
    ...createPrices(context),
    ...createOrders(context),
    ...createFulfilment(context),
    ...createRefunds(context),
  };
}
