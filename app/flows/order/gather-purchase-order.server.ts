import { joinBatch } from '../../modules/purchasing/batches.repository.server.ts';
import { rulesOfSupplier } from '../../modules/purchasing/purchase-rules.server.ts';
import type { RulesOfSupplier } from '../../modules/purchasing/purchase-rules.server.ts';
import { nextCutOff } from '../../modules/routing/dispatch-calendar.ts';
import type { Instant } from '../../platform/clock.ts';
import { enqueue } from '../job-catalog.ts';
import type { LockedPurchaseOrder } from './lock-purchase-order.server.ts';
import type { OrderStep } from './order-step.ts';

const HOUR_MS = 3_600_000;

/**
 * A purchase order of a supplier that wants them together: it waits as a draft, with the others to the same place, until
 * the cut-off. As long as it waits it can be changed and called off like any draft.
 */
export async function gatherPurchaseOrder(
  step: OrderStep,
  { purchaseOrder }: LockedPurchaseOrder,
): Promise<void> {
  if (purchaseOrder.status !== 'draft' || purchaseOrder.batchId !== null) return;
  const settings = await rulesOfSupplier(step.tx, purchaseOrder);
  const now = step.clock.now();
  const closesAt = cutOffAfter(settings, now);
  const hours = settings.rules.consolidate?.latestHours ?? 0;
  const latestAt = new Date(Math.max(closesAt.getTime(), now.getTime() + hours * HOUR_MS));
  const batch = await joinBatch(step, purchaseOrder, { closesAt, latestAt });
  const payload = { distributorId: batch.distributorId, batchId: batch.id };
  await enqueue(step.tx, { name: 'place-batch', payload, runAt: batch.closesAt });
}

/** In the supplier's own time zone; one that has not said when its goods leave is asked at once. */
export function cutOffAfter({ calendar, rules }: RulesOfSupplier, now: Instant): Instant {
  if (!calendar || !rules.consolidate) return now;
  return nextCutOff(calendar, now) ?? now;
}
