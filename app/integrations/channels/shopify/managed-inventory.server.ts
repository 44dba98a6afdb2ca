import type { ChannelAnswer } from '../../../modules/stores/channel.ts';
import { err, ok } from '../../../platform/result.ts';
import type { ChannelContext } from './channel-context.ts';
import { refusalOf } from './shopify-failures.ts';
import { letShopifyManageInventory, listFulfillmentServices } from './shopify-operations/store.ts';

/**
 * Whether a service that manages inventory itself may push quantities without a call-back address is not documented.
 * Where a shop refuses it, inventory is handed to Shopify, which then takes quantities as at any other location.
 */
export async function takeOverInventory({
  client,
  store,
}: ChannelContext): ChannelAnswer<'changed' | 'unchanged'> {
  const services = await client.run(listFulfillmentServices, {});
  if (!services.ok) return services;
  const ours = services.value.shop.fulfillmentServices.find(
    ({ location }) => location?.id === store.places.outsideLocationId,
  );
  if (!ours?.inventoryManagement || !ours.location?.isActive) return ok('unchanged');
  const answer = await client.run(letShopifyManageInventory, { id: ours.id });
  if (!answer.ok) return answer;
  const refusal = refusalOf(answer.value.fulfillmentServiceUpdate.userErrors);
  return refusal ? err(refusal) : ok('changed');
}
