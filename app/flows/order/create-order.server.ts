import { recordAct } from '../../modules/activity/record-act.server.ts';
import { readOffers } from '../../modules/offers/read-offers.server.ts';
import { saveContact } from '../../modules/orders/order-contact.server.ts';
import { insertOrder, insertOrderLines } from '../../modules/orders/orders.repository.server.ts';
import type { NewOrderLine } from '../../modules/orders/orders.repository.server.ts';
import { readOrderTerms } from '../../modules/orders/read-order-terms.server.ts';
import type { OrderTerms } from '../../modules/orders/read-order-terms.server.ts';
import { paymentReleases, releaseMoment } from '../../modules/orders/release-gate.ts';
import { newId } from '../../platform/ids.ts';
import type { Id } from '../../platform/ids.ts';
import type { Money } from '../../platform/money.ts';
import type { SecretsBox } from '../../platform/secrets.server.ts';
import { checkOrder } from './check-order.server.ts';
import { noteStoreRequests } from './note-store-requests.server.ts';
import type { OrderStep, Reading } from './order-step.ts';
import { rebalanceOrder } from './rebalance-order.server.ts';
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
  await insertOrder(step, toOrder(step, share, orderId, terms, reading));
  await insertOrderLines(
    step,
    key,
    wanted.flatMap((line) => toLine(line, prices, terms) ?? []),
  );
  await saveContact(step, secrets, key, { destination: store.destination, email: store.email });
  await recordAct(step, {
    distributorId: share.distributorId,
    storeId: share.storeId,
    actor: { kind: 'store', id: share.storeId },
    act: 'order-imported',
    subject: { kind: 'order', id: orderId },
    detail: { name: store.name, lines: wanted.length, payment: store.payment },
  });
  await checkOrder(step, key, store);
  await noteStoreRequests(step, key, store);
  await rebalanceOrder(step, key);
  return wanted.flatMap(({ storeLine, wantedNow }) =>
    saleOf(storeLine?.outsideVariantId, wantedNow),
  );
}

export function saleOf(outsideVariantId: string | undefined, quantity: number): Sale[] {
  return outsideVariantId && quantity > 0 ? [{ outsideVariantId, quantity }] : [];
}

/** What the retailer pays for a unit today, by variant; undefined where the price list has no price. */
export async function wholesalePrices(
  step: OrderStep,
  { distributorId, connectionId }: OrderShare,
  lines: readonly SharedLine[],
): Promise<Prices> {
  const variantIds = [...new Set(lines.map((line) => line.variantId))];
  const offers = await readOffers(step, { distributorId, connectionId, variantIds });
  return new Map(offers.map((offer) => [offer.variantId, offer.wholesale]));
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
