/** A distributor makes price lists and sets what is on them; every store on a changed list is compared at once. */
import type { Actor } from '../../modules/activity/activity.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { storesOnPriceList } from '../../modules/connections/connections.repository.server.ts';
import {
  countPriceEntries,
  dropRisingTiers,
  endPromotion,
  findPriceList,
  insertPriceList,
  insertPromotion,
  saveMinimumPrices,
  savePriceEntries,
  savePriceListTerms,
  savePriceTiers,
} from '../../modules/pricing/price-lists.repository.server.ts';
import { PriceListTerms } from '../../modules/pricing/price-list.ts';
import type {
  PriceListId,
  PriceListInput,
  PriceListKey,
  Promotion,
} from '../../modules/pricing/price-list.ts';
import { markChanged } from '../../modules/stock/mark-changed.server.ts';
import type { DistributorId, VariantId } from '../../modules/stock/stock-level.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { Tx } from '../../platform/database.server.ts';
import { currencyCode, parseMoney } from '../../platform/money.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { compareListings } from '../relation/compare-listings.server.ts';
import { readSkuTable } from './read-sku-table.server.ts';
import { refreshPrices } from './refresh-prices.server.ts';
import type { TableReport } from './read-sku-table.server.ts';

type Context = Pick<FlowContext, 'db' | 'clock'>;
export type PriceListRefusal =
  | { readonly kind: 'unknown-price-list' }
  /** Its fixed prices are amounts of the old currency. */
  | { readonly kind: 'currency-in-use' }
  | { readonly kind: 'unknown-promotion' }
  /** It would have ended before it could be seen. */
  | { readonly kind: 'promotion-over' };

export function createPriceList(
  context: Context,
  input: { readonly distributorId: string; readonly terms: PriceListInput; readonly actor: Actor },
): Promise<PriceListId> {
  const { distributorId, actor } = input;
  const terms = PriceListTerms.parse(input.terms);
  return inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    const id = await insertPriceList(verb, { ...terms, distributorId });
    await recordAct(verb, {
      distributorId,
      actor,
      act: 'price-list-created',
      subject: { kind: 'price-list', id },
      detail: { after: terms },
    });
    await refreshPrices(verb, distributorId);
    return id;
  });
}

export function changePriceList(
  context: Context,
  input: PriceListKey & { readonly terms: PriceListInput; readonly actor: Actor },
): Promise<Result<undefined, PriceListRefusal>> {
  const terms = PriceListTerms.parse(input.terms);
  return change(context, input, 'price-list-changed', async (tx, before) => {
    const entries = await countPriceEntries({ tx }, input);
    if (entries > 0 && before.currency !== terms.currency) return err({ kind: 'currency-in-use' });
    await savePriceListTerms({ tx }, input, terms);
    return ok({ value: undefined, detail: { before, after: terms } });
  });
}

/** Sets or (null) takes off the fixed price of one variant; minor units of the list's currency. */
export function setFixedPrice(
  context: Context,
  input: PriceListKey & {
    readonly variantId: string;
    readonly wholesaleMinor: number | null;
    /** Where it was recommended: why. */
    readonly reason?: string;
    readonly actor: Actor;
  },
): Promise<Result<undefined, PriceListRefusal>> {
  const { variantId, wholesaleMinor, reason } = input;
  return change(context, input, 'fixed-price-set', async (tx) => {
    const entry = { variant_id: variantId, wholesale_minor: wholesaleMinor };
    await savePriceEntries({ tx }, input, [entry]);
    return ok({ value: undefined, detail: { variantId, wholesaleMinor, reason } });
  });
}

/** Announces so much off for a while; the clocks of the distributor's time zone say when it begins and ends. */
export function addPromotion(
  context: Context,
  input: PriceListKey & { readonly promotion: Promotion; readonly actor: Actor },
): Promise<Result<undefined, PriceListRefusal>> {
  return change(context, input, 'promotion-added', async (tx) => {
    await insertPromotion({ tx, clock: context.clock }, input, input.promotion);
    return ok({ value: undefined, detail: { promotion: input.promotion } });
  });
}

/** Ends a promotion now; one that has not begun is taken away. */
export function stopPromotion(
  context: Context,
  input: PriceListKey & { readonly promotionId: string; readonly actor: Actor },
): Promise<Result<undefined, PriceListRefusal>> {
  return change(context, input, 'promotion-ended', async (tx) => {
    const ended = await endPromotion({ tx, clock: context.clock }, input, input.promotionId);
    if (!ended) return err({ kind: 'unknown-promotion' });
    return ok({ value: undefined, detail: { promotionId: input.promotionId } });
  });
}

const COLUMNS = {
  sku: ['variant sku', 'article'],
  price: ['wholesale', 'wholesale price', 'net'],
  from: ['min quantity', 'from quantity', 'quantity', 'units'],
};

type PriceCells = Readonly<Record<'sku' | 'price' | 'from', string>>;

function readPriced({ price, from }: PriceCells, currency: string) {
  const minQuantity = from === '' ? 1 : Number(from);
  if (!Number.isInteger(minQuantity) || minQuantity < 1 || minQuantity > 1_000_000)
    return `"${from}" is no number of units.`;
  if (price === '') return { minor: null, minQuantity };
  const amount = parseMoney(price, currencyCode(currency));
  if (!amount) return `"${price}" is no amount of ${currency} (like 19.90).`;
  if (amount.minor <= 0) return 'A price must be more than zero.';
  return { minor: amount.minor, minQuantity };
}

function withoutRising(
  report: TableReport,
  dropped: readonly { readonly variantId: string; readonly minQuantity: number }[],
  places: ReadonlyMap<string, number>,
): TableReport {
  const problems = dropped.map(({ variantId, minQuantity }) => ({
    line: places.get(`${variantId} ${minQuantity}`) ?? 0,
    sku: '',
    why: `The price from ${minQuantity} units on is not lower than for fewer; it was left out.`,
  }));
  const named = problems.filter(({ line }) => line > 0).length;
  return {
    rows: report.rows,
    saved: report.saved - named,
    refused: report.refused + named,
    problems: [...report.problems, ...problems],
  };
}

type PricedRow = {
  readonly variantId: string;
  readonly minor: number | null;
  readonly minQuantity: number;
};

/** Takes a file of SKU and price onto the list; rows that cannot count are reported, the others are saved. */
export function importFixedPrices(
  context: Context,
  input: PriceListKey & {
    readonly body: AsyncIterable<Uint8Array>;
    readonly name: string;
    readonly actor: Actor;
  },
): Promise<Result<TableReport, PriceListRefusal>> {
  return change(context, input, 'fixed-prices-imported', async (tx, { currency }) => {
    const table = {
      body: input.body,
      columns: COLUMNS,
      required: ['sku', 'price'] as const,
      read: (cells: PriceCells) => readPriced(cells, currency),
      partOf: (row: { readonly minQuantity: number }) => row.minQuantity,
    };
    const places = new Map<string, number>();
    const report = await readSkuTable(tx, input.distributorId, table, async (rows) => {
      for (const row of rows) places.set(`${row.variantId} ${row.minQuantity}`, row.line);
      await savePricedRows(tx, input, rows);
    });
    const value = withoutRising(report, await dropRisingTiers({ tx }, input), places);
    const { rows, saved, refused } = value;
    return ok({ value, detail: { file: input.name, rows, saved, refused } });
  });
}

/** A row for one unit is the fixed price, a row for more a volume tier; without a price it is taken away. */
async function savePricedRows(
  tx: Tx,
  key: PriceListKey,
  rows: readonly PricedRow[],
): Promise<void> {
  const given = rows.map(({ variantId, minor, minQuantity }) => ({
    variant_id: variantId,
    min_quantity: minQuantity,
    wholesale_minor: minor,
  }));
  await savePriceEntries(
    { tx },
    key,
    given.filter((row) => row.min_quantity === 1),
  );
  await savePriceTiers(
    { tx },
    key,
    given.filter((row) => row.min_quantity > 1),
  );
}

const MAP_COLUMNS = {
  sku: ['variant sku', 'article'],
  price: ['minimum price', 'minimum advertised price', 'map'],
};

/** Takes a file of SKU and minimum advertised price, in the distributor's currency; an empty price takes the minimum away. */
export function importMinimumPrices(
  context: Context,
  input: {
    readonly distributorId: string;
    readonly currency: string;
    readonly body: AsyncIterable<Uint8Array>;
    readonly name: string;
    readonly actor: Actor;
  },
): Promise<TableReport> {
  const { distributorId, actor } = input;
  const currency = currencyCode(input.currency);
  const read = ({ price }: Readonly<Record<'sku' | 'price', string>>) => {
    if (price === '') return { minor: null };
    const amount = parseMoney(price, currency);
    return amount && amount.minor > 0
      ? { minor: amount.minor }
      : `"${price}" is no price in ${currency} (like 19.90).`;
  };
  const table = {
    body: input.body,
    columns: MAP_COLUMNS,
    required: ['sku', 'price'] as const,
    read,
  };
  const write = async (tx: Tx): Promise<TableReport> => {
    const verb = { tx, clock: context.clock };
    const report = await readSkuTable(tx, distributorId, table, async (rows) => {
      const given = rows.map(({ variantId, minor }) => ({
        variant_id: variantId,
        map_minor: minor,
      }));
      const changed = await saveMinimumPrices(verb, distributorId, given);
      await markChanged(verb, distributorId as DistributorId, changed as readonly VariantId[]);
    });
    const { rows, saved, refused } = report;
    await recordAct(verb, {
      distributorId,
      actor,
      act: 'minimum-prices-imported',
      subject: { kind: 'distributor', id: distributorId },
      detail: { file: input.name, rows, saved, refused },
    });
    return report;
  };
  return inTransaction(context.db, write, { timeout: 120_000, attempts: 1 });
}

type Changed<Value> = { readonly value: Value; readonly detail: Record<string, unknown> };

function change<Value>(
  context: Context,
  input: PriceListKey & { readonly actor: Actor },
  act: string,
  make: (tx: Tx, before: PriceListTerms) => Promise<Result<Changed<Value>, PriceListRefusal>>,
): Promise<Result<Value, PriceListRefusal>> {
  const write = async (tx: Tx): Promise<Result<Value, PriceListRefusal>> => {
    const verb = { tx, clock: context.clock };
    const before = await findPriceList(verb, input);
    if (!before) return err({ kind: 'unknown-price-list' });
    const made = await make(tx, before);
    if (!made.ok) return made;
    await recordAct(verb, {
      distributorId: input.distributorId,
      actor: input.actor,
      act,
      subject: { kind: 'price-list', id: input.priceListId },
      detail: made.value.detail,
    });
    await refreshPrices(verb, input.distributorId);
    await compareListings(verb, await storesOnPriceList(verb, input));
    return ok(made.value.value);
  };
  return inTransaction(context.db, write, { timeout: 120_000, attempts: 1 });
}
