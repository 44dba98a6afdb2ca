/** Competitors' prices are loaded from a file or by the API; what they suggest is taken over by a person, never silently. */
import type { Actor } from '../../modules/activity/activity.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { saveCompetitorPrices } from '../../modules/pricing/competitor-prices.repository.server.ts';
import type { ObservedPrice } from '../../modules/pricing/competitor-prices.repository.server.ts';
import type { PriceListKey } from '../../modules/pricing/price-list.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { Tx } from '../../platform/database.server.ts';
import { currencyCode, parseMoney } from '../../platform/money.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { readSkuTable } from './read-sku-table.server.ts';
import type { TableReport } from './read-sku-table.server.ts';
import { setFixedPrice } from './save-price-list.server.ts';
import type { PriceListRefusal } from './save-price-list.server.ts';

type Context = Pick<FlowContext, 'db' | 'clock'>;

const COLUMNS = {
  sku: ['variant sku', 'article'],
  competitor: ['shop', 'seller', 'store'],
  price: ['their price', 'competitor price'],
  currency: ['iso'],
  date: ['day', 'seen on', 'observed on'],
};
type Cells = Readonly<Record<keyof typeof COLUMNS, string>>;

/** Takes a file of SKU, competitor and price; without a currency it is the distributor's, without a date it is of today. */
export function importCompetitorPrices(
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
  const today = context.clock.now().toISOString().slice(0, 10);
  const table = {
    body: input.body,
    columns: COLUMNS,
    required: ['sku', 'competitor', 'price'] as const,
    read: (cells: Cells) => readObserved(cells, input.currency, today),
    partOf: (row: { readonly competitor: string; readonly observed_on: string }) =>
      `${row.competitor} ${row.observed_on}`,
  };
  const write = async (tx: Tx): Promise<TableReport> => {
    const verb = { tx, clock: context.clock };
    const report = await readSkuTable(tx, distributorId, table, (rows) => {
      const prices = rows.map((row) => ({
        variant_id: row.variantId,
        competitor: row.competitor,
        observed_on: row.observed_on,
        price_minor: row.price_minor,
        currency: row.currency,
      }));
      return saveCompetitorPrices(verb, distributorId, prices, 'file');
    });
    const { rows, saved, refused } = report;
    await recordAct(verb, {
      distributorId,
      actor,
      act: 'competitor-prices-imported',
      subject: { kind: 'distributor', id: distributorId },
      detail: { file: input.name, rows, saved, refused },
    });
    return report;
  };
  return inTransaction(context.db, write, { timeout: 120_000, attempts: 1 });
}

function readObserved(
  { competitor, price, currency, date }: Cells,
  home: string,
  today: string,
): Omit<ObservedPrice, 'variant_id'> | string {
  if (competitor === '' || competitor.length > 120) return 'The row names no competitor.';
  const code = currency === '' ? home : currency.toUpperCase();
  if (!/^[A-Z]{3}$/.test(code)) return `"${currency}" is no currency (three letters).`;
  const amount = parseMoney(price, currencyCode(code));
  if (!amount || amount.minor <= 0) return `"${price}" is no price in ${code} (like 19.90).`;
  const day = date === '' ? today : date;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(day)))
    return `"${date}" is no day (like 2026-11-20).`;
  if (day > today) return `${day} is yet to come.`;
  return { competitor, observed_on: day, price_minor: amount.minor, currency: code };
}

/** A person takes a recommendation over: the variant gets this fixed price on the list, with the reason in the record. */
export function acceptRecommendation(
  context: Context,
  input: PriceListKey & {
    readonly variantId: string;
    readonly wholesaleMinor: number;
    /** What the person saw, for the record. */
    readonly reason: string;
    readonly actor: Actor;
  },
): Promise<Result<undefined, PriceListRefusal>> {
  return setFixedPrice(context, input);
}
