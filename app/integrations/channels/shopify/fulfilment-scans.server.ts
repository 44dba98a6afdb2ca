/** Scans: where a parcel is, as events of its fulfilment. Shopify writes an event again when it is told again. */
import type { ChannelAnswer, ShownScan, ShownScanKind } from '../../../modules/stores/channel.ts';
import { err, ok } from '../../../platform/result.ts';
import type { ChannelContext } from './channel-context.ts';
import { refusalOf } from './shopify-failures.ts';
import { createScan, readScans } from './shopify-operations/fulfilment.ts';

/** FulfillmentEventStatus of the Admin API. */
const STATUS = {
  'label-created': 'LABEL_PRINTED',
  'picked-up': 'CARRIER_PICKED_UP',
  'in-transit': 'IN_TRANSIT',
  delayed: 'DELAYED',
  'out-for-delivery': 'OUT_FOR_DELIVERY',
  attempted: 'ATTEMPTED_DELIVERY',
  'ready-for-pickup': 'READY_FOR_PICKUP',
  delivered: 'DELIVERED',
  failed: 'FAILURE',
} as const satisfies Record<ShownScanKind, string>;

/** Oldest first, because Shopify shows the one told last as the state of the parcel. */
export async function showScans(
  client: ChannelContext['client'],
  fulfillmentId: string,
  scans: readonly ShownScan[],
): ChannelAnswer<undefined> {
  const there = await client.run(readScans, { id: fulfillmentId });
  if (!there.ok) return there;
  const events = there.value.fulfillment?.events.nodes ?? [];
  const known = new Set(events.map(({ status, happenedAt }) => nameOf(status, happenedAt)));
  const missing = scans.filter(({ kind, at }) => !known.has(nameOf(STATUS[kind], at)));
  for (const { kind, at, place } of missing.sort((a, b) => a.at.getTime() - b.at.getTime())) {
    const scan = {
      fulfillmentId,
      status: STATUS[kind],
      happenedAt: at.toISOString(),
      ...(place ? { message: place } : {}),
    };
    const answer = await client.run(createScan, { scan });
    if (!answer.ok) return answer;
    const refusal = refusalOf(answer.value.fulfillmentEventCreate.userErrors);
    if (refusal) return err(refusal);
  }
  return ok();
}

/** By the second: a store may cut the rest off. */
const nameOf = (status: string, at: Date) => `${status} ${Math.floor(at.getTime() / 1_000)}`;
