/**
 * The exceptions of the order journey: what a person is told when a step cannot go on by itself — what
 * happened, what it means, what to do next. No shopper's data.
 */
import type { NewException } from '../../modules/activity/activity.ts';
import { HOLD_ADVICE } from '../../modules/orders/order-checks.ts';
import type { FailedCheck, HoldKind } from '../../modules/orders/order-checks.ts';
import type { Order } from '../../modules/orders/order.ts';
import type { PurchaseOrder } from '../../modules/purchasing/purchase-order.ts';

type About = Pick<Order, 'distributorId' | 'id' | 'connectionId' | 'storeId' | 'name'>;

function ofOrder(order: About) {
  const { distributorId, connectionId, storeId } = order;
  return { distributorId, connectionId, storeId, subject: { kind: 'order', id: order.id } };
}

export function holdKey(orderId: string, kind: HoldKind): string {
  return `hold:${kind}:${orderId}`;
}

export function holdException(order: About, check: FailedCheck): NewException {
  const { owner, nextStep, remedies, withinHours } = HOLD_ADVICE[check.kind];
  return {
    ...ofOrder(order),
    kind: `hold-${check.kind}`,
    severity: 'warning',
    owner,
    dedupeKey: holdKey(order.id, check.kind),
    happened: `Order ${order.name} is held. ${check.reason}`,
    meaning: 'Its stock stays reserved; nothing is sent to a supplier.',
    nextStep,
    remedies,
    withinHours,
  };
}

export function shortKey(orderId: string): string {
  return `order-short:${orderId}`;
}

type Lack = {
  readonly units: number;
  /** Currencies of supplies that were left out, because no rate brings them into the distributor's. */
  readonly withoutRate: readonly string[];
  readonly currency: string;
};

export function shortException(order: About, lack: Lack): NewException {
  const { units, withoutRate, currency } = lack;
  const leftOut =
    withoutRate.length > 0
      ? ` Supplies in ${withoutRate.join(', ')} were left out: no exchange rate to ${currency} is known.`
      : '';
  return {
    ...ofOrder(order),
    kind: 'order-short',
    severity: 'warning',
    owner: 'distributor',
    dedupeKey: shortKey(order.id),
    happened: `${units} unit(s) of order ${order.name} have no place in any supplier's stock.${leftOut}`,
    meaning: 'What is there is reserved. We look again as stock comes in; the rest waits.',
    nextStep: 'Wait, send what there is, find another source, or cancel.',
    remedies: ['reroute-order', 'send-available', 'cancel-order'],
  };
}

export function tooLateKey(orderId: string): string {
  return `cancel-too-late:${orderId}`;
}

export function tooLateException(order: About, why: string): NewException {
  return {
    ...ofOrder(order),
    kind: 'cancel-too-late',
    severity: 'critical',
    owner: 'distributor',
    dedupeKey: tooLateKey(order.id),
    happened: `Units of order ${order.name} were called off after a supplier had been asked to ship them. ${why}`,
    meaning: 'They may still be shipped and charged.',
    nextStep: 'Ask the supplier by another way; if it is too late, let them come back as a return.',
    remedies: ['mark-cancelled', 'let-ship'],
  };
}

export function calledOffKey(orderId: string): string {
  return `called-off:${orderId}`;
}

/** `units`: "2 × Wool sock". */
export function calledOffException(order: About, units: string): NewException {
  return {
    ...ofOrder(order),
    kind: 'called-off',
    severity: 'info',
    owner: 'retailer',
    dedupeKey: calledOffKey(order.id),
    happened: `Units of order ${order.name} were called off: ${units}.`,
    meaning: 'They are not shipped, as far as the supplier agrees. The shop still shows them.',
    nextStep: 'Take them off the order in the shop, or refund them.',
    remedies: ['wait'],
  };
}

function ofPurchaseOrder(order: PurchaseOrder) {
  const subject = { kind: 'purchase-order', id: order.id };
  return { distributorId: order.distributorId, owner: 'distributor' as const, subject };
}

export function unknownOutcomeKey(purchaseOrderId: string): string {
  return `purchase-order-unknown:${purchaseOrderId}`;
}

export function unknownOutcomeException(order: PurchaseOrder, why: string): NewException {
  return {
    ...ofPurchaseOrder(order),
    kind: 'purchase-order-unknown',
    severity: 'critical',
    dedupeKey: unknownOutcomeKey(order.id),
    happened: `${order.number} was sent and no usable answer came (${why}).`,
    meaning:
      'The supplier may have it or not, and we cannot look. Nothing is sent again by itself.',
    nextStep: 'Ask the supplier whether it has the order. Then mark it as sent, or send it again.',
    remedies: ['mark-sent', 'send-again'],
  };
}

export function parkedPurchaseOrderKey(purchaseOrderId: string): string {
  return `purchase-order-parked:${purchaseOrderId}`;
}

export function parkedPurchaseOrderException(order: PurchaseOrder, why: string): NewException {
  return {
    ...ofPurchaseOrder(order),
    kind: 'purchase-order-parked',
    severity: 'critical',
    dedupeKey: parkedPurchaseOrderKey(order.id),
    happened: `${order.number} could not be sent (${why}).`,
    meaning: 'The supplier does not have it. We have stopped trying.',
    nextStep: 'Repair the link to the supplier, then send it again.',
    remedies: ['send-again'],
  };
}

export function silentKey(purchaseOrderId: string): string {
  return `purchase-order-silent:${purchaseOrderId}`;
}

export function silentException(order: PurchaseOrder): NewException {
  return {
    ...ofPurchaseOrder(order),
    kind: 'purchase-order-silent',
    severity: 'warning',
    dedupeKey: silentKey(order.id),
    happened: `${order.number} was sent and not acknowledged in time.`,
    meaning: 'Nobody has promised to ship it.',
    nextStep: 'Ask the supplier, or ask the order back and route it elsewhere.',
    remedies: ['contact-supplier', 'cancel-purchase-order'],
  };
}

export function supplierMessageKey(supplierId: string, key: string): string {
  return `supplier-message:${supplierId}:${key}`;
}

export function messageException(
  input: { readonly distributorId: string; readonly supplierId: string; readonly key: string },
  problem: { readonly happened: string; readonly meaning: string; readonly nextStep: string },
): NewException {
  return {
    distributorId: input.distributorId,
    kind: 'supplier-message',
    severity: 'critical',
    owner: 'distributor',
    subject: { kind: 'supplier', id: input.supplierId },
    dedupeKey: supplierMessageKey(input.supplierId, input.key),
    ...problem,
    remedies: ['contact-supplier', 'read-again'],
  };
}

export function backorderException(order: PurchaseOrder, until: string): NewException {
  return {
    ...ofPurchaseOrder(order),
    kind: 'backorder',
    severity: 'info',
    dedupeKey: backorderKey(order.id),
    happened: `The supplier has put units of ${order.number} on backorder${until}.`,
    meaning: 'They will ship later than planned.',
    nextStep: 'Wait, or ask them back so that they are routed elsewhere.',
    remedies: ['wait', 'cancel-purchase-order'],
  };
}

export function backorderKey(purchaseOrderId: string): string {
  return `backorder:${purchaseOrderId}`;
}

/** A backorder that takes longer than the rule allows, and for which there is no other way. */
export function backorderStaysException(order: PurchaseOrder, why: string): NewException {
  return {
    ...ofPurchaseOrder(order),
    kind: 'backorder',
    severity: 'warning',
    dedupeKey: backorderKey(order.id),
    happened: `Units of ${order.number} are on backorder for longer than your rule allows. ${why}`,
    meaning: 'They stay with this supplier and come late.',
    nextStep: 'Wait and tell the retailer the new date, or ask for all of it back.',
    remedies: ['wait', 'cancel-purchase-order', 'contact-supplier'],
  };
}

export function addressRefusedKey(purchaseOrderId: string): string {
  return `address-refused:${purchaseOrderId}`;
}

export function addressRefusedException(
  order: PurchaseOrder,
  of: About,
  why: string,
): NewException {
  return {
    ...ofPurchaseOrder(order),
    connectionId: of.connectionId,
    storeId: of.storeId,
    kind: 'address-refused',
    severity: 'critical',
    dedupeKey: addressRefusedKey(order.id),
    happened: `The shipping address of order ${of.name} was changed after ${order.number} had been sent. ${why}`,
    meaning: 'The goods go to the address of before.',
    nextStep:
      'Ask the supplier by another way, ask the order back, or let the parcel be redirected by its carrier.',
    remedies: ['contact-supplier', 'cancel-purchase-order', 'let-ship'],
  };
}

export function quantityKey(purchaseOrderId: string): string {
  return `quantity-change:${purchaseOrderId}`;
}

/** `units`: what the supplier makes of the lines, in words. */
export function quantityException(order: PurchaseOrder, units: string): NewException {
  return {
    ...ofPurchaseOrder(order),
    kind: 'quantity-change',
    severity: 'warning',
    dedupeKey: quantityKey(order.id),
    happened: `The supplier wants to ship more of ${order.number} than it was asked for: ${units}.`,
    meaning: 'No more than what was asked for is accepted; a parcel with more is not recorded.',
    nextStep: 'Tell the supplier to keep to the order, or ask it back and order elsewhere.',
    remedies: ['contact-supplier', 'cancel-purchase-order', 'wait'],
  };
}

export function substituteKey(purchaseOrderId: string, lineId: string): string {
  return `substitute:${purchaseOrderId}:${lineId}`;
}

/** `offer`: "2 of B-1 at CHF 4.20 instead of A-1 at CHF 4.00". */
export function substituteException(
  order: PurchaseOrder,
  of: About,
  offer: { readonly lineId: string; readonly words: string; readonly why: string },
): NewException {
  return {
    ...ofPurchaseOrder(order),
    connectionId: of.connectionId,
    storeId: of.storeId,
    kind: 'substitute-offered',
    severity: 'warning',
    dedupeKey: substituteKey(order.id, offer.lineId),
    happened: `For order ${of.name} the supplier offers another article: ${offer.words}. ${offer.why}`,
    meaning:
      'Nothing of these units ships until you decide; the shopper would get another article.',
    nextStep:
      'Ask the retailer if you must; then take the article, or have the units routed elsewhere.',
    remedies: ['accept-substitute', 'decline-substitute', 'contact-supplier'],
  };
}

export function substituteUntoldException(
  order: PurchaseOrder,
  decision: { readonly lineId: string; readonly supplierSku: string; readonly accept: boolean },
  why: string,
): NewException {
  const { lineId, supplierSku, accept } = decision;
  return {
    ...ofPurchaseOrder(order),
    kind: 'substitute-untold',
    severity: 'warning',
    dedupeKey: `substitute-untold:${order.id}:${lineId}`,
    happened: `The supplier of ${order.number} could not be told that ${supplierSku} is ${accept ? 'taken' : 'not wanted'}. ${why}`,
    meaning: accept
      ? 'It may wait for a yes, or ship nothing.'
      : 'It may ship the article all the same.',
    nextStep: 'Tell the supplier by another way.',
    remedies: ['contact-supplier', 'wait', 'cancel-purchase-order'],
  };
}

export function givenUpKey(purchaseOrderId: string): string {
  return `given-up:${purchaseOrderId}`;
}

export function givenUpException(order: PurchaseOrder): NewException {
  return {
    ...ofPurchaseOrder(order),
    kind: 'purchase-order-given-up',
    severity: 'warning',
    dedupeKey: givenUpKey(order.id),
    happened: `The supplier has answered neither ${order.number} nor the request to take it back. By your rule its units went elsewhere.`,
    meaning: 'If it ships after all, the shopper could get the goods twice.',
    nextStep: 'Ask the supplier to confirm that it does not ship.',
    remedies: ['mark-not-shipping', 'contact-supplier'],
  };
}

export function doubleKey(purchaseOrderId: string): string {
  return `double-shipment:${purchaseOrderId}`;
}

export function doubleException(order: PurchaseOrder, said: string): NewException {
  return {
    ...ofPurchaseOrder(order),
    kind: 'double-shipment',
    severity: 'critical',
    dedupeKey: doubleKey(order.id),
    happened: `${order.number} had been given up, and now its supplier ${said}.`,
    meaning: 'The same units were asked of another supplier: the shopper may get them twice.',
    nextStep:
      'Call both suppliers and stop one of them. What cannot be stopped is to come back as a return.',
    remedies: ['mark-not-shipping', 'contact-supplier', 'let-ship'],
  };
}

export function costKey(purchaseOrderId: string): string {
  return `cost-change:${purchaseOrderId}`;
}

/** `costs`: what the supplier wants instead of what it was asked for, in words. */
export function costException(order: PurchaseOrder, costs: string): NewException {
  return {
    ...ofPurchaseOrder(order),
    kind: 'cost-change',
    severity: 'warning',
    dedupeKey: costKey(order.id),
    happened: `The supplier wants more for ${order.number} than its tolerance allows: ${costs}.`,
    meaning:
      'It may ship and charge these costs. In our books the costs asked for stand until you decide.',
    nextStep: 'Accept the costs, or ask the order back so that it goes to another supplier.',
    remedies: ['accept-cost', 'cancel-purchase-order'],
  };
}

export function reportKey(shipmentId: string): string {
  return `report-tracking:${shipmentId}`;
}

export function reportException(order: About, shipmentId: string, why: string): NewException {
  const { distributorId, connectionId, storeId } = order;
  return {
    distributorId,
    connectionId,
    storeId,
    kind: 'report-tracking',
    severity: 'critical',
    owner: 'distributor',
    subject: { kind: 'shipment', id: shipmentId },
    dedupeKey: reportKey(shipmentId),
    happened: `The store was not told of a shipment of order ${order.name} (${why}).`,
    meaning: 'The goods are on their way, but the shopper sees no tracking.',
    nextStep: 'Repair what is named, then tell the store again.',
    remedies: ['report-again'],
  };
}

export function acceptKey(orderId: string): string {
  return `accept-store-order:${orderId}`;
}

export function acceptException(order: About, why: string): NewException {
  return {
    ...ofOrder(order),
    kind: 'accept-store-order',
    severity: 'warning',
    owner: 'distributor',
    dedupeKey: acceptKey(order.id),
    happened: `The store could not be told that we ship order ${order.name} (${why}).`,
    meaning: 'The hub has the order and ships it; the merchant could still fulfil it by hand.',
    nextStep: 'Repair what is named, then tell the store again.',
    remedies: ['accept-again'],
  };
}
