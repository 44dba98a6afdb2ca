/** Silence of suppliers: brought up at the first deadline; at the second, where a rule says so, the units go elsewhere. */
import { openException } from '../../modules/activity/open-exception.server.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import type { PurchaseOrder, PurchaseOrderKey } from '../../modules/purchasing/purchase-order.ts';
import {
  avoidLines,
  findSilentPurchaseOrders,
  findStillSilent,
  pushBackDeadline,
  savePurchaseOrder,
} from '../../modules/purchasing/purchase-orders.repository.server.ts';
import { rulesOfSupplier } from '../../modules/purchasing/purchase-rules.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';
import { tellOfSilence } from '../messages/remind-supplier.server.ts';
import { giveUp } from './give-up-purchase-order.server.ts';
import { lockPurchaseOrder } from './lock-purchase-order.server.ts';
import type { LockedPurchaseOrder } from './lock-purchase-order.server.ts';
import { silentException } from './order-exceptions.ts';
import type { OrderStep } from './order-step.ts';
import { rebalanceOrder } from './rebalance-order.server.ts';
import { refuseSilentChanges } from './request-change.server.ts';

const BATCH = 200;
const MINUTE_MS = 60_000;
const REMIND_MS = 4 * 3_600_000;

/**
 * For the clock: purchase orders that nobody has acknowledged in time are shown to a person, again every four hours;
 * those still silent at their second deadline are asked back, and given up when that is not answered either. Changes
 * without an answer count as refused. Returns how many purchase orders were brought up.
 */
export async function escalateSilentPurchaseOrders(context: FlowContext): Promise<number> {
  const escalated = await bringUp(context);
  const now = context.clock.now();
  for (const key of await findStillSilent(context.db, { now, limit: BATCH }))
    await leadFurther(context, key);
  await refuseSilentChanges(context);
  return escalated;
}

async function bringUp({ db, clock }: FlowContext): Promise<number> {
  return inTransaction(db, async (tx) => {
    const now = clock.now();
    const silent = await findSilentPurchaseOrders(tx, { now, limit: BATCH });
    for (const purchaseOrder of silent) {
      await openException({ tx, clock }, silentException(purchaseOrder));
      await tellOfSilence({ tx, clock }, purchaseOrder);
      const at = new Date(now.getTime() + REMIND_MS);
      const rerouteAt = await secondDeadline({ tx, clock }, purchaseOrder);
      await pushBackDeadline(tx, purchaseOrder, { at, rerouteAt });
    }
    return silent.length;
  });
}

/** Counted from the first deadline, however late that was looked at; null: no rule, a person decides. */
async function secondDeadline(
  { tx }: OrderStep,
  purchaseOrder: PurchaseOrder,
): Promise<Date | null> {
  const { rules } = await rulesOfSupplier(tx, purchaseOrder);
  const { acknowledgeBy, rerouteAt } = purchaseOrder;
  if (rerouteAt || !acknowledgeBy || rules.rerouteAfterMinutes === undefined) return rerouteAt;
  return new Date(acknowledgeBy.getTime() + rules.rerouteAfterMinutes * MINUTE_MS);
}

async function leadFurther(context: FlowContext, key: PurchaseOrderKey): Promise<void> {
  const { db, clock } = context;
  await inTransaction(db, async (tx) => {
    const step = { tx, clock };
    const locked = await lockPurchaseOrder(step, key);
    const purchaseOrder = locked?.purchaseOrder;
    const isDue = purchaseOrder?.rerouteAt && purchaseOrder.rerouteAt <= clock.now();
    // An answer may have come meanwhile.
    if (!locked || purchaseOrder?.status !== 'sent' || !isDue) return;
    if (purchaseOrder.cancellation === null) return askBack(step, locked);
    const isSilent = ['requested', 'sent'].includes(purchaseOrder.cancellation);
    // Where nobody could be asked, or the answer was no, its units stay until a person has spoken to the supplier.
    if (!isSilent) return savePurchaseOrder(step, purchaseOrder, { rerouteAt: null });
    await giveUp(step, locked, 'silent');
    await rebalanceOrder(step, locked.key);
  });
}

/** Its supplier is asked to take it back first: what it gives back is routed elsewhere by itself. */
async function askBack(
  step: OrderStep,
  { order, purchaseOrder }: LockedPurchaseOrder,
): Promise<void> {
  const { rules } = await rulesOfSupplier(step.tx, purchaseOrder);
  const { distributorId, id: purchaseOrderId, number } = purchaseOrder;
  const lineIds = purchaseOrder.lines.map(({ id }) => id);
  await avoidLines(step, distributorId, lineIds);
  const rerouteAt = new Date(step.clock.now().getTime() + rules.changeWindowMinutes * MINUTE_MS);
  await savePurchaseOrder(step, purchaseOrder, { cancellation: 'requested', rerouteAt });
  await recordAct(step, {
    distributorId,
    actor: { kind: 'system' },
    act: 'purchase-order-asked-back',
    subject: { kind: 'order', id: order.id },
    detail: { number, why: 'silent' },
  });
  const payload = { distributorId, purchaseOrderId };
  await enqueue(step.tx, { name: 'cancel-purchase-order', payload });
}
