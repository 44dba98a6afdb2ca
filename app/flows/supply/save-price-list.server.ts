/** A distributor makes price lists and sets what is on them; every store on a changed list is compared at once. */
import type { Actor } from '../../modules/activity/activity.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { storesOnPriceList } from '../../modules/connections/connections.repository.server.ts';
import {
  countPriceEntries,
  findPriceList,
  insertPriceList,
  savePriceEntries,
  savePriceListTerms,
} from '../../modules/pricing/price-lists.repository.server.ts';
import type {
  PriceListId,
  PriceListKey,
  PriceListTerms,
} from '../../modules/pricing/price-list.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { Tx } from '../../platform/database.server.ts';
import { currencyCode, parseMoney } from '../../platform/money.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { compareListings } from '../relation/compare-listings.server.ts';
import { readSkuTable } from './read-sku-table.server.ts';
import type { TableReport } from './read-sku-table.server.ts';

type Context = Pick<FlowContext, 'db' | 'clock'>;
export type PriceListRefusal =
  | { readonly kind: 'unknown-price-list' }
  /** Its fixed prices are amounts of the old currency. */
  | { readonly kind: 'currency-in-use' };

export function createPriceList(
  context: Context,
  input: { readonly distributorId: string; readonly terms: PriceListTerms; readonly actor: Actor },
): Promise<PriceListId> {
  const { distributorId, terms, actor } = input;
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
    return id;
  });
}

export function changePriceList(
  context: Context,
  input: PriceListKey & { readonly terms: PriceListTerms; readonly actor: Actor },
): Promise<Result<undefined, PriceListRefusal>> {
  return change(context, input, 'price-list-changed', async (tx, before) => {
    const entries = await countPriceEntries({ tx }, input);
    if (entries > 0 && before.currency !== input.terms.currency)
      return err({ kind: 'currency-in-use' });
    await savePriceListTerms({ tx }, input, input.terms);
    return ok({ value: undefined, detail: { before, after: input.terms } });
  });
}

/** Sets or (null) takes off the fixed price of one variant; minor units of the list's currency. */
export function setFixedPrice(
  context: Context,
  input: PriceListKey & {
    readonly variantId: string;
    readonly wholesaleMinor: number | null;
    readonly actor: Actor;
  },
): Promise<Result<undefined, PriceListRefusal>> {
  const { variantId, wholesaleMinor } = input;
  return change(context, input, 'fixed-price-set', async (tx) => {
    const entry = { variant_id: variantId, wholesale_minor: wholesaleMinor };
    await savePriceEntries({ tx }, input, [entry]);
    return ok({ value: undefined, detail: { variantId, wholesaleMinor } });
  });
}

const COLUMNS = { sku: ['variant sku', 'article'], price: ['wholesale', 'wholesale price', 'net'] };

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
    const read = ({ price }: Readonly<Record<'sku' | 'price', string>>) => {
      const amount = parseMoney(price, currencyCode(currency));
      if (!amount) return `"${price}" is no amount of ${currency} (like 19.90).`;
      return amount.minor < 0 ? 'A price cannot be negative.' : { minor: amount.minor };
    };
    const table = {
      body: input.body,
      columns: COLUMNS,
      required: ['sku', 'price'] as const,
      read,
    };
    const value = await readSkuTable(tx, input.distributorId, table, (rows) =>
      savePriceEntries(
        { tx },
        input,
        rows.map(({ variantId, minor }) => ({ variant_id: variantId, wholesale_minor: minor })),
      ),
    );
    const { rows, saved, refused } = value;
    return ok({ value, detail: { file: input.name, rows, saved, refused } });
  });
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
    await compareListings(verb, await storesOnPriceList(verb, input));
    return ok(made.value.value);
  };
  return inTransaction(context.db, write, { timeout: 120_000, attempts: 1 });
}
