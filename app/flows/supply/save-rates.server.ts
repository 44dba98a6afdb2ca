/** A distributor enters exchange rates by hand or by file, and sets how prices follow them. */
import type { Actor } from '../../modules/activity/activity.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { tradingStores } from '../../modules/connections/connections.repository.server.ts';
import { parseEcbRates } from '../../modules/pricing/ecb-rates.ts';
import { FX_BASE, parseRate } from '../../modules/pricing/fx-rates.ts';
import type { DayRate, FxSettings, RateOrigin } from '../../modules/pricing/fx-rates.ts';
import { readFxSettings, saveDayRates, saveFxSettings } from '../../modules/pricing/fx-rates.repository.server.ts'; // prettier-ignore
import { readTable } from '../../platform/csv/read-table.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';
import { compareListings } from '../relation/compare-listings.server.ts';
import type { TableReport } from './read-sku-table.server.ts';
import { refreshPrices } from './refresh-prices.server.ts';

type Context = Pick<FlowContext, 'db' | 'clock'>;
type By = { readonly distributorId: string; readonly actor: Actor };

export type RateRefusal =
  | { readonly kind: 'no-rate-given' }
  | { readonly kind: 'day-in-the-future' }
  | { readonly kind: 'euro-is-the-base' };

const DAY_MS = 86_400_000;
const MOST_RATES = 20_000;

/** Takes rates of some days into use. A rate of a day that is yet to come is refused: it would be one that nobody knows. */
export async function recordRates(
  context: Context,
  input: By & { readonly rates: readonly DayRate[]; readonly source: RateOrigin },
): Promise<Result<{ readonly saved: number }, RateRefusal>> {
  const { distributorId, actor, rates, source } = input;
  const last = new Date(context.clock.now().getTime() + DAY_MS).toISOString().slice(0, 10);
  if (rates.length === 0) return err({ kind: 'no-rate-given' });
  if (rates.some(({ day }) => day > last)) return err({ kind: 'day-in-the-future' });
  if (rates.some(({ currency }) => currency === FX_BASE)) return err({ kind: 'euro-is-the-base' });
  return inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    const saved = await saveDayRates(verb, distributorId, rates, source);
    await recordAct(verb, {
      distributorId,
      actor,
      act: 'rates-recorded',
      subject: { kind: 'distributor', id: distributorId },
      detail: { source, given: rates.length, changed: saved, first: rates.slice(0, 20) },
    });
    await refreshPrices(verb, distributorId);
    return ok({ saved });
  });
}

const COLUMNS = {
  currency: ['code', 'iso'],
  day: ['date'],
  rate: ['per euro', 'per eur', 'value'],
};

/** Takes a file of rates: one of the European Central Bank's (XML or CSV), or a table of currency, day and rate for one euro. */
export async function importRates(
  context: Context,
  input: By & { readonly text: string },
): Promise<Result<TableReport, RateRefusal>> {
  const { distributorId, actor, text } = input;
  const known = parseEcbRates(text);
  const table = known.length > 0 ? { rates: known, problems: [] } : await readRateTable(text);
  const { problems } = table;
  const rates = table.rates.slice(-MOST_RATES);
  const rows = table.rates.length + problems.length;
  if (rates.length === 0 && problems.length > 0)
    return ok({ rows, saved: 0, refused: problems.length, problems });
  const done = await recordRates(context, { distributorId, actor, rates, source: known.length > 0 ? 'ecb' : 'file' }); // prettier-ignore
  return done.ok ? ok({ rows, saved: rates.length, refused: problems.length, problems }) : done;
}

async function readRateTable(text: string) {
  const rates: DayRate[] = [];
  const problems: TableReport['problems'][number][] = [];
  const body = async function* () {
    yield Buffer.from(text);
  };
  for await (const row of readTable(body(), COLUMNS, ['currency', 'day', 'rate'])) {
    if ('why' in row) {
      problems.push({ line: row.line, sku: '', why: row.why });
      continue;
    }
    const { currency, day, rate } = row.cells;
    const perEuro = parseRate(rate);
    const why = whyNot(currency, day, perEuro);
    if (why) problems.push({ line: row.line, sku: currency, why });
    else if (perEuro) rates.push({ currency, day, perEuro });
  }
  return { rates, problems };
}

function whyNot(currency: string, day: string, perEuro: string | undefined): string | undefined {
  if (!/^[A-Z]{3}$/.test(currency)) return `"${currency}" is no currency (three capital letters).`;
  if (currency === FX_BASE) return 'The euro is what the others are stated in; it needs no rate.';
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(day)))
    return `"${day}" is no day (like 2026-11-20).`;
  return perEuro ? undefined : 'The rate must be a number greater than zero.';
}

/** Sets from where rates come and how prices follow them; every store is compared, as what is withheld may change. */
export function changeFxSettings(
  context: Context,
  input: By & { readonly settings: FxSettings },
): Promise<void> {
  const { distributorId, actor, settings } = input;
  return inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    const before = await readFxSettings(tx, distributorId);
    await saveFxSettings(verb, distributorId, settings);
    await recordAct(verb, {
      distributorId,
      actor,
      act: 'rate-settings-changed',
      subject: { kind: 'distributor', id: distributorId },
      detail: { before, after: settings },
    });
    await refreshPrices(verb, distributorId);
    if (settings.sourceUrl) await enqueue(tx, { name: 'fetch-rates', payload: { distributorId } });
    await compareListings(verb, await tradingStores(verb, distributorId));
  });
}
