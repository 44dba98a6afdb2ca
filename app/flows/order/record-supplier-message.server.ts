import { openException } from '../../modules/activity/open-exception.server.ts';
import { readAnswer, refusalOf } from '../../modules/purchasing/answer-lines.ts';
import { isUnanswered } from '../../modules/purchasing/change-request.ts';
import type { ChangeRequest } from '../../modules/purchasing/change-request.ts';
import { readChangeRequest } from '../../modules/purchasing/change-requests.repository.server.ts';
import { findPurchaseOrderByNumber } from '../../modules/purchasing/purchase-orders.repository.server.ts';
import type { SupplierMessage } from '../../modules/suppliers/supplier-connector.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { parseId } from '../../platform/ids.ts';
import type { FlowContext } from '../flow-context.ts';
import { costTermsOf } from './answer-costs.server.ts';
import { applyAnswer } from './apply-answer.server.ts';
import { settleCancellation } from './cancel-purchase-order.server.ts';
import { lockPurchaseOrder } from './lock-purchase-order.server.ts';
import type { LockedPurchaseOrder } from './lock-purchase-order.server.ts';
import { messageException } from './order-exceptions.ts';
import { partsOfBatch } from './parts-of-batch.server.ts';
import { recordLateMessage } from './record-late-message.server.ts';
import { settleChange } from './settle-change.server.ts';
import type { OrderStep } from './order-step.ts';
import { recordScan } from './record-scan.server.ts';
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
    const parts = found
      ? [{ purchaseOrderId: found.id, message }]
      : await partsOfBatch(tx, sender, message);
    const outcomes: MessageOutcome[] = [];
    for (const part of parts) {
      const { purchaseOrderId } = part;
      const { distributorId } = sender;
      const locked = await lockPurchaseOrder(step, { distributorId, purchaseOrderId });
      if (locked) outcomes.push(await record(step, sender, locked, part.message));
    }
    if (outcomes.length === 0) return refuseUnknown(step, sender, message);
    return (
      outcomes.find((outcome) => outcome === 'refused') ??
      outcomes.find((outcome) => outcome === 'recorded') ??
      'nothing-new'
    );
  });
}

function record(
  step: OrderStep,
  sender: SupplierSender,
  locked: LockedPurchaseOrder,
  message: SupplierMessage,
): Promise<MessageOutcome> {
  const isGivenUp = locked.purchaseOrder.givenUpAt !== null;
  if (isGivenUp && message.kind !== 'tracked')
    return recordLateMessage(step, sender, locked, message);
  if (message.kind === 'acknowledged') return recordAcknowledgement(step, sender, locked, message);
  if (message.kind === 'rejected') return recordRejection(step, locked, message);
  if (message.kind === 'shipped') return recordShipment(step, sender, locked, message);
  if (message.kind === 'tracked') return recordScan(step, sender, locked, message);
  if (message.kind === 'change-answered') return recordChangeAnswer(step, locked, message);
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

async function recordChangeAnswer(
  step: OrderStep,
  locked: LockedPurchaseOrder,
  message: Message<'change-answered'>,
): Promise<MessageOutcome> {
  const changeRequestId = parseId<'ChangeRequest'>(message.requestKey);
  const { distributorId } = locked.key;
  const request =
    changeRequestId && (await readChangeRequest(step.tx, { distributorId, changeRequestId }));
  if (request?.purchaseOrderId !== locked.purchaseOrder.id) return 'nothing-new';
  if (!isUnanswered(request)) return recordLateChange(step, locked, request, message);
  const status = message.accepted ? 'accepted' : 'refused';
  await settleChange(step, locked, request, { status, why: message.why });
  return 'recorded';
}

/** A yes after the window still is one: the supplier will do it. A no has been counted as one already. */
async function recordLateChange(
  step: OrderStep,
  locked: LockedPurchaseOrder,
  request: ChangeRequest,
  message: Message<'change-answered'>,
): Promise<MessageOutcome> {
  if (request.status !== 'silent' || !message.accepted) return 'nothing-new';
  await settleChange(step, locked, request, { status: 'accepted', why: message.why });
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
