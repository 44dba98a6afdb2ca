/**
 * Giving up a purchase order: its supplier answers neither it nor the request to take it back, so its units go elsewhere
 * while it may still ship them. From then on whoever ships first has the units, and the other is asked to stop; a parcel
 * for which nobody can be stopped any more is a person's matter, at once.
 */
import { openException } from '../../modules/activity/open-exception.server.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import { unitsOpen } from '../../modules/purchasing/purchase-order.ts';
import { savePurchaseOrder } from '../../modules/purchasing/purchase-orders.repository.server.ts';
import { enqueue } from '../job-catalog.ts';
import { cancelLines } from './cancel-lines.server.ts';
import type { UnitsOfLine } from './give-back-units.server.ts';
import type { LockedPurchaseOrder } from './lock-purchase-order.server.ts';
import {
  doubleException,
  doubleKey,
  givenUpException,
  givenUpKey,
  silentKey,
} from './order-exceptions.ts';
import type { OrderStep } from './order-step.ts';

/** Takes open units from a purchase order that its supplier may still ship. The caller sees to where they go. */
export async function giveUp(
  step: OrderStep,
  { order, purchaseOrder }: Pick<LockedPurchaseOrder, 'order' | 'purchaseOrder'>,
  why: 'silent' | 'other-shipped',
): Promise<void> {
  const units = purchaseOrder.lines
    .map((line): UnitsOfLine => ({ line, quantity: unitsOpen(line) }))
    .filter(({ quantity }) => quantity > 0);
  await cancelLines(
    step,
    order,
    purchaseOrder,
    units,
    `given-up:${step.clock.now().toISOString()}`,
  );
  const cancellation = why === 'silent' ? purchaseOrder.cancellation : 'requested';
  await savePurchaseOrder(step, purchaseOrder, {
    status: 'cancelled',
    cancellation,
    givenUpAt: step.clock.now(),
    rerouteAt: null,
    closedAt: step.clock.now(),
  });
  await recordAct(step, {
    distributorId: order.distributorId,
    actor: { kind: 'system' },
    act: 'purchase-order-given-up',
    subject: { kind: 'order', id: order.id },
    detail: { number: purchaseOrder.number, why },
  });
  if (why === 'silent') {
    await openException(step, givenUpException(purchaseOrder));
    const resolution = 'Its units went elsewhere.';
    const dedupeKey = silentKey(purchaseOrder.id);
    await resolveExceptions(step, { dedupeKey, by: 'system', resolution });
  } else await askToStop(step, purchaseOrder);
}

async function askToStop(
  step: OrderStep,
  { distributorId, id: purchaseOrderId }: LockedPurchaseOrder['purchaseOrder'],
): Promise<void> {
  const payload = { distributorId, purchaseOrderId };
  await enqueue(step.tx, { name: 'cancel-purchase-order', payload });
}

/** What the supplier of a purchase order that was given up says to the request to take it back. */
export async function settleGivenUp(
  step: OrderStep,
  { purchaseOrder }: LockedPurchaseOrder,
  answer: 'cancelled' | 'requested' | 'too-late' | 'unsupported',
): Promise<void> {
  if (answer === 'cancelled') return settleStopped(step, purchaseOrder, 'system');
  const cancellation = answer === 'requested' ? 'sent' : answer;
  await savePurchaseOrder(step, purchaseOrder, { cancellation });
  if (answer === 'too-late')
    await openException(
      step,
      doubleException(purchaseOrder, 'says that it is too late to stop it'),
    );
  if (answer === 'unsupported')
    await openException(
      step,
      doubleException(purchaseOrder, 'cannot be asked by its link to stop it'),
    );
}

/** It surely does not ship any more. */
export async function settleStopped(
  step: OrderStep,
  purchaseOrder: LockedPurchaseOrder['purchaseOrder'],
  by: string,
): Promise<void> {
  await savePurchaseOrder(step, purchaseOrder, { cancellation: 'accepted' });
  const resolution = 'The supplier does not ship it.';
  for (const dedupeKey of [givenUpKey(purchaseOrder.id), doubleKey(purchaseOrder.id)])
    await resolveExceptions(step, { dedupeKey, by, resolution });
}

/** It answers after all: it would ship what others have been asked for. It is asked once more to stop. */
export async function stopLateYes(
  step: OrderStep,
  { order, purchaseOrder }: LockedPurchaseOrder,
  units: number,
): Promise<void> {
  await savePurchaseOrder(step, purchaseOrder, { cancellation: 'requested' });
  await askToStop(step, purchaseOrder);
  await openException(step, doubleException(purchaseOrder, `accepts ${units} unit(s) of it`));
  await recordAct(step, {
    distributorId: order.distributorId,
    actor: { kind: 'supplier', id: purchaseOrder.supplierId },
    act: 'purchase-order-answered-late',
    subject: { kind: 'order', id: order.id },
    detail: { number: purchaseOrder.number, units },
  });
}
