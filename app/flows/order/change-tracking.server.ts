import { openException } from '../../modules/activity/open-exception.server.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import type { Order } from '../../modules/orders/order.ts';
import { reportMachine } from '../../modules/shipments/shipment-status.ts';
import type { ReportEvent } from '../../modules/shipments/shipment-status.ts';
import { saveReport, saveTracking } from '../../modules/shipments/shipments.repository.server.ts';
import type { ShipmentWithLines } from '../../modules/shipments/shipments.repository.server.ts';
import type { SupplierMessage } from '../../modules/suppliers/supplier-connector.ts';
import { advance } from '../../platform/state-machine.ts';
import { enqueue } from '../job-catalog.ts';
import { tellTrackingChanged } from '../messages/tell-of-parcel.server.ts';
import { judgeTracking, noteDoubt, trackingOf } from './judge-tracking.server.ts';
import { messageException } from './order-exceptions.ts';
import type { OrderStep } from './order-step.ts';
import type { MessageOutcome, SupplierSender } from './supplier-message.ts';

type ShipNotice = Extract<SupplierMessage, { kind: 'shipped' }>;

/** A parcel that we know: the same notice again, a corrected tracking number, or something that cannot be. */
export async function changeTracking(
  step: OrderStep,
  sender: SupplierSender,
  order: Order,
  known: ShipmentWithLines,
  notice: ShipNotice,
): Promise<MessageOutcome> {
  if (!hasSameLines(known, notice)) return refuse(step, sender, notice);
  const given = trackingOf(notice);
  const { tracking, doubt, isHeld } = await judgeTracking(step, order, given);
  const isSame =
    tracking.carrier === known.carrier &&
    tracking.trackingNumber === known.trackingNumber &&
    tracking.trackingUrl === known.trackingUrl;
  if (isSame) return 'nothing-new';
  await saveTracking(step, known, tracking);
  await noteDoubt(step, order, known.id, { given, doubt });
  const next = advance(reportMachine, known.reportStatus, eventOf(known, isHeld));
  if (next.ok) await saveReport(step, known, { reportStatus: next.value });
  await recordAct(step, {
    distributorId: known.distributorId,
    actor: { kind: 'supplier', id: sender.supplierId },
    act: 'tracking-changed',
    subject: { kind: 'order', id: known.orderId },
    detail: { before: known.trackingNumber, after: tracking.trackingNumber },
  });
  await tellTrackingChanged(step, { ...known, ...tracking }, sender.supplierId);
  const payload = { distributorId: known.distributorId, shipmentId: known.id };
  if (!isHeld) await enqueue(step.tx, { name: 'report-tracking', payload });
  return 'recorded';
}

/** A parcel that was held for its number goes out with a good one; a number of another order's is held from now on. */
function eventOf({ reportStatus, reportFailure }: ShipmentWithLines, isHeld: boolean): ReportEvent {
  if (isHeld) return 'park';
  return reportStatus === 'parked' && reportFailure === null ? 'retry' : 'change';
}

function hasSameLines({ lines }: ShipmentWithLines, notice: ShipNotice): boolean {
  const sums = new Map<string, number>();
  for (const line of lines) {
    const before = sums.get(line.purchaseOrderLineId) ?? 0;
    sums.set(line.purchaseOrderLineId, before + line.quantity);
  }
  for (const line of notice.lines)
    sums.set(line.lineId, (sums.get(line.lineId) ?? 0) - line.quantity);
  return [...sums.values()].every((difference) => difference === 0);
}

async function refuse(
  step: OrderStep,
  sender: SupplierSender,
  notice: ShipNotice,
): Promise<MessageOutcome> {
  const problem = {
    happened: `A second ship notice for parcel ${notice.shipmentKey} of ${notice.number} names other lines than the first.`,
    meaning: 'The first one stands.',
    nextStep: 'Ask the supplier which of the two is right.',
  };
  await openException(step, messageException({ ...sender, key: notice.key }, problem));
  return 'refused';
}
