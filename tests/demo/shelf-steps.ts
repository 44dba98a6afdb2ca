/** The supply journey: suppliers' stock comes in, products go onto the shelves, stock and prices follow. */
import type { DistributorId } from '../../app/modules/accounts/account.ts';
import type { ConnectionId } from '../../app/modules/connections/connection.ts';
import { startProductImport } from '../../app/flows/relation/start-product-import.server.ts';
import type { Offer } from '../../app/modules/offers/offer.ts';
import { readOffers } from '../../app/modules/offers/read-offers.server.ts';
import { markChanged } from '../../app/modules/stock/mark-changed.server.ts';
import type { VariantId } from '../../app/modules/stock/stock-level.ts';
import { upsertSupplies } from '../../app/modules/suppliers/suppliers.repository.server.ts';
import { inTransaction } from '../../app/platform/database.server.ts';
import { formatDecimal } from '../../app/platform/money.ts';
import { expectOk } from '../../app/platform/result.ts';
import { CURRENCY } from './set-up-steps.ts';
import { check, until } from './world.ts';
import type { DemoStore, Step, World } from './world.ts';

export const shelfSteps: readonly Step[] = [
  { name: 'collect-stock', run: collectStock },
  { name: 'pick-products', run: pickProducts },
  { name: 'shelves-agree', run: shelvesAgree },
  { name: 'stock-follows', run: stockFollows },
  { name: 'price-follows', run: priceFollows },
];

export type Supplied = {
  readonly variantId: VariantId;
  readonly sku: string;
  readonly onHand: number;
};

/** What a supplier supplies by the hub's books, in a stable order. */
export function suppliedBy(world: World, supplierId: string): Promise<Supplied[]> {
  return world.context.db.$queryRaw<Supplied[]>`
    select s.variant_id as "variantId", s.supplier_sku as sku, coalesce(sum(l.on_hand), 0)::int as "onHand"
    from supply s
    left join stock_level l on l.distributor_id = s.distributor_id and l.variant_id = s.variant_id
      and l.supplier_id = s.supplier_id
    where s.distributor_id = ${world.distributorId}::uuid and s.supplier_id = ${supplierId}::uuid
    group by s.variant_id, s.supplier_sku order by s.variant_id`;
}

async function collectStock(world: World): Promise<string> {
  const { stack, context, distributorId, north, south } = world;
  const supplied = await suppliedBy(world, north.id);
  await inChunks(supplied, (rows) =>
    stack.suppliers.setStock({
      code: 'north',
      rows: rows.map(({ sku, onHand }) => ({ sku, quantity: onHand })),
    }),
  );
  // South has every third article too, some of each, and takes a little more for it.
  const shared = supplied.filter((_one, index) => index % 3 === 0);
  await inTransaction(context.db, async (tx) => {
    const costs = await tx.supply.findMany({
      where: {
        distributorId,
        supplierId: north.id,
        variantId: { in: shared.map(({ variantId }) => variantId) },
      },
      select: { variantId: true, costMinor: true },
    });
    const costOf = new Map(costs.map(({ variantId, costMinor }) => [variantId, Number(costMinor)]));
    await upsertSupplies(
      { tx, clock: context.clock },
      { distributorId, supplierId: south.id },
      CURRENCY,
      shared.map(({ variantId, sku }) => ({
        variant_id: variantId,
        supplier_sku: sku,
        cost_minor: Math.round((costOf.get(variantId) ?? 0) * 1.06),
        lead_time_days: 3,
      })),
    );
  });
  await inChunks(shared, (rows) =>
    stack.suppliers.setStock({
      code: 'south',
      rows: rows.map(({ sku }, index) => ({ sku, quantity: 3 + (index % 5) })),
    }),
  );
  await stack.suppliers.dropFile({ code: 'south' });
  await context.db.supplier.updateMany({
    where: { distributorId },
    data: { feedDueAt: context.clock.now() },
  });
  const levels = await until(
    'both suppliers’ stock is in the hub as they have it',
    () => levelsAgree(world, supplied, shared),
    5 * 60_000,
  );
  return `${levels} levels stand as the suppliers have them (${shared.length} articles at both)`;
}

async function levelsAgree(
  world: World,
  supplied: readonly Supplied[],
  shared: readonly Supplied[],
): Promise<number | undefined> {
  const { context, distributorId, north, south } = world;
  const applied = await context.db.feed.groupBy({
    by: ['supplierId'],
    where: { distributorId, status: 'applied' },
  });
  if (applied.length < 2) return undefined;
  const there = await suppliedBy(world, south.id);
  if (there.length !== shared.length || there.some(({ onHand }) => onHand < 3)) return undefined;
  const here = new Map((await suppliedBy(world, north.id)).map(({ sku, onHand }) => [sku, onHand]));
  return supplied.every(({ sku, onHand }) => here.get(sku) === onHand)
    ? here.size + there.length
    : undefined;
}

async function inChunks<Row>(
  rows: readonly Row[],
  act: (chunk: readonly Row[]) => Promise<unknown>,
) {
  for (let start = 0; start < rows.length; start += 2_000)
    await act(rows.slice(start, start + 2_000));
}

async function pickProducts(world: World): Promise<string> {
  const { context } = world;
  const distributorId = world.distributorId as DistributorId;
  const products = await context.db.product.findMany({
    where: { distributorId },
    select: { id: true },
  });
  const productIds = products.map(({ id }) => id);
  const refused: string[] = [];
  for (const { storeId, connectionId } of world.stores) {
    const key = { distributorId, connectionId: connectionId as ConnectionId };
    const importId = expectOk(await startProductImport(context, { ...key, storeId, productIds }));
    const done = await until(
      'the picked products are in the store',
      async () => {
        const run = await context.db.productImport.findUnique({
          where: { distributorId_id: { distributorId, id: importId } },
        });
        return run?.finishedAt ? run : undefined;
      },
      30 * 60_000,
    );
    check(done.status === 'finished', `The import was ${done.status}: ${done.failure ?? ''}`);
    check(
      done.done === products.length,
      `${products.length} products were picked, ${done.done} are done`,
    );
    const items = await context.db.productImportItem.findMany({
      where: { distributorId, importId, status: 'refused' },
    });
    refused.push(...items.map(({ message }) => message ?? 'without a reason'));
  }
  const notOffered = await context.db.product.count({
    where: { distributorId, status: { notIn: ['active', 'unlisted'] } },
  });
  check(
    refused.length === notOffered * world.stores.length,
    `${refused.length} products were refused: ${[...new Set(refused)].join(' · ')}`,
  );
  return `${products.length} products into each of ${world.stores.length} stores${notOffered > 0 ? `, ${notOffered} of them not offered by the distributor` : ''}`;
}

export async function offersOf(
  world: World,
  store: DemoStore,
): Promise<ReadonlyMap<string, Offer>> {
  const { context } = world;
  const distributorId = world.distributorId as DistributorId;
  const variants = await context.db.variant.findMany({
    where: { distributorId },
    select: { id: true },
  });
  const offers = await readOffers(
    { tx: context.db, clock: context.clock },
    {
      distributorId,
      connectionId: store.connectionId as ConnectionId,
      variantIds: variants.map(({ id }) => id as VariantId),
    },
  );
  return new Map(offers.map((offer) => [offer.variantId, offer]));
}

type OnShelf = {
  readonly outsideId: string;
  readonly price: string;
  readonly available: number | undefined;
};

/** What the store itself shows, by the outside id of the variant. */
async function shelfOf(
  world: World,
  { shop, storeId }: DemoStore,
): Promise<ReadonlyMap<string, OnShelf>> {
  const store = await world.context.db.store.findUniqueOrThrow({ where: { id: storeId } });
  const products = await world.stack.shopify.products({ shop });
  return new Map(
    products.flatMap(({ variants }) =>
      variants.map((variant) => [
        variant.id,
        {
          outsideId: variant.id,
          price: variant.price,
          available: variant.levels.find(({ locationId }) => locationId === store.outsideLocationId)
            ?.available,
        },
      ]),
    ),
  );
}

/** Compares every listing's offer with what the store shows; answers the first differences. */
export async function differences(world: World, store: DemoStore): Promise<string[]> {
  const [offers, shelf] = await Promise.all([offersOf(world, store), shelfOf(world, store)]);
  const listings = await world.context.db.listing.findMany({ where: { storeId: store.storeId } });
  const listed = new Map(listings.map((listing) => [listing.variantId, listing]));
  return [...offers.values()].flatMap((offer) => {
    if (offer.reason !== undefined && offer.reason !== 'no-price') return [];
    const shown = shelf.get(listed.get(offer.variantId)?.outsideVariantId ?? '');
    if (!shown) return [`${offer.variantId} is not in ${store.shop}`];
    const price = offer.retail ? formatDecimal(offer.retail) : '0.00';
    return [
      ...(shown.available === offer.quantity
        ? []
        : [`${offer.variantId} shows ${shown.available}, the offer is ${offer.quantity}`]),
      ...(Number(shown.price) === Number(price)
        ? []
        : [`${offer.variantId} costs ${shown.price}, the offer is ${price}`]),
    ];
  });
}

export async function agree(world: World, withinMs = 120_000): Promise<number> {
  let left: string[] = [];
  for (const store of world.stores) {
    await until(
      `${store.shop} shows every offer (${left.slice(0, 3).join('; ')})`,
      async () => {
        left = await differences(world, store);
        return left.length === 0;
      },
      withinMs,
    ).catch((fault: unknown) => {
      throw left.length > 0 ? new Error(`${store.shop}: ${left.slice(0, 5).join('; ')}`) : fault;
    });
  }
  const [store] = world.stores;
  return store ? (await shelfOf(world, store)).size : 0;
}

async function shelvesAgree(world: World): Promise<string> {
  const variants = await agree(world);
  return `${variants} variants in each store, every one at its offer’s price and quantity (read back from the store)`;
}

/** Articles that both stores list and only North supplies, with a price: the ones to sell in the demo. */
export async function articles(world: World): Promise<Supplied[]> {
  const both = new Set((await suppliedBy(world, world.south.id)).map(({ variantId }) => variantId));
  const offers = await Promise.all(world.stores.map((store) => offersOf(world, store)));
  const supplied = await suppliedBy(world, world.north.id);
  return supplied.filter(
    ({ variantId }) => !both.has(variantId) && offers.every((of) => of.get(variantId)?.retail),
  );
}

async function stockFollows(world: World): Promise<string> {
  const [article] = await articles(world);
  if (!article) return 'no article of this catalogue can be sold';
  const quantity = article.onHand + 40;
  const startedAt = performance.now();
  await world.stack.suppliers.setStock({ code: 'north', rows: [{ sku: article.sku, quantity }] });
  let shares: number[] = [];
  await until(
    `the stores share ${quantity} of ${article.sku} among them`,
    async () => {
      shares = await sharesOf(world, article.variantId);
      return sum(shares) === quantity;
    },
    20_000,
  );
  const took = Math.round(performance.now() - startedAt);
  return `${article.sku}: ${article.onHand} → ${quantity} at the supplier, ${shares.join(' + ')} in the stores after ${took} ms`;
}

const sum = (figures: readonly number[]): number => figures.reduce((all, each) => all + each, 0);

/** What each store shows of one variant now: together never more than there is. */
async function sharesOf(world: World, variantId: string): Promise<number[]> {
  const shown = await Promise.all(world.stores.map((store) => shownOf(world, store, variantId)));
  return shown.map((units) => units ?? 0);
}

/** What one store shows of one variant now. */
export async function shownOf(
  world: World,
  store: DemoStore,
  variantId: string,
): Promise<number | undefined> {
  const listing = await world.context.db.listing.findFirst({
    where: { storeId: store.storeId, variantId },
  });
  return (await shelfOf(world, store)).get(listing?.outsideVariantId ?? '')?.available;
}

async function priceFollows(world: World): Promise<string> {
  const { context, priceListId } = world;
  const distributorId = world.distributorId as DistributorId;
  const startedAt = performance.now();
  await inTransaction(context.db, async (tx) => {
    await tx.priceList.update({
      where: { distributorId_id: { distributorId, id: priceListId } },
      data: { percentOffBasisPoints: 2_500 },
    });
    const variants = await tx.variant.findMany({ where: { distributorId }, select: { id: true } });
    const ids = variants.map(({ id }) => id as VariantId);
    await markChanged({ tx, clock: context.clock }, distributorId, ids);
  });
  await agree(world);
  return `30 % → 25 % off: all retail prices at the new offers after ${Math.round(performance.now() - startedAt)} ms`;
}
