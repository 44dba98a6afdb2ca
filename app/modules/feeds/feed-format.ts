/**
 * Feed format: how one supplier lays out its deliveries, and how their cells are to be read. The distributor edits it on
 * screen; what it leaves open is found out from the file. Kept in the supplier's settings under `feedFormat`.
 */
import { z } from 'zod';
import { FORMS } from '../../platform/records/file-row.ts';
import type { FileLayout } from '../../platform/records/file-row.ts';
import { isTimeZone } from '../../platform/time-zone.ts';

/** What a column can hold. */
export const STOCK_FIELDS = [
  'sku',
  'gtin',
  'quantity',
  'location',
  'cost',
  'currency',
  'as_of',
  'lead_time',
  'units_per_case',
] as const;
export type StockField = (typeof STOCK_FIELDS)[number];

const Name = z.string().trim().max(200);
const Column = Name.min(1);
const columns = Object.fromEntries(STOCK_FIELDS.map((field) => [field, Column])) as Record<
  StockField,
  typeof Column
>;

export const FeedFormat = z.object({
  form: z.enum(['auto', ...FORMS]).default('auto'),
  /** A WHATWG label; empty: found out. */
  encoding: z.string().trim().max(40).default('').refine(isEncoding, 'is no known encoding'),
  /** One character; empty: found by the header line. */
  separator: z.string().max(1).default(''),
  skipLines: z.coerce.number().int().min(0).max(1_000).default(0),
  hasHeader: z.boolean().default(true),
  rowsAt: Name.default(''),
  statedAt: Name.default(''),
  sheet: Name.default(''),
  /** The supplier's own names where they are none of the usual ones. */
  columns: z.object(columns).partial().default({}),
  /** Instead of one column of quantities: a column for each location. */
  places: z
    .array(z.object({ column: Column, location: Column }))
    .max(100)
    .default([]),
  /** Whether a file names everything (what it leaves out is gone) or only what has changed. */
  scope: z.enum(['full', 'delta']).default('full'),
  decimalSign: z.enum(['.', ',']).default('.'),
  /** Between groups of three digits; empty: none are allowed. */
  thousands: z.enum(['', ',', '.', ' ', "'"]).default(''),
  /** Quantities are in cases of so many units. */
  unitsPerCase: z.coerce.number().int().min(1).max(100_000).default(1),
  costPer: z.enum(['unit', 'case']).default('unit'),
  /** Words that stand for a quantity, compared without case. */
  quantityTexts: z
    .array(z.object({ text: Column, units: z.coerce.number().int().min(0).max(2_147_483_647) }))
    .max(100)
    .default([]),
  /** "> 10" and "10+" count as ten and "< 5" as none, or are refused. */
  openEnded: z.enum(['refuse', 'bound']).default('refuse'),
  dates: z.enum(['iso', 'dmy', 'mdy', 'ymd', 'epoch']).default('iso'),
  /** Of times without an offset of their own. */
  timeZone: z.string().default('UTC').refine(isTimeZone, 'is no known time zone'),
  /** Whose moment counts where a row tells none: the one of the file (in it, its name, its header), or its receipt. */
  momentOf: z.enum(['file', 'receipt']).default('file'),
});
export type FeedFormat = z.infer<typeof FeedFormat>;

const Settings = z.object({ feedFormat: FeedFormat.optional() });

/** A supplier's format; where its settings say nothing, everything is found out. */
export function feedFormatOf(supplierSettings: unknown): FeedFormat {
  return Settings.safeParse(supplierSettings).data?.feedFormat ?? FeedFormat.parse({});
}

export function layoutOf(format: FeedFormat): FileLayout {
  const { form, encoding, separator, skipLines, hasHeader, rowsAt, statedAt, sheet } = format;
  return {
    form: form === 'auto' ? undefined : form,
    encoding: encoding || undefined,
    separator: separator || undefined,
    skipLines,
    hasHeader,
    rowsAt: rowsAt || undefined,
    statedAt: statedAt || undefined,
    sheet: sheet || undefined,
  };
}

function isEncoding(label: string): boolean {
  if (label === '') return true;
  try {
    new TextDecoder(label);
    return true;
  } catch {
    return false;
  }
}
