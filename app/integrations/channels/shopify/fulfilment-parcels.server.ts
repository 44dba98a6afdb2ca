/**
 * Parcels: shipped lines as fulfilments. The lines of an order may lie in several fulfilment orders (after splits
 * and moves); their remaining quantities are read again just before, and those at our location go into one call.
 */
import type {
  ChannelAnswer,
  ChannelFailure,
  FulfilmentRequest,
  OutsideFulfilmentId,
} from '../../../modules/stores/channel.ts';
import { err, ok } from '../../../platform/result.ts';
import type { Result } from '../../../platform/result.ts';
import type { ChannelContext } from './channel-context.ts';
import { isOurs } from './order-mapper.ts';
import { refusalOf } from './shopify-failures.ts';
import { outsideFulfilmentId } from './shopify-mapper.ts';
import { createFulfillment } from './shopify-operations/fulfilment.ts';
import type { FulfillmentOrder } from './shopify-operations/orders.ts';
import { collectFulfillmentOrders } from './shopify-orders.server.ts';
import { trackingInput } from './tracking-input.ts';

export async function createParcels(
  context: ChannelContext,
  request: FulfilmentRequest,
): ChannelAnswer<readonly OutsideFulfilmentId[]> {
  const all = await collectFulfillmentOrders(context, request.outsideOrderId);
  if (!all.ok) return all;
  const ourLocation = context.store.places.outsideLocationId;
  const ours = all.value.filter((each) => isOurs(each, ourLocation));
  const shares = shareOut(request.lines, ours);
  if (!shares.ok) return shares;
  const answer = await context.client.run(createFulfillment, {
    fulfillment: {
      notifyCustomer: request.notifyShopper,
      trackingInfo: trackingInput(request.tracking),
      lineItemsByFulfillmentOrder: shares.value,
    },
  });
  if (!answer.ok) return answer;
  const { fulfillment, userErrors } = answer.value.fulfillmentCreate;
  const refusal = refusalOf(userErrors);
  if (refusal) return err(refusal);
  if (!fulfillment) return err({ kind: 'unreadable', why: 'Neither a fulfilment nor an error' });
  return ok([outsideFulfilmentId(fulfillment.id)]);
}

type Share = {
  readonly fulfillmentOrderId: string;
  readonly fulfillmentOrderLineItems: readonly { readonly id: string; readonly quantity: number }[];
};

const SHIPPABLE = new Set(['OPEN', 'IN_PROGRESS']);

/** Accepted fulfilment orders first: on those the merchant counts on us. */
const byReadiness = (a: FulfillmentOrder, b: FulfillmentOrder) =>
  Number(b.requestStatus === 'ACCEPTED') - Number(a.requestStatus === 'ACCEPTED');

/** Which units of which fulfilment order make up the parcel; a line that does not fit refuses it as a whole. */
export function shareOut(
  lines: FulfilmentRequest['lines'],
  fulfillmentOrders: readonly FulfillmentOrder[],
): Result<readonly Share[], ChannelFailure> {
  const missing = new Map<string, number>();
  for (const { outsideLineId, quantity } of lines)
    missing.set(outsideLineId, (missing.get(outsideLineId) ?? 0) + quantity);
  const shippable = fulfillmentOrders.filter(({ status }) => SHIPPABLE.has(status));
  const shares = [...shippable].sort(byReadiness).map((each) => takeFrom(each, missing));
  const short = [...missing.values()].reduce((sum, quantity) => sum + quantity, 0);
  if (short > 0) {
    const why = `${short} of the shipped units are not waiting for us in the store any more`;
    return err({ kind: 'refused', why });
  }
  return ok(shares.filter(({ fulfillmentOrderLineItems }) => fulfillmentOrderLineItems.length > 0));
}

function takeFrom({ id, lineItems }: FulfillmentOrder, missing: Map<string, number>): Share {
  const taken = lineItems.nodes.flatMap((line) => {
    const wanted = missing.get(line.lineItem.id) ?? 0;
    const quantity = Math.min(wanted, line.remainingQuantity);
    if (quantity <= 0) return [];
    missing.set(line.lineItem.id, wanted - quantity);
    return [{ id: line.id, quantity }];
  });
  return { fulfillmentOrderId: id, fulfillmentOrderLineItems: taken };
}
