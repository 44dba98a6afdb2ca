import { recordAct } from '../../modules/activity/record-act.server.ts';
import { lineChange } from '../../modules/orders/line-changes.ts';
import type { LineChange } from '../../modules/orders/line-changes.ts';
import { saveContact } from '../../modules/orders/order-contact.server.ts';
import { writeLedger } from '../../modules/orders/order-ledger.server.ts';
import { unitsToForward } from '../../modules/orders/order-units.ts';
import type { OrderKey, OrderLine } from '../../modules/orders/order.ts';
import {
  addToLine,
  insertOrderLines,
  lockOrder,
  saveReading,
  setLineWholesale,
} from '../../modules/orders/orders.repository.server.ts';
import type { OrderWithLines } from '../../modules/orders/orders.repository.server.ts';
import { readOrderTerms } from '../../modules/orders/read-order-terms.server.ts';
import { paymentReleases, releaseMoment } from '../../modules/orders/release-gate.ts';
import type { SecretsBox } from '../../platform/secrets.server.ts';
import { checkOrder } from './check-order.server.ts';
import { saleOf, toLine, wholesalePrices } from './create-order.server.ts';
import type { Sale } from './create-order.server.ts';
import { noteStoreRequests } from './note-store-requests.server.ts';
import type { OrderStep, Reading } from './order-step.ts';
import { rebalanceOrder } from './rebalance-order.server.ts';
import type { OrderShare } from './share-store-order.server.ts';

type Changed = {
  readonly line: OrderLine;
  readonly change: LineChange;
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
  const order = await lockOrder(step.tx, key);
  if (!order) return [];
  const changes = changesOf(order, share);
  await writeChanges(step, key, changes, reading);
  const added = await addNewLines(step, key, order, share);
  await fillPrices(step, key, order, share);
  await saveContact(step, secrets, key, { destination: store.destination, email: store.email });
  await saveReading(step, key, await toReading(step, order, reading));
  await recordChange(step, order, changes, reading);
  await checkOrder(step, key, store);
  await noteStoreRequests(step, key, store);
  await rebalanceOrder(step, key);
  const more = changes.flatMap(({ change, variantOutside }) =>
    saleOf(variantOutside, change.added),
  );
  return [...more, ...added];
}

/** An order that was called off on our side stays so: what the store still shows open is not ordered anew. */
function changesOf(order: OrderWithLines, share: OrderShare): Changed[] {
  return share.lines.flatMap(({ line: { id } = {}, storeLine, wantedNow }) => {
    const line = order.lines.find((each) => each.id === id);
    if (!line) return [];
    const change = lineChange(line, wantedNow);
    const added = order.cancellation === 'accepted' ? 0 : change.added;
    return [{ line, change: { ...change, added }, variantOutside: storeLine?.outsideVariantId }];
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
  key: OrderKey,
  order: OrderWithLines,
  share: OrderShare,
): Promise<readonly Sale[]> {
  const fresh = share.lines.filter((each) => each.line === undefined && each.wantedNow > 0);
  if (fresh.length === 0 || order.cancellation === 'accepted') return [];
  const terms = await readOrderTerms(step.tx, share);
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

async function toReading(
  { tx, clock }: OrderStep,
  order: OrderWithLines,
  { store, readAt }: Reading,
) {
  const terms = await readOrderTerms(tx, order);
  const now = clock.now();
  return {
    payment: store.payment,
    paidAt: order.paidAt ?? (paymentReleases('paid', store.payment) ? now : null),
    storeUpdatedAt: store.updatedAt,
    storeReadAt: readAt,
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
