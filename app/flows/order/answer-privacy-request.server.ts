import { recordAct } from '../../modules/activity/record-act.server.ts';
import { eraseContacts } from '../../modules/orders/order-contact.server.ts';
import type { OrderId } from '../../modules/orders/order.ts';
import {
  completePrivacyRequest,
  findHeldData,
  lockPrivacyRequest,
} from '../../modules/privacy/privacy.repository.server.ts';
import type { HeldData, PrivacyRequest } from '../../modules/privacy/privacy-request.ts';
import { eraseReturnTraces } from '../../modules/returns/returns.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';
import type { FlowContext } from '../flow-context.ts';
import type { OrderStep } from './order-step.ts';

/**
 * Answers a privacy request for good: tells what we hold of the named orders, or forgets the keys of their
 * contacts (all of the store's for a shop that left). The report holds no personal data itself.
 */
export async function answerPrivacyRequest(
  context: FlowContext,
  input: { readonly requestId: string },
): Promise<void> {
  await inTransaction(context.db, async (tx) => {
    const step = { tx, clock: context.clock };
    const request = await lockPrivacyRequest(step, input.requestId);
    if (!request || request.completedAt) return;
    const held = request.storeId ? await findHeld(step, request, request.storeId) : [];
    const erased = request.kind === 'data-request' ? 0 : await erase(step, held);
    const orders = held.map(({ outsideOrderId, holds, erasedAt }) => ({
      outsideOrderId,
      holds,
      erasedAt,
    }));
    const report = request.kind === 'data-request' ? { orders } : { orders: held.length, erased };
    await completePrivacyRequest(step, { id: request.id, report });
    await recordAct(step, {
      storeId: request.storeId ?? undefined,
      actor: { kind: 'store', id: request.storeId ?? undefined },
      act: `privacy-${request.kind}`,
      subject: { kind: 'privacy-request', id: request.id },
      detail: { orders: held.length, erased },
    });
  });
}

function findHeld(
  { tx }: OrderStep,
  { kind, outsideOrderIds }: PrivacyRequest,
  storeId: Id<'Store'>,
): Promise<HeldData[]> {
  return findHeldData(tx, {
    storeId,
    outsideOrderIds: kind === 'redact-store' ? undefined : outsideOrderIds,
  });
}

async function erase(step: OrderStep, held: readonly HeldData[]): Promise<number> {
  const orders = held.map(({ distributorId, orderId }) => ({
    distributorId: distributorId as Id<'Distributor'>,
    orderId: orderId as OrderId,
  }));
  await eraseReturnTraces(step, orders);
  return eraseContacts(step, orders);
}
