import { recordAct } from '../../modules/activity/record-act.server.ts';
import { takeOverUnseenSales } from '../../modules/listings/take-over-unseen-sales.server.ts';
import { readOffers } from '../../modules/offers/read-offers.server.ts';
import { sealContact } from '../../modules/orders/order-contact.server.ts';
import { insertOrder } from '../../modules/orders/orders.repository.server.ts';
import type {
  NewOrderLine,
  OrderWithLines,
} from '../../modules/orders/orders.repository.server.ts';
import { wholesaleFor } from '../../modules/pricing/wholesale-for.server.ts';
import { readOrderTerms } from '../../modules/orders/read-order-terms.server.ts';
import type { OrderTerms } from '../../modules/orders/read-order-terms.server.ts';
import type { OrderState } from '../../modules/shipments/order-state.server.ts';
import { paymentReleases, releaseMoment } from '../../modules/orders/release-gate.ts';
import type { StoreOrder } from '../../modules/stores/channel.ts';
import { newId } from '../../platform/ids.ts';
import type { Id } from '../../platform/ids.ts';
import type { Money } from '../../platform/money.ts';
import type { SecretsBox } from '../../platform/secrets.server.ts';
import { tellOrderCreated } from '../messages/tell-of-order.server.ts';
import { checkOrder } from './check-order.server.ts';
import { noteStoreRequests } from './note-store-requests.server.ts';
import type { OrderStep, Reading } from './order-step.ts';
import { rebalance } from './rebalance-order.server.ts';
import type { OrderShare, SharedLine } from './share-store-order.server.ts';

/** Units that the store has sold on its own figure, so that what it was last told is that much lower. */
export type Sale = { readonly outsideVariantId: string; readonly quantity: number };

export type Prices = ReadonlyMap<string, Money | undefined>;

/** Makes the order of one connection; undefined when nothing of it is wanted from us (any more). */
export async function createOrder(
  step: OrderStep,
  secrets: SecretsBox,
  share: OrderShare,
  reading: Reading,
): Promise<readonly Sale[] | undefined> {
  const wanted = share.lines.filter((line) => line.wantedNow > 0);
  if (wanted.length === 0) return undefined;
  const { store } = reading;
  const orderId = newId<'Order'>();
  const key = { distributorId: share.distributorId, orderId };
  const terms = await readOrderTerms(step.tx, share);
  const prices = await wholesalePrices(step, share, wanted);
  const lines = wanted.flatMap((line) => toLine(line, prices, terms) ?? []);
  const contact = { destination: store.destination, email: store.email };
  const head = toOrder(step, share, orderId, terms, reading);
  const order = await insertOrder(step, head, lines, sealContact(secrets, key, contact));
  await recordAct(step, {
    distributorId: share.distributorId,
    storeId: share.storeId,
    actor: { kind: 'store', id: share.storeId },
    act: 'order-imported',
    subject: { kind: 'order', id: orderId },
    detail: { name: store.name, lines: wanted.length, payment: store.payment },
  });
  const checked = await checkOrder(step, newState(order, terms), store);
  const state = await noteStoreRequests(step, checked, store);
  const sales = wanted.flatMap(({ storeLine, wantedNow }) =>
    saleOf(storeLine?.outsideVariantId, wantedNow),
  );
  await takeOverUnseenSales(step, { storeId: share.storeId, sales });
  await tellOrderCreated(step, order);
  await rebalance(step, state);
  return sales;
}

/** What reading it would give: nobody else has seen the order yet. */
function newState(order: OrderWithLines, terms: OrderTerms): OrderState {
  const key = { distributorId: order.distributorId, orderId: order.id };
  return { key, order, terms, holds: [], reservations: [], purchaseOrders: [], allReported: true };
}

export function saleOf(outsideVariantId: string | undefined, quantity: number): Sale[] {
  return outsideVariantId && quantity > 0 ? [{ outsideVariantId, quantity }] : [];
}

/** What the retailer owes for a unit today when it orders as many, by variant; undefined where the price list has no price. */
export async function wholesalePrices(
  step: OrderStep,
  { distributorId, connectionId }: OrderShare,
  lines: readonly SharedLine[],
): Promise<Prices> {
  const key = { distributorId, connectionId };
  const variantIds = [...new Set(lines.map((line) => line.variantId))];
  const offers = await readOffers(step, { ...key, variantIds });
  const asked = lines.map(({ variantId, wantedNow: quantity }) => ({ variantId, quantity }));
  const owed = await wholesaleFor(step, { ...key, lines: asked });
  return new Map(
    offers.map(({ variantId, reason }) => [
      variantId,
      reason ? undefined : owed.get(variantId)?.owed,
    ]),
  );
}

function toOrder(
  { clock }: OrderStep,
  share: OrderShare,
  id: Id<'Order'>,
  terms: OrderTerms,
  { store, readAt }: Reading,
) {
  const { distributorId, connectionId, storeId } = share;
  const now = clock.now();
  return {
    id, distributorId, connectionId, storeId,
    outsideOrderId: store.outsideOrderId,
    outsideFulfilmentOrderIds: oursOf(store),
    name: store.name,
    payment: store.payment,
    currency: store.currency,
    destinationCountry: store.destination?.country ?? '',
    isTest: store.isTest,
    placedAt: store.placedAt,
    paidAt: paymentReleases('paid', store.payment) ? now : null,
    storeUpdatedAt: store.updatedAt,
    storeReadAt: readAt,
    releaseAt: releaseMoment({
      rule: terms.releaseRule,
      payment: store.payment,
      delaySeconds: terms.releaseDelaySeconds,
      before: null,
      now,
    }),
  }; // prettier-ignore
}

/** The fulfilment orders at our place. */
export function oursOf({ fulfilmentOrders }: StoreOrder): readonly string[] {
  return fulfilmentOrders.filter(({ ours }) => ours).map(({ outsideId }) => outsideId);
}

export function toLine(
  { storeLine, variantId, wantedNow }: SharedLine,
  prices: Prices,
  terms: OrderTerms,
): NewOrderLine | undefined {
  if (!storeLine || wantedNow === 0) return undefined;
  const wholesale = prices.get(variantId);
  return {
    id: newId<'OrderLine'>(),
    outsideLineId: storeLine.outsideLineId,
    variantId,
    sku: storeLine.sku,
    title: storeLine.title,
    quantity: wantedNow,
    unitPriceMinor: storeLine.unitPrice.minor,
    unitWholesaleMinor: wholesale?.minor ?? 0,
    wholesaleCurrency: wholesale?.currency ?? terms.currency,
  };
}
