import { openException } from '../../modules/activity/open-exception.server.ts';
import { readStoreVersions } from '../../modules/orders/orders.repository.server.ts';
import type { ChannelFailure, StoreOrderReference } from '../../modules/stores/channel.ts';
import {
  listStoresToReconcile,
  readOrderWatermark,
  saveOrderWatermark,
} from '../../modules/stores/order-watermark.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';
import type { JobVerdict } from '../../platform/job-catalog.ts';
import { ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import { verdictFor } from '../../platform/retry-policy.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';
import { importOrder } from './import-order.server.ts';

const MINUTE = 60_000;
/** Read again at every run: the store's clock, changes under way and late index entries. */
const OVERLAP_MS = 10 * MINUTE;
/** A webhook may take a while; an order found later than this was missed by it. */
const MISSED_AFTER_MS = 10 * MINUTE;

/**
 * Takes in what webhooks missed: everything that changed in the store since the last full run, with an overlap.
 * The watermark is the moment at which this run began, kept only when all of it was taken in.
 */
export async function reconcileStore(
  context: FlowContext,
  input: { readonly storeId: string },
  attempt = 1,
): Promise<JobVerdict> {
  const begunAt = context.clock.now();
  const before = await readOrderWatermark(context.db, input.storeId);
  if (!before) return { kind: 'done' };
  const since = new Date((before.readUntil ?? before.installedAt).getTime() - OVERLAP_MS);
  const done = await takeInSince(context, input.storeId as Id<'Store'>, since);
  if (!done.ok) {
    return verdictFor(done.error, { attempt, now: context.clock.now(), random: context.random });
  }
  await saveOrderWatermark(context.db, { storeId: input.storeId, readUntil: begunAt });
  return { kind: 'done' };
}

async function takeInSince(
  context: FlowContext,
  storeId: Id<'Store'>,
  since: Date,
): Promise<Result<undefined, ChannelFailure>> {
  const channel = await context.channelOf(storeId);
  let after: string | undefined;
  do {
    const page = await channel.listOrders(since, after);
    if (!page.ok) return page;
    for (const reference of await unknownVersions(context, storeId, page.value.rows)) {
      const taken = await takeIn(context, storeId, reference);
      if (!taken.ok) return taken;
    }
    after = page.value.next;
  } while (after !== undefined);
  return ok();
}

/** Orders that the store has changed since we read them, or that we do not have. */
async function unknownVersions(
  context: FlowContext,
  storeId: Id<'Store'>,
  references: readonly StoreOrderReference[],
): Promise<readonly StoreOrderReference[]> {
  const outsideOrderIds = references.map(({ outsideOrderId }) => outsideOrderId);
  const known = await readStoreVersions(context.db, { storeId, outsideOrderIds });
  return references.filter(({ outsideOrderId, updatedAt }) => {
    const version = known.get(outsideOrderId);
    return version === undefined || version < updatedAt;
  });
}

async function takeIn(
  context: FlowContext,
  storeId: Id<'Store'>,
  { outsideOrderId, updatedAt }: StoreOrderReference,
): Promise<Result<undefined, ChannelFailure>> {
  const imported = await importOrder(context, { storeId, outsideOrderId });
  if (!imported.ok) return imported;
  const age = context.clock.now().getTime() - updatedAt.getTime();
  if (imported.value === 'created' && age > MISSED_AFTER_MS)
    await tellMissed(context, storeId, age);
  return ok();
}

async function tellMissed(context: FlowContext, storeId: Id<'Store'>, age: number): Promise<void> {
  const { db, clock } = context;
  await inTransaction(db, (tx) =>
    openException(
      { tx, clock },
      {
        storeId,
        kind: 'webhook-missed',
        severity: 'warning',
        owner: 'platform',
        subject: { kind: 'store', id: storeId },
        dedupeKey: `webhook-missed:${storeId}`,
        happened: `An order came ${Math.round(age / MINUTE)} minutes late, by comparison with the store: its webhook did not arrive.`,
        meaning: 'The order was taken in now. Others may come late too.',
        nextStep: "Look at the app's webhook deliveries in the channel.",
        remedies: ['reconcile-store'],
      },
    ),
  );
}

/** For the clock: every store that trades is compared. */
export async function reconcileStores(context: FlowContext): Promise<void> {
  await inTransaction(context.db, async (tx) => {
    const stores = await listStoresToReconcile(tx);
    await enqueue(tx, ...stores.map((payload) => ({ name: 'reconcile-store' as const, payload })));
  });
}
