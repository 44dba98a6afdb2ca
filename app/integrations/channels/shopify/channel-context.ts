/** What the parts of the adapter share: one store, its client, time. */
import type { ChannelStore } from '../../../modules/stores/channel.ts';
import type { Clock } from '../../../platform/clock.ts';
import type { HttpClient } from '../../../platform/http-client.server.ts';
import type { Pause } from './shopify-access.ts';
import type { ShopAddress } from './shop-address.ts';
import type { ShopifyClient } from './shopify-client.server.ts';

export type ChannelContext = {
  readonly store: ChannelStore;
  readonly client: ShopifyClient;
  readonly http: HttpClient;
  readonly address: ShopAddress;
  readonly clock: Clock;
  readonly pause: Pause;
};
