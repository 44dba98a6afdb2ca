/**
 * Drains: the loops over tables that are queues (the stores' and the suppliers' inbox, the change log). A notice
 * wakes them, and a clock is the net under the notices; what one round leaves is taken by the next.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { createStockChangeFollower } from '../flows/supply/wake-publishers.server.ts';
import { createWebhookDrain } from '../flows/messages/deliver-webhooks.server.ts';
import { drainStoreEvents } from '../flows/order/drain-store-events.server.ts';
import { drainSupplierEvents } from '../flows/order/drain-supplier-events.server.ts';
import { releaseClaimsOfDeadWorkers } from '../flows/order/release-dead-claims.server.ts';
import { createShortOrderFollower } from '../flows/order/wake-short-orders.server.ts';
import type { FlowContext } from '../flows/flow-context.ts';
import { coalesce, startListener } from '../platform/wake.server.ts';

export type DrainsOptions = {
  readonly databaseUrl: string;
  /** Under which rows are claimed; its life lock tells the other workers that they are in good hands. */
  readonly workerId: string;
  readonly onFault: (message: string, fault: unknown) => void;
};

/** The first change is followed at once; of a stream of them, those of so many milliseconds together. */
const FOLLOWING_GAP_MS = 50;

type Round = () => Promise<{ readonly more: boolean }>;

/** Milliseconds between the looks that nobody has to ask for. */
const NET_MS = 1_000;

export async function startDrains(
  context: FlowContext,
  { databaseUrl, workerId, onFault }: DrainsOptions,
): Promise<{ stop(): Promise<void> }> {
  let stopping = false;
  const exhaust = (round: Round) => async () => {
    while (!stopping && (await round()).more);
  };
  const followPublishers = exhaust(createStockChangeFollower(context));
  const followShortOrders = exhaust(createShortOrderFollower(context));
  const webhooks = createWebhookDrain(context);
  const channels = {
    store_event: exhaust(() => drainStoreEvents(context, { workerId })),
    supplier_event: exhaust(() => drainSupplierEvents(context, { workerId })),
    announcement: exhaust(() => webhooks.round()),
    stock_change: async () => {
      await followPublishers();
      await followShortOrders();
      await delay(FOLLOWING_GAP_MS, undefined, { ref: false });
    },
  };
  const listener = await startListener({ databaseUrl, channels, onFault });
  const net = coalesce(
    async () => {
      await releaseClaimsOfDeadWorkers(context);
      await channels.store_event();
      await channels.supplier_event();
      await channels.announcement();
    },
    (fault) => onFault('The net under the inboxes failed', fault),
  );
  net.wake();
  const timer = setInterval(() => net.wake(), NET_MS);
  return {
    async stop() {
      stopping = true;
      clearInterval(timer);
      await listener.close();
      await net.idle();
      await webhooks.stop();
    },
  };
}
