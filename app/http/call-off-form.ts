import { z } from 'zod';
import type { Id } from '../platform/ids.ts';

const Lines = z
  .array(
    z.object({
      orderLineId: z.uuid().transform((id) => id as Id<'OrderLine'>),
      quantity: z.int().min(1).max(1_000_000),
    }),
  )
  .min(1)
  .max(500);

/** Units of lines as one field of a form carries them, in JSON. */
export const UnitsToCallOff = z
  .string()
  .max(100_000)
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'Not JSON' });
      return z.NEVER;
    }
  })
  .pipe(Lines);
