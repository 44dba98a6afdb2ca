/** Our policy of the oversell bench: the real books, divisions, marks and settlements, on the real database, by a clock of its own. */
import { lowerTold } from '../../app/modules/listings/lower-told.server.ts';
import { markStockWrites } from '../../app/modules/listings/mark-stock-writes.server.ts';
import {
  closeAttempt,
  recordStockOutcomes,
} from '../../app/modules/listings/record-stock-outcomes.server.ts';
import {
  findOpenWrites,
  lookUpRest,
  settleReadings,
} from '../../app/modules/listings/settle-readings.server.ts';
import { takeOverUnseenSales } from '../../app/modules/listings/take-over-unseen-sales.server.ts';
import { tuneOffersOf } from '../../app/modules/listings/tune-offers.server.ts';
import { applyLevels } from '../../app/modules/stock/apply-levels.server.ts';
import { reserveStock } from '../../app/modules/stock/reserve-stock.server.ts';
import type { StockContext } from '../../app/modules/stock/stock-level.ts';
import type { OutsideStockId } from '../../app/modules/stores/channel.ts';
import { inTransaction } from '../../app/platform/database.server.ts';
import type { Database } from '../../app/platform/database.server.ts';
import { newId } from '../../app/platform/ids.ts';
import type { Id } from '../../app/platform/ids.ts';
import { makeDistributor } from '../factories/accounts.ts';
import { makeConnection } from '../factories/connections.ts';
import { FACTORY_NOW, movableClock } from '../factories/factory-clock.ts';
import { makeListing } from '../factories/listings.ts';
import { makePriceList } from '../factories/pricing.ts';
import { makeStock } from '../factories/stock.ts';
import type { MadeStock } from '../factories/stock.ts';
import { makeSupplier } from '../factories/suppliers.ts';
import { HORIZON_S } from './oversell-demand.ts';
import type { Market } from './oversell-demand.ts';
import { FEED_EVERY_S, knownLoss } from './oversell-naive.ts';
import type { Sales } from './oversell-naive.ts';

type Shelf = {
  available: number;
  committed: number;
  imported: number;
  readonly outsideStockId: string;
  readonly outsideVariantId: string;
};
type Store = {
  readonly storeId: Id<'Store'>;
  readonly shelves: readonly Shelf[];
  publishing: boolean;
};
type Happening = { readonly at: number; readonly act: () => Promise<void> };

const TUNE_EVERY_S = 30;

export type OurOptions = {
  /** A fixed buffer in place of the tuned ones. */ readonly fixedBuffer?: number;
};

/** Runs the market through our books; what a store shows is written compared and swapped, after the store's own lag. */
export async function sellByDivision(
  db: Database,
  market: Market,
  { fixedBuffer }: OurOptions = {},
): Promise<Sales> {
  const clock = movableClock();
  const context = { db, clock };
  const act = <Value>(verb: (step: StockContext) => Promise<Value>) =>
    inTransaction(context.db, (tx) => verb({ tx, clock }));
  const { stocks, stores, distributorId } = await furnish(db, market, fixedBuffer);
  const coming: Happening[] = [];
  const sales = { sold: 0, oversold: 0 };
  const soldOf = market.articles.map(() => 0);
  let now = -600;
  const later = (at: number, happening: () => Promise<void>) => {
    const place = coming.findIndex((other) => other.at > at);
    coming.splice(place < 0 ? coming.length : place, 0, { at, act: happening });
  };
  const variantIds = stocks.map(({ variantId }) => variantId);

  const publish = async (store: Store) => {
    store.publishing = false;
    const { storeId } = store;
    const marked = await act((step) =>
      markStockWrites(step, storeId, { variantIds, compare: true }),
    );
    if (marked.writes.length === 0) return;
    const key = { storeId, attempt: marked.attempt };
    const outcomes = marked.writes.map((write) => {
      const shelf = shelfOf(store, write.outsideStockId);
      const isSame = shelf.available === write.expected;
      if (isSame) shelf.available = write.quantity;
      return {
        outsideStockId: write.outsideStockId,
        kind: isSame ? ('set' as const) : ('stale' as const),
      };
    });
    await act(async (step) => {
      await recordStockOutcomes(step, key, outcomes);
      await lookUpRest(step, key, 'stale');
      await closeAttempt(step, key);
    });
    const open = await findOpenWrites({ tx: db }, storeId, 100);
    for (const write of open) {
      const shelf = shelfOf(store, write.outsideStockId);
      const reading = {
        outsideStockId: write.outsideStockId,
        available: shelf.available,
        committed: shelf.committed,
        onHand: undefined,
        active: true,
        knownCommitted: shelf.imported,
      };
      await act(async (step) => {
        await settleReadings(step, { storeId, attempt: write.attempt }, [write], [reading]);
        await closeAttempt(step, { storeId, attempt: write.attempt });
      });
    }
    await wake();
  };
  const wake = async () => {
    const rows = await db.$queryRaw<{ storeId: string }[]>`
      select distinct store_id as "storeId" from unit_differences(${distributorId}::uuid, null, ${clock.now().toISOString()}::timestamptz,
        ${variantIds}::uuid[])`;
    for (const [index, store] of stores.entries()) {
      if (store.publishing || !rows.some(({ storeId }) => storeId === store.storeId)) continue;
      store.publishing = true;
      later(now + (market.lag[index] ?? 0), () => publish(store));
    }
  };
  const takeIn = async (store: Store, sku: number) => {
    const stock = stocks[sku];
    const shelf = store.shelves[sku];
    if (!stock || !shelf) return;
    const sold = {
      storeId: store.storeId,
      sales: [{ outsideVariantId: shelf.outsideVariantId, quantity: 1 }],
    };
    await act(async (step) => {
      await takeOverUnseenSales(step, sold);
      const items = [{ ...stock, quantity: 1, orderLineId: newId<'OrderLine'>() }];
      await reserveStock(step, {
        distributorId,
        orderId: newId<'Order'>(),
        commitment: 'firm',
        items,
      });
      await lowerTold(step, sold);
    });
    shelf.imported += 1;
    await wake();
  };
  for (const { at, store: index, sku } of market.shoppers) {
    later(at, async () => {
      const store = stores[index];
      const shelf = store?.shelves[sku];
      const article = market.articles[sku];
      if (!store || !shelf || !article || shelf.available <= 0) return;
      shelf.available -= 1;
      shelf.committed += 1;
      soldOf[sku] = (soldOf[sku] ?? 0) + 1;
      sales.sold += 1;
      if (
        (soldOf[sku] ?? 0) >
        article.onHand - article.elsewhere.filter((moment) => moment <= at).length
      )
        sales.oversold += 1;
      later(at + (market.orderLag[index] ?? 0), () => takeIn(store, sku));
    });
  }
  for (let at = FEED_EVERY_S; at < HORIZON_S; at += FEED_EVERY_S) {
    if (market.articles.every(({ elsewhere }) => elsewhere.length === 0)) break;
    later(at, async () => {
      const told = stocks.map((stock, sku) => ({
        ...stock,
        quantity:
          (market.articles[sku]?.onHand ?? 0) -
          knownLoss(market.articles[sku]?.elsewhere ?? [], at),
        statedAsOf: undefined,
      }));
      const [first] = stocks;
      if (first)
        await act((step) =>
          applyLevels(
            step,
            { ...first, reference: 'feed', epoch: 1, receivedAt: clock.now() },
            told,
          ),
        );
      await wake();
    });
  }
  let tunedFor = 0;
  for (let at = TUNE_EVERY_S; at < HORIZON_S; at += TUNE_EVERY_S) {
    later(at, async () => {
      if (sales.sold === tunedFor) return;
      tunedFor = sales.sold;
      await act((step) => tuneOffersOf(step, distributorId));
      await wake();
    });
  }
  await wake();
  for (let next = coming.shift(); next; next = coming.shift()) {
    now = next.at;
    clock.set(new Date(FACTORY_NOW.getTime() + Math.round((now + 600) * 1_000)));
    await next.act();
  }
  return sales;
}

function shelfOf(store: Store, outsideStockId: OutsideStockId): Shelf {
  const shelf = store.shelves.find((each) => each.outsideStockId === outsideStockId);
  if (!shelf) throw new Error(`No shelf ${outsideStockId}`);
  return shelf;
}

async function furnish(db: Database, market: Market, fixedBuffer: number | undefined) {
  const { id: distributorId } = await makeDistributor(db);
  const supplier = await makeSupplier(db, distributorId, { feedIntervalSeconds: FEED_EVERY_S });
  const stocks: MadeStock[] = [];
  for (const { onHand } of market.articles) stocks.push(await makeStock(db, supplier, { onHand }));
  const priceListId = await makePriceList(db, distributorId);
  const stores: Store[] = [];
  for (let index = 0; index < market.lag.length; index += 1) {
    const terms = fixedBuffer === undefined ? {} : { buffer: fixedBuffer, bufferMost: fixedBuffer };
    const connection = await makeConnection(db, distributorId, { priceListId, ...terms });
    const shelves: Shelf[] = [];
    for (const stock of stocks) {
      const listing = await makeListing(db, connection, stock, { toldQuantity: 0 });
      shelves.push({ ...listing, available: 0, committed: 0, imported: 0 });
    }
    stores.push({ storeId: connection.storeId, shelves, publishing: false });
  }
  return { stocks, stores, distributorId };
}
