/** The form of a price list as it is sent. Percentages come as people write them and are kept in basis points. */
import { z } from 'zod';

const percent = z.coerce
  .number()
  .min(0)
  .max(100)
  .transform((value) => Math.round(value * 100));

export const PriceListForm = z
  .object({
    name: z.string().trim().min(1).max(120),
    kind: z.enum(['percent-off', 'fixed']),
    percentOff: percent,
    currency: z.string().regex(/^[A-Z]{3}$/),
    marginFloor: percent,
  })
  .transform(({ percentOff, marginFloor, ...rest }) => ({
    ...rest,
    percentOffBasisPoints: percentOff,
    marginFloorBasisPoints: marginFloor,
  }));

export const PRICE_LIST_INVALID =
  'Give a name, percentages between 0 and 100, and a currency of three capital letters.';
