/** Schemas of stock files: the settings of a supplier that sends them, and the folder where they lie. */
import { z } from 'zod';

export const STOCK_FIELDS = ['sku', 'quantity', 'location', 'cost', 'currency', 'as_of'] as const;
export type StockField = (typeof STOCK_FIELDS)[number];

const Column = z.string().trim().min(1);

export const StockFormat = z.object({
  /** The supplier's own column names where they are none of the usual ones. */
  columns: z
    .object({
      sku: Column,
      quantity: Column,
      location: Column,
      cost: Column,
      currency: Column,
      as_of: Column,
    })
    .partial()
    .default({}),
  /** One character; found by the header line where it is not set. */
  separator: z.string().length(1).optional(),
  /** Amounts as 4,50. */
  decimalComma: z.boolean().default(false),
  /** Of times without an offset of their own: Z or ±hh:mm. */
  utcOffset: z
    .string()
    .regex(/^(Z|[+-]\d{2}:\d{2})$/)
    .default('Z'),
});
export type StockFormat = z.infer<typeof StockFormat>;

export const CsvSettings = StockFormat.extend({
  /** Where the folder is: {address}/files lists it, {address}/files/{name} is a file of it. */
  address: z.url({ protocol: /^https?$/ }).transform((address) => address.replace(/\/+$/, '')),
  /** Only files whose names begin so are stock; default every file that ends like a table. */
  prefix: z.string().default(''),
  /** Take the time at which a file was written for the time of its figures, where nothing else tells it. */
  trustsFileTime: z.boolean().default(false),
  /** How purchase orders reach the supplier. */
  ordersBy: z.enum(['hand', 'api']).default('hand'),
});
export type CsvSettings = z.infer<typeof CsvSettings>;

const Moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

export const FolderList = z.object({
  files: z.array(
    z.object({
      name: z.string().min(1),
      size: z.int().min(0).optional(),
      modified_at: Moment,
    }),
  ),
});
export type FolderFile = z.infer<typeof FolderList>['files'][number];
