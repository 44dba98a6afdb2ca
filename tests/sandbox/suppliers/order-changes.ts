/** Changes that a sandbox supplier is asked for on an order it has: taken, refused, or left without an answer. */
import { cancel, type Surroundings } from './purchase-orders.ts';
import type { OrderChange, PurchaseOrder, Supplier } from './supplier.ts';

/** The same key again finds the same change. */
export function requestChange(
  supplier: Supplier,
  order: PurchaseOrder,
  { key, wanted }: Pick<OrderChange, 'key' | 'wanted'>,
  around: Surroundings,
): OrderChange {
  const known = order.changes.find((change) => change.key === key);
  if (known) return known;
  const change: OrderChange = { key, wanted, status: 'pending' };
  order.changes.push(change);
  if (supplier.settings.change === 'refuse') change.status = 'refused';
  if (supplier.settings.change === 'accept')
    change.status = carryOut(supplier, order, change, around) ? 'accepted' : 'refused';
  return change;
}

/** Decides a change that waits, and tells it. False when no such change waits. */
export function answerChange(
  supplier: Supplier,
  order: PurchaseOrder,
  answer: { readonly key: string; readonly accept: boolean; readonly reason?: string | undefined },
  around: Surroundings,
): boolean {
  const change = order.changes.find(({ key }) => key === answer.key);
  if (change?.status !== 'pending') return false;
  const accepted = answer.accept && carryOut(supplier, order, change, around);
  change.status = accepted ? 'accepted' : 'refused';
  around.post.tell(supplier, 'purchase_order.change_answered', {
    reference: order.reference,
    request_key: change.key,
    accepted,
    reason: answer.reason ?? null,
  });
  return true;
}

/** False for what cannot be done any more: it has left. */
function carryOut(
  supplier: Supplier,
  order: PurchaseOrder,
  { wanted }: OrderChange,
  around: Surroundings,
): boolean {
  if (wanted.type === 'lines') {
    const done = cancel(supplier, order, wanted.lines, around);
    const units = (lines: typeof done) => lines.reduce((sum, { quantity }) => sum + quantity, 0);
    return units(done) === units(wanted.lines);
  }
  if (wanted.type === 'address') {
    const open = order.lines.filter((line) => line.shipped + line.cancelled < line.quantity);
    const asked = open.filter((line) => wanted.lineIds.includes(line.lineId));
    for (const line of asked) line.shipTo = wanted.shipTo;
    if (asked.length === open.length) order.shipTo = wanted.shipTo;
    return asked.length > 0;
  }
  const line = order.lines.find(({ lineId }) => lineId === wanted.lineId);
  const offered = line?.answer?.substitute;
  if (!line?.answer || offered?.sku !== wanted.sku) return false;
  const answer = { ...line.answer, substitute: undefined };
  line.answer = wanted.accept
    ? { ...answer, accepted: answer.accepted + offered.quantity }
    : { ...answer, rejected: answer.rejected + offered.quantity };
  return true;
}
