import { recordAct } from '../../modules/activity/record-act.server.ts';
import { takeOverUnseenSales } from '../../modules/listings/take-over-unseen-sales.server.ts';
import { besideCalledOff, lineChange } from '../../modules/orders/line-changes.ts';
import type { LineChange } from '../../modules/orders/line-changes.ts';
import { saveContact } from '../../modules/orders/order-contact.server.ts';
import { writeLedger } from '../../modules/orders/order-ledger.server.ts';
import { surplusUnits, unitsToForward } from '../../modules/orders/order-units.ts';
import { hasUnitsToForward } from '../../modules/orders/order-status.ts';
import type { OrderKey, OrderLine } from '../../modules/orders/order.ts';
import {
  addToLine,
  insertOrderLines,
  saveReading,
  setLineWholesale,
} from '../../modules/orders/orders.repository.server.ts';
import type { OrderWithLines } from '../../modules/orders/orders.repository.server.ts';
import type { OrderTerms } from '../../modules/orders/read-order-terms.server.ts';
import { lockOrderState } from '../../modules/shipments/order-state.server.ts';
import type { OrderState } from '../../modules/shipments/order-state.server.ts';
import type { StoreOrder } from '../../modules/stores/channel.ts';
import { paymentReleases, releaseMoment } from '../../modules/orders/release-gate.ts';
import type { SecretsBox } from '../../platform/secrets.server.ts';
import { enqueue } from '../job-catalog.ts';
import { askForNewAddress } from './ask-for-new-address.server.ts';
import { checkOrder } from './check-order.server.ts';
import { oursOf, saleOf, toLine, wholesalePrices } from './create-order.server.ts';
import type { Sale } from './create-order.server.ts';
import { settleCalledOff } from './call-off-lines.server.ts';
import { noteStoreRequests } from './note-store-requests.server.ts';
import type { OrderStep, Reading } from './order-step.ts';
import { rebalance } from './rebalance-order.server.ts';
import type { OrderShare } from './share-store-order.server.ts';

type Changed = {
  readonly line: OrderLine;
  readonly change: LineChange;
  /** Units called off here that the store still shows. */
  readonly calledOff: number;
  readonly variantOutside: string | undefined;
};

/** Takes in what changed in the store since the last reading; returns the units sold on top. */
export async function updateOrder(
  step: OrderStep,
  secrets: SecretsBox,
  known: OrderWithLines,
  share: OrderShare,
  reading: Reading,
): Promise<readonly Sale[]> {
  const { store } = reading;
  const key = { distributorId: known.distributorId, orderId: known.id };
  const state = await lockOrderState(step.tx, key);
  if (!state) return [];
  const { order } = state;
  const changes = changesOf(order, share);
  const contact = { destination: store.destination, email: store.email };
  const isMoved = await saveContact(step, secrets, key, contact);
  if (isMoved === 'address') await askForNewAddress(step, state, 'store');
  await saveReading(step, key, toReading(step, state, reading));
  if (!isMoved && tellsNothingNew(state, share, changes, store)) return [];
  await writeChanges(step, key, changes, reading);
  if (changes.some(({ change }) => change.returned > 0))
    await enqueue(step.tx, { name: 'match-store-refunds', payload: key });
  const added = await addNewLines(step, state, share);
  await fillPrices(step, key, order, share);
  await recordChange(step, order, changes, reading);
  const after = await lockOrderState(step.tx, key);
  if (!after) return [];
  const checked = await checkOrder(step, after, store);
  const balanced = await noteStoreRequests(step, checked, store);
  const more = changes.flatMap(({ change, variantOutside }) =>
    saleOf(variantOutside, change.added),
  );
  const sales = [...more, ...added];
  await takeOverUnseenSales(step, { storeId: share.storeId, sales });
  await rebalance(step, balanced);
  return sales;
}

/**
 * Most readings of an order that is with its suppliers say what the one before said: a burst of events, an echo of
 * our own acts. While units are still to be forwarded every reading is taken up, since what held it may have changed.
 */
function tellsNothingNew(
  { order }: OrderState,
  share: OrderShare,
  changes: readonly Changed[],
  store: StoreOrder,
): boolean {
  return (
    changes.every(({ change }) => change.added + change.removed + change.returned === 0) &&
    changes.every(({ line, calledOff }) => calledOff === (line.calledOffQuantity ?? 0)) &&
    share.lines.every(({ line, wantedNow }) => line !== undefined || wantedNow === 0) &&
    !hasUnitsToForward(order.lines) &&
    order.lines.every((line) => surplusUnits(line) === 0) &&
    store.payment === order.payment &&
    store.cancelledAt?.getTime() === order.cancelledAt?.getTime() &&
    !store.fulfilmentOrders.some(({ request }) => request === 'cancellation-requested')
  );
}

/** An order that was called off on our side stays so: what the store still shows open is not ordered anew. */
function changesOf(order: OrderWithLines, share: OrderShare): Changed[] {
  return share.lines.flatMap(({ line: { id } = {}, storeLine, wantedNow }) => {
    const line = order.lines.find((each) => each.id === id);
    if (!line) return [];
    const { wanted, calledOff } = besideCalledOff(line, wantedNow);
    const change = lineChange(line, wanted);
    const added = order.cancellation === 'accepted' ? 0 : change.added;
    const variantOutside = storeLine?.outsideVariantId;
    return [{ line, change: { ...change, added }, calledOff, variantOutside }];
  });
}

/** References carry the sum that the entry leads to, so that taking in one reading twice writes nothing more. */
async function writeChanges(
  step: OrderStep,
  key: OrderKey,
  changes: readonly Changed[],
  { store }: Reading,
): Promise<void> {
  const at = store.updatedAt.toISOString();
  for (const { line, change } of changes) {
    if (change.added > 0) await addToLine(step, key, { orderLineId: line.id, added: change.added });
  }
  await settleCalledOff(step, key, changes);
  await writeLedger(
    step,
    key,
    changes.flatMap(({ line, change }) => [
      { orderLineId: line.id, kind: 'remove' as const, quantity: change.removed, reference: `store:${at}:${line.removedQuantity + change.removed}` },
      { orderLineId: line.id, kind: 'return' as const, quantity: change.returned, reference: `store:${at}:${line.returnedQuantity + change.returned}` },
    ]),
  ); // prettier-ignore
}

async function addNewLines(
  step: OrderStep,
  { key, order, terms }: OrderState,
  share: OrderShare,
): Promise<readonly Sale[]> {
  const fresh = share.lines.filter((each) => each.line === undefined && each.wantedNow > 0);
  if (fresh.length === 0 || order.cancellation === 'accepted') return [];
  const prices = await wholesalePrices(step, share, fresh);
  await insertOrderLines(
    step,
    key,
    fresh.flatMap((line) => toLine(line, prices, terms) ?? []),
  );
  return fresh.flatMap(({ storeLine, wantedNow }) =>
    saleOf(storeLine?.outsideVariantId, wantedNow),
  );
}

/** Lines bought while there was no price take the first one that is set, until they are forwarded. */
async function fillPrices(
  step: OrderStep,
  key: OrderKey,
  order: OrderWithLines,
  share: OrderShare,
): Promise<void> {
  const unpriced = order.lines.filter(
    (line) => line.unitWholesaleMinor === 0 && unitsToForward(line) > 0,
  );
  if (unpriced.length === 0) return;
  const lines = share.lines.filter(({ line }) => unpriced.some((each) => each.id === line?.id));
  const prices = await wholesalePrices(step, share, lines);
  for (const line of unpriced) {
    const price = prices.get(line.variantId);
    if (price) await setLineWholesale(step, key, { orderLineId: line.id, ...price });
  }
}

function toReading(
  { clock }: OrderStep,
  { order, terms }: { readonly order: OrderWithLines; readonly terms: OrderTerms },
  { store, readAt }: Reading,
) {
  const now = clock.now();
  return {
    payment: store.payment,
    paidAt: order.paidAt ?? (paymentReleases('paid', store.payment) ? now : null),
    storeUpdatedAt: store.updatedAt,
    storeReadAt: readAt,
    outsideFulfilmentOrderIds: oursOf(store),
    releaseAt: releaseMoment({
      rule: terms.releaseRule,
      payment: store.payment,
      delaySeconds: terms.releaseDelaySeconds,
      before: order.releaseAt,
      now,
    }),
    destinationCountry: store.destination?.country ?? order.destinationCountry,
    cancelledAt: store.cancelledAt ?? null,
  };
}

/** Only what a person would call a change makes a line in the timeline. */
async function recordChange(
  step: OrderStep,
  order: OrderWithLines,
  changes: readonly Changed[],
  { store }: Reading,
): Promise<void> {
  const units = changes
    .filter(({ change }) => change.added + change.removed + change.returned > 0)
    .map(({ line, change }) => ({ title: line.title, ...change }));
  const isCancelled = store.cancelledAt !== undefined && order.cancelledAt === null;
  if (units.length === 0 && !isCancelled && store.payment === order.payment) return;
  await recordAct(step, {
    distributorId: order.distributorId,
    storeId: order.storeId,
    actor: { kind: 'store', id: order.storeId },
    act: isCancelled ? 'order-cancelled-in-store' : 'order-changed-in-store',
    subject: { kind: 'order', id: order.id },
    detail: { units, payment: { before: order.payment, after: store.payment } },
  });
}
