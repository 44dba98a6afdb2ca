/** What the contract needs of a sandbox: a connected channel, what people do in the shop, and things that go wrong. */
import type {
  Channel,
  OutsideOrderId,
  OutsideProductId,
  OutsideStockId,
  OutsideVariantId,
} from '../../../app/modules/stores/channel.ts';

export type ShownVariant = {
  readonly outsideVariantId: OutsideVariantId;
  readonly sku: string | undefined;
  /** Minor units of the shop's currency. */
  readonly price: number;
  readonly available: number;
  readonly optionValues: readonly string[];
};
export type ShownProduct = {
  readonly title: string;
  readonly published: boolean;
  readonly images: number;
  readonly variants: readonly ShownVariant[];
};

/** What the shop's own people and its shoppers do. */
export type ShopPeople = {
  product(id: OutsideProductId): Promise<ShownProduct | undefined>;
  countProducts(): Promise<number>;
  editTitle(id: OutsideProductId, title: string): Promise<void>;
  editSku(id: OutsideVariantId, sku: string): Promise<void>;
  deleteProduct(id: OutsideProductId): Promise<void>;
  setAvailable(id: OutsideStockId, quantity: number): Promise<void>;
  /** A paid order to a full address; `discount` is taken off each unit, in minor units. */
  order(
    lines: readonly {
      readonly id: OutsideVariantId;
      readonly quantity: number;
      readonly discount?: number;
    }[],
    wishes?: { readonly paid?: boolean },
  ): Promise<OutsideOrderId>;
  askForFulfilment(order: OutsideOrderId): Promise<void>;
  askForCancellation(order: OutsideOrderId): Promise<void>;
  /** Takes one unit of the first line into a fulfilment order of its own. */
  splitFulfilmentOrder(order: OutsideOrderId): Promise<void>;
  refundOneUnit(order: OutsideOrderId): Promise<void>;
  /** When each scan was that the shopper sees of the order's parcels, in the shop's order. */
  scans(order: OutsideOrderId): Promise<readonly Date[]>;
  passTime(milliseconds: number): Promise<void>;
};

export type Trouble =
  | 'throttled'
  | 'token-refused'
  | 'access-ended'
  | 'server-error'
  | 'server-error-after-effect'
  | 'lost-before-effect'
  | 'lost-after-effect'
  | 'unreadable';

export type ChannelHarness = {
  readonly channel: Channel;
  readonly people: ShopPeople;
  /** Strikes the next call of the channel that concerns stock or the store. */
  readonly strike: (trouble: Trouble) => Promise<void>;
};
