/** What the people of a Shopify shop do, through the sandbox's control. */
import type { ConnectedStore, ShopifyHarness } from './shopify-harness.ts';
import {
  outsideOrderId,
  outsideVariantId,
} from '../../../app/integrations/channels/shopify/shopify-mapper.ts';
import type { ChannelHarness, ShopPeople, Trouble } from './channel-harness.ts';

const ADDRESS = {
  firstName: 'Ada',
  lastName: 'Muster',
  address1: 'Marktgasse 1',
  city: 'Bern',
  zip: '3011',
  countryCode: 'CH',
};

export function toChannelHarness(
  harness: ShopifyHarness,
  connected: ConnectedStore,
): ChannelHarness {
  const { shop, channel } = connected;
  return {
    channel,
    people: createPeople(harness, connected),
    strike: (trouble) => strike(harness, shop, trouble),
  };
}

function createPeople(
  { sandbox, clock }: ShopifyHarness,
  { shop, store }: ConnectedStore,
): ShopPeople {
  const { control } = sandbox;
  const locationId = store.places.outsideLocationId ?? '';
  const view = async (id: string) => {
    const order = await control.order({ shop, id });
    if (!order) throw new Error(`No order ${id}`);
    return order;
  };
  const ours = async (id: string) => {
    const order = await view(id);
    const found = order.fulfillmentOrders.find((each) => each.locationId === locationId);
    if (!found) throw new Error('Nothing at our location');
    return found;
  };
  return {
    async product(id) {
      const found = (await control.products({ shop })).find((each) => each.id === id);
      return (
        found && {
          title: found.title,
          published: found.publicationIds.includes(store.places.outsidePublicationId ?? ''),
          images: found.media.length,
          variants: found.variants.map((variant) => ({
            outsideVariantId: outsideVariantId(variant.id),
            sku: variant.sku ?? undefined,
            price: Math.round(Number(variant.price) * 100),
            available:
              variant.levels.find((level) => level.locationId === locationId)?.available ?? 0,
            optionValues: variant.selectedOptions.map(({ value }) => value),
          })),
        }
      );
    },
    scans: async (id) =>
      (await view(id)).fulfillments.flatMap(({ events }) =>
        events.map(({ happenedAt }) => new Date(happenedAt)),
      ),
    countProducts: async () => (await control.counts({ shop })).products,
    editTitle: (id, title) => control.editProduct({ shop, id, title }),
    editSku: (id, sku) => control.editVariant({ shop, id, sku }),
    deleteProduct: (id) => control.deleteProduct({ shop, id }),
    setAvailable: (inventoryItemId, available) =>
      control.setInventory({ shop, inventoryItemId, locationId, available }),
    async order(lines, { paid = true } = {}) {
      const placed = await control.placeOrder({
        shop,
        paid,
        shippingAddress: ADDRESS,
        lines: lines.map(({ id, quantity, discount = 0 }) => ({
          variantId: id,
          quantity,
          discountPerUnit: discount,
        })),
      });
      return outsideOrderId(placed.id);
    },
    askForFulfilment: async (id) =>
      void (await control.requestFulfillment({ shop, id: (await ours(id)).id })),
    askForCancellation: async (id) =>
      void (await control.requestCancellation({ shop, id: (await ours(id)).id })),
    async splitFulfilmentOrder(id) {
      const { id: fulfillmentOrder, lines } = await ours(id);
      const part = lines.slice(0, 1).map((line) => ({ id: line.id, quantity: 1 }));
      await control.splitFulfillmentOrder({ shop, id: fulfillmentOrder, lines: part });
    },
    async refundOneUnit(id) {
      const [line] = (await view(id)).lines;
      if (!line) throw new Error('No line');
      const lines = [{ lineItemId: line.id, quantity: 1 }];
      await control.refund({ shop, id, lines, restock: 'CANCEL' });
    },
    async passTime(milliseconds) {
      await clock.waitUntil(new Date(clock.now().getTime() + milliseconds));
      await control.advance({ ms: 0 });
    },
  };
}

const FAULTS = {
  throttled: 'throttled',
  'server-error': 'http500',
  'server-error-after-effect': 'http500-after-effect',
  'lost-before-effect': 'timeout-before-effect',
  'lost-after-effect': 'timeout-after-effect',
  unreadable: 'invalid-json',
} as const;

async function strike({ sandbox }: ShopifyHarness, shop: string, trouble: Trouble): Promise<void> {
  const { control } = sandbox;
  if (trouble === 'token-refused') return control.revokeTokens({ shop, kind: 'access' });
  if (trouble === 'access-ended') return control.revokeTokens({ shop, kind: 'both' });
  const operation = 'inventorySetQuantities';
  await control.setFault({ operation, shop, kind: FAULTS[trouble], times: 1, ms: 20 });
}
