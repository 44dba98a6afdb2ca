import { openException } from '../../modules/activity/open-exception.server.ts';
import { readAnswer, refusalOf } from '../../modules/purchasing/answer-lines.ts';
import { findPurchaseOrderByNumber } from '../../modules/purchasing/purchase-orders.repository.server.ts';
import type { SupplierMessage } from '../../modules/suppliers/supplier-connector.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';
import { costTermsOf } from './answer-costs.server.ts';
import { applyAnswer } from './apply-answer.server.ts';
import { settleCancellation } from './cancel-purchase-order.server.ts';
import { lockPurchaseOrder } from './lock-purchase-order.server.ts';
import type { LockedPurchaseOrder } from './lock-purchase-order.server.ts';
import { messageException } from './order-exceptions.ts';
import type { OrderStep } from './order-step.ts';
import { recordShipment } from './record-shipment.server.ts';
import type { MessageOutcome, SupplierSender } from './supplier-message.ts';

type Message<Kind extends SupplierMessage['kind']> = Extract<SupplierMessage, { kind: Kind }>;

/** Takes in what a supplier tells about a purchase order. Each message may come again, late or in the wrong order. */
export async function recordSupplierMessage(
  context: FlowContext,
  input: SupplierSender & { readonly message: SupplierMessage },
): Promise<MessageOutcome> {
  const { message, ...sender } = input;
  return inTransaction(context.db, async (tx) => {
    const step = { tx, clock: context.clock };
    const found = await findPurchaseOrderByNumber(tx, { ...sender, number: message.number });
    const locked =
      found &&
      (await lockPurchaseOrder(step, {
        distributorId: sender.distributorId,
        purchaseOrderId: found.id,
      }));
    if (!locked) return refuseUnknown(step, sender, message);
    return record(step, sender, locked, message);
  });
}

function record(
  step: OrderStep,
  sender: SupplierSender,
  locked: LockedPurchaseOrder,
  message: SupplierMessage,
): Promise<MessageOutcome> {
  if (message.kind === 'acknowledged') return recordAcknowledgement(step, sender, locked, message);
  if (message.kind === 'rejected') return recordRejection(step, locked, message);
  if (message.kind === 'shipped') return recordShipment(step, sender, locked, message);
  return recordCancellation(step, locked, message);
}

export async function recordAcknowledgement(
  step: OrderStep,
  sender: SupplierSender,
  locked: LockedPurchaseOrder,
  message: Message<'acknowledged'>,
): Promise<MessageOutcome> {
  const { effects, unknownLines } = readAnswer(
    locked.purchaseOrder.lines,
    message.lines,
    message.at,
    costTermsOf(locked.purchaseOrder),
  );
  await applyAnswer(step, locked, { effects, at: message.at });
  if (unknownLines.length > 0) {
    await openException(
      step,
      messageException(
        { ...sender, key: message.key },
        {
          happened: `The answer to ${message.number} names lines that it does not have.`,
          meaning: 'The lines that we know were taken in, the others were not.',
          nextStep: 'Ask the supplier what it meant.',
        },
      ),
    );
    return 'refused';
  }
  return effects.length > 0 ? 'recorded' : 'nothing-new';
}

export async function recordRejection(
  step: OrderStep,
  locked: LockedPurchaseOrder,
  message: Message<'rejected'>,
): Promise<MessageOutcome> {
  const effects = refusalOf(locked.purchaseOrder.lines).filter(
    ({ newlyRejected }) => newlyRejected > 0,
  );
  await applyAnswer(step, locked, { effects, at: message.at, why: message.why });
  return effects.length > 0 ? 'recorded' : 'nothing-new';
}

async function recordCancellation(
  step: OrderStep,
  locked: LockedPurchaseOrder,
  message: Message<'cancelled'>,
): Promise<MessageOutcome> {
  await settleCancellation(step, locked, message.accepted ? 'cancelled' : 'too-late');
  return 'recorded';
}

async function refuseUnknown(
  step: OrderStep,
  sender: SupplierSender,
  message: SupplierMessage,
): Promise<MessageOutcome> {
  await openException(
    step,
    messageException(
      { ...sender, key: message.key },
      {
        happened: `A supplier wrote about ${message.number}, which is no purchase order of ours to it.`,
        meaning: 'Nothing was changed.',
        nextStep: 'Ask the supplier which order it means.',
      },
    ),
  );
  return 'refused';
}
