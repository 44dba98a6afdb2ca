/** A sandbox supplier's figures: what is on hand where, what it was at a moment, and the pages of its feed. */
import type { StockRow, Supplier } from './supplier.ts';

const MAIN_LOCATION = 'MAIN';
const KEPT_FIGURES = 1_000;

export type StockSetting = {
  readonly sku: string;
  readonly quantity: number;
  readonly location?: string | undefined;
  readonly cost?: string | undefined;
};

export function setStock(supplier: Supplier, rows: readonly StockSetting[], now: Date): void {
  for (const { sku, location = MAIN_LOCATION, quantity, cost } of rows) {
    const row = rowFor(supplier, sku, location);
    if (cost !== undefined) row.cost = cost;
    record(supplier, row, quantity, now);
  }
}

/** On hand now, in all places or in one. May be below zero when more was taken than there was. */
export function onHand(supplier: Supplier, sku: string, location?: string): number {
  return rowsOf(supplier, sku, location).reduce((sum, row) => sum + current(row), 0);
}

export function knows(supplier: Supplier, sku: string): boolean {
  return rowsOf(supplier, sku).length > 0;
}

/** The location asked for if the SKU stands there; else the supplier chooses. */
export function servedFrom(supplier: Supplier, sku: string, location: string | undefined) {
  return location !== undefined && supplier.stock.has(key(sku, location)) ? location : undefined;
}

/**
 * Takes units from the figure (negative: puts them back): at the line's location, else where most stand. Returns
 * what stands there now; undefined when nothing changed.
 */
export function takeStock(
  supplier: Supplier,
  line: { readonly sku: string; readonly location: string | undefined },
  units: number,
  now: Date,
): { readonly location: string; readonly quantity: number } | undefined {
  if (units === 0) return undefined;
  const rows = [...rowsOf(supplier, line.sku, line.location)].sort(
    (a, b) => current(b) - current(a),
  );
  const row = rows[0];
  if (!row) return undefined;
  const quantity = current(row) - units;
  record(supplier, row, quantity, now);
  return { location: row.location, quantity };
}

/** What an event tells of a change of stock; nothing below zero is shown. */
export function changedStock(
  { sku, location = MAIN_LOCATION, quantity }: StockSetting,
  now: Date,
): Readonly<Record<string, unknown>> {
  return { sku, location, quantity: Math.max(0, quantity), as_of: now.toISOString() };
}

export type FeedRow = {
  readonly sku: string;
  readonly location: string;
  readonly quantity: number;
  readonly cost: string | undefined;
  readonly updatedAt: Date;
};

/** The moment that the feed speaks of: now, less the supplier's lag, or where it stands still. */
export function feedMoment({ settings }: Supplier, now: Date): Date {
  if (settings.feedFrozenAt) return new Date(settings.feedFrozenAt);
  return new Date(now.getTime() - settings.feedLagMs);
}

/** The figures as they stood at `asOf`, in order of SKU and location; nothing below zero is shown. */
export function feedRows(
  supplier: Supplier,
  asOf: Date,
  updatedSince: Date | undefined,
): FeedRow[] {
  const shown: FeedRow[] = [];
  for (const row of inOrder(supplier)) {
    const figure =
      row.history.findLast(({ at }) => at <= asOf) ?? (row.trimmed ? row.history[0] : undefined);
    if (!figure || (updatedSince && figure.at < updatedSince)) continue;
    const { sku, location, cost } = row;
    shown.push({
      sku,
      location,
      quantity: Math.max(0, figure.quantity),
      cost,
      updatedAt: figure.at,
    });
  }
  return shown;
}

function inOrder(supplier: Supplier): readonly StockRow[] {
  if (supplier.inOrder.length !== supplier.stock.size) {
    supplier.inOrder = [...supplier.stock.values()].sort(
      (a, b) => compare(a.sku, b.sku) || compare(a.location, b.location),
    );
  }
  return supplier.inOrder;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function rowsOf(supplier: Supplier, sku: string, location?: string): StockRow[] {
  if (location !== undefined) {
    const row = supplier.stock.get(key(sku, location));
    return row ? [row] : [];
  }
  const main = supplier.stock.get(key(sku, MAIN_LOCATION));
  const others = supplier.locations.get(sku) ?? [];
  return [...(main ? [main] : []), ...others];
}

function rowFor(supplier: Supplier, sku: string, location: string): StockRow {
  const known = supplier.stock.get(key(sku, location));
  if (known) return known;
  const row: StockRow = { sku, location, cost: undefined, history: [], trimmed: false };
  supplier.stock.set(key(sku, location), row);
  if (location === MAIN_LOCATION) return row;
  const others = supplier.locations.get(sku);
  if (others) others.push(row);
  else supplier.locations.set(sku, [row]);
  return row;
}

function record(supplier: Supplier, row: StockRow, quantity: number, at: Date): void {
  row.history.push({ at, quantity });
  if (row.history.length > KEPT_FIGURES) {
    row.history.shift();
    row.trimmed = true;
  }
  supplier.stockRevision += 1;
}

function current(row: StockRow): number {
  return row.history.at(-1)?.quantity ?? 0;
}

function key(sku: string, location: string): string {
  return `${location}\n${sku}`;
}
