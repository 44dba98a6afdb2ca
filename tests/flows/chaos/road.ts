/** The road that the kills are on: stock follows, two suppliers ship one order in three parcels, an order is called off. */
import { enqueue } from '../../../app/flows/job-catalog.ts';
import { inTransaction } from '../../../app/platform/database.server.ts';
import { until } from '../../demo/world.ts';
import type { OrderView } from '../../sandbox/shopify/control.ts';
import { SHOP } from './chaos-ground.ts';
import type { Article, SupplierName } from './chaos-ground.ts';
import type { Run } from './chaos-run.ts';
import { shownOf } from './shelf.ts';

export type Phase = 'stock' | 'order' | 'first-parcel' | 'other-parcels' | 'called-off' | 'rest';

export type Walked = { readonly order: OrderView; readonly calledOff: OrderView };

/** The longest that a step may take, a kill and a new worker included. */
const WITHIN_MS = 40_000;
export const STOCK_AFTER = 14;
export const PARCELS = [
  { supplier: 'north', tracking: 'TRACK-1', units: { SOCK: 1 } },
  { supplier: 'north', tracking: 'TRACK-2', units: { SOCK: 1 } },
  { supplier: 'south', tracking: 'TRACK-3', units: { CAP: 1 } },
] as const satisfies readonly {
  supplier: SupplierName;
  tracking: string;
  units: Record<string, number>;
}[];

export async function walkRoad(run: Run, enter: (phase: Phase) => void): Promise<Walked> {
  enter('stock');
  await stockFollows(run);
  enter('order');
  const placed = await placeOrder(run, [
    [run.made.sock, 2],
    [run.made.cap, 1],
  ]);
  await reachesSuppliers(run, placed);
  enter('first-parcel');
  await ship(run, PARCELS[0]);
  await standsInShop(run, placed, 1);
  enter('other-parcels');
  await ship(run, PARCELS[1]);
  await ship(run, PARCELS[2]);
  const order = await standsInShop(run, placed, PARCELS.length);
  enter('called-off');
  const calledOff = await callOff(run);
  enter('rest');
  await feedsComeIn(run);
  return { order, calledOff };
}

export async function stockFollows(run: Run): Promise<void> {
  const { sock } = run.made;
  const rows = [{ sku: sock.sku, quantity: STOCK_AFTER }];
  await run.suppliers.setStock({ code: 'north', rows });
  await shows(run, sock, STOCK_AFTER);
}

export function shows(run: Run, { variantId, sku }: Article, quantity: number): Promise<unknown> {
  return until(
    `the shop shows ${quantity} of ${sku}`,
    async () => (await shownOf(run)).get(variantId)?.available === quantity,
    WITHIN_MS,
  );
}

export async function placeOrder(
  run: Run,
  wanted: readonly (readonly [Article, number])[],
): Promise<OrderView> {
  const { storeId } = run.made;
  const listings = await run.db.listing.findMany({ where: { storeId } });
  const outside = new Map(listings.map((listing) => [listing.variantId, listing.outsideVariantId]));
  return run.shopify.placeOrder({
    shop: SHOP,
    lines: wanted.map(([{ variantId }, quantity]) => ({
      variantId: outside.get(variantId) ?? '',
      quantity,
    })),
    paid: true,
    email: 'lena@example.com',
    shippingAddress: {
      firstName: 'Lena',
      lastName: 'Keller',
      address1: 'Seestrasse 12',
      city: 'Zürich',
      zip: '8002',
      countryCode: 'CH',
    },
  });
}

/** The suppliers have the order, the hub has their answers, and the shop knows that we ship. */
export async function reachesSuppliers(run: Run, { id }: OrderView): Promise<void> {
  await until(
    'both suppliers have answered and the shop knows that we ship',
    async () => {
      const shown = await run.shopify.order({ shop: SHOP, id });
      const accepted = shown?.fulfillmentOrders.every(
        ({ requestStatus }) => requestStatus === 'ACCEPTED',
      );
      const answered = await run.db.purchaseOrder.count({ where: { status: 'acknowledged' } });
      return accepted === true && answered >= 2;
    },
    WITHIN_MS,
  );
}

async function ship(run: Run, parcel: (typeof PARCELS)[number]): Promise<void> {
  const { supplier: code, tracking: trackingNumber } = parcel;
  const units: Readonly<Record<string, number>> = parcel.units;
  const [order] = await run.suppliers.orders({ code });
  const lines = (order?.lines ?? []).flatMap(({ line_id: lineId, sku }) => {
    const quantity = units[sku];
    return quantity === undefined ? [] : [{ lineId, quantity }];
  });
  const parcels = [{ lines, carrier: 'Swiss Post', trackingNumber }];
  const shipped = await run.suppliers.ship({ code, id: order?.id ?? '', parcels });
  if (!shipped) throw new Error(`${code} could not ship ${trackingNumber}`);
}

async function standsInShop(run: Run, { id }: OrderView, parcels: number): Promise<OrderView> {
  return until(
    `${parcels} parcels stand in the shop`,
    async () => {
      const order = await run.shopify.order({ shop: SHOP, id });
      return order && order.fulfillments.length >= parcels ? order : undefined;
    },
    WITHIN_MS,
  );
}

/** An order that waits for its release is cancelled in the shop. */
async function callOff(run: Run): Promise<OrderView> {
  const { db, made } = run;
  const { distributorId, connectionId: id } = made;
  await db.connection.update({
    where: { distributorId_id: { distributorId, id } },
    data: { releaseDelaySeconds: 3_600 },
  });
  const placed = await placeOrder(run, [[made.shirt, 1]]);
  const hubOrder = () => db.order.findFirst({ where: { outsideOrderId: placed.id } });
  await until('the order waits in the hub', async () => (await hubOrder()) !== null, WITHIN_MS);
  const cancelled = await run.shopify.cancelOrder({ shop: SHOP, id: placed.id, restock: true });
  await until(
    'the order is cancelled in the hub',
    async () => (await hubOrder())?.status === 'cancelled',
    WITHIN_MS,
  );
  return cancelled;
}

/** The next regular feed: from then on the hub knows that the suppliers' figures are without what they have sold. */
async function feedsComeIn({ db, made }: Run): Promise<void> {
  const { distributorId } = made;
  await inTransaction(db, (tx) =>
    enqueue(
      tx,
      ...Object.values(made.suppliers).map((supplierId) => ({
        name: 'collect-feed' as const,
        payload: { distributorId, supplierId },
      })),
    ),
  );
}
