/**
 * A shop's shelf in memory: the stock part of the port Channel with compare-and-swap, for tests that steer what happens
 * between two calls. Quantities are what shoppers can buy; `sell` commits units as a checkout does.
 */
import type {
  Channel,
  ChannelFailure,
  PriceWrite,
  PriceWriteOutcome,
  ProductContent,
  StockReading,
  StockWrite,
  StockWriteOutcome,
} from '../../app/modules/stores/channel.ts';
import { currencyCode, money } from '../../app/platform/money.ts';
import { err, ok } from '../../app/platform/result.ts';
import type { MadeListing } from './listings.ts';

type Place = {
  available: number;
  committed: number;
  active: boolean;
  price: number;
  variant: string;
  refuses: string | undefined;
};
type Call = {
  readonly kind:
    | 'set'
    | 'read'
    | 'price'
    | 'audit'
    | 'show'
    | 'content'
    | 'start-prices'
    | 'read-prices';
  readonly rows: number;
};

export type StoreShelf = {
  readonly channel: Channel;
  readonly calls: Call[];
  /** What the next calls answer instead of doing their work; `after` = it takes effect and the answer is lost. */
  readonly faults: { failure: ChannelFailure; takesEffect: boolean; on?: Call['kind'] }[];
  /** Runs before a call takes effect. */
  before: (call: Call) => Promise<void>;
  stock(listing: MadeListing, available: number, price?: number): void;
  sell(listing: MadeListing, quantity: number): void;
  edit(listing: MadeListing, available: number): void;
  remove(listing: MadeListing): void;
  refuse(listing: MadeListing, why: string): void;
  shown(listing: MadeListing): { available: number; committed: number; price: number } | undefined;
  /** What products were last told: whether they are to be seen, and their words. By the store's own id. */
  readonly visible: Map<string, boolean>;
  readonly contents: Map<string, ProductContent>;
  /** Whether a started run of prices is still under way. */
  pricesRun: boolean;
};

export function makeStoreShelf(
  stockBatch = 250,
  bulkPricesFrom = Number.POSITIVE_INFINITY,
): StoreShelf {
  const places = new Map<string, Place>();
  const answered = new Map<string, { sent: string; outcomes: readonly StockWriteOutcome[] }>();
  const calls: Call[] = [];
  const visible = new Map<string, boolean>();
  const contents = new Map<string, ProductContent>();
  const faults: StoreShelf['faults'] = [];
  const placeOf = ({ outsideStockId }: MadeListing): Place => {
    const place = places.get(outsideStockId);
    if (!place) throw new Error('Not on the shelf');
    return place;
  };
  const unused = () => Promise.reject(new Error('Not part of this test'));

  /** Counts the call, lets the test act in between, and fails as asked. */
  async function call<Value>(kind: Call['kind'], rows: number, work: () => Value) {
    calls.push({ kind, rows });
    await shelf.before({ kind, rows });
    const at = faults.findIndex(({ on }) => on === undefined || on === kind);
    const [fault] = at < 0 ? [] : faults.splice(at, 1);
    if (!fault) return ok(work());
    if (fault.takesEffect) work();
    return err(fault.failure);
  }

  /** The same call again answers what it answered the first time it took effect. */
  function once(attempt: string, writes: readonly StockWrite[]): readonly StockWriteOutcome[] {
    const sent = JSON.stringify(writes);
    const before = answered.get(attempt);
    if (before && before.sent !== sent) throw new Error('One key for two different calls');
    const outcomes = before?.outcomes ?? writes.map(write);
    answered.set(attempt, { sent, outcomes });
    return outcomes;
  }

  function write({ outsideStockId, quantity, expected }: StockWrite): StockWriteOutcome {
    const place = places.get(outsideStockId);
    if (!place?.active) return { outsideStockId, kind: 'gone', why: 'Deleted.' };
    if (place.refuses !== undefined) return { outsideStockId, kind: 'refused', why: place.refuses };
    if (expected !== undefined && expected !== place.available) {
      return { outsideStockId, kind: 'stale' };
    }
    place.available = quantity;
    return { outsideStockId, kind: 'set' };
  }

  function read(outsideStockId: StockReading['outsideStockId']): StockReading[] {
    const place = places.get(outsideStockId);
    if (!place) return [];
    const { available, committed, active } = place;
    return [{ outsideStockId, available, committed, onHand: available + committed, active }];
  }

  function writePrice({ outsideVariantId, price }: PriceWrite): PriceWriteOutcome {
    const place = [...places.values()].find(({ variant }) => variant === outsideVariantId);
    if (!place) return { outsideVariantId, kind: 'gone', why: 'Deleted.' };
    place.price = price.minor;
    return { outsideVariantId, kind: 'set', why: undefined };
  }

  const shelf: StoreShelf = {
    calls,
    faults,
    visible,
    contents,
    pricesRun: false,
    before: () => Promise.resolve(),
    stock: ({ outsideStockId, outsideVariantId: variant }, available, price = 2_000) =>
      void places.set(outsideStockId, {
        available,
        committed: 0,
        active: true,
        price,
        variant,
        refuses: undefined,
      }),
    sell(listing, quantity) {
      const place = placeOf(listing);
      place.available -= quantity;
      place.committed += quantity;
    },
    edit: (listing, available) => void (placeOf(listing).available = available),
    remove: ({ outsideStockId }) => void places.delete(outsideStockId),
    refuse: (listing, why) => void (placeOf(listing).refuses = why),
    shown: ({ outsideStockId }) => places.get(outsideStockId),
    channel: {
      capabilities: {
        compareAndSwapStock: true,
        stockBatch,
        bulkImportFrom: Number.POSITIVE_INFINITY,
        bulkPricesFrom,
        fulfilmentOrders: false,
        refunds: false,
      },
      setStock: (writes, attempt) => call('set', writes.length, () => once(attempt, writes)),
      readStock: (items) => call('read', items.length, () => items.flatMap(read)),
      setPrices: (writes) => call('price', writes.length, () => writes.map(writePrice)),
      auditListings: () =>
        call('audit', places.size, () => ({
          rows: [...places].flatMap(([stock, { price, variant }]) =>
            read(stock as StockReading['outsideStockId']).map((reading) => ({
              ...reading,
              outsideVariantId: variant as PriceWrite['outsideVariantId'],
              price: money(price, currencyCode('CHF')),
            })),
          ),
          next: undefined,
        })),
      describeStore: unused,
      prepareStore: unused,
      importProduct: unused,
      startBulkImport: unused,
      readBulkImport: unused,
      setPublished: (product, published) =>
        call('show', 1, () => (void visible.set(product, published), 'done' as const)),
      setContent: (product, content) =>
        call('content', 1, () => (void contents.set(product, content), 'done' as const)),
      startBulkPrices: (writes) =>
        call('start-prices', writes.length, () => {
          shelf.pricesRun = true;
          return { runId: 'run' };
        }),
      readBulkPrices: (_runId, writes) =>
        call('read-prices', 1, () =>
          shelf.pricesRun
            ? { state: 'running' as const }
            : { state: 'finished' as const, outcomes: writes.map(writePrice) },
        ),
      readOrder: unused,
      findOrderOf: unused,
      listOrders: unused,
      acceptFulfilment: unused,
      rejectFulfilment: unused,
      holdFulfilment: unused,
      releaseHold: unused,
      answerCancellation: unused,
      createFulfilment: unused,
      updateTracking: unused,
      showScans: unused,
      cancelFulfilment: unused,
      refund: unused,
      findRefund: unused,
      cancelOrder: unused,
    },
  };
  return shelf;
}
