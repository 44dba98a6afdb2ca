/** The form of a supplier as it is sent: the same fields for a new one and for a change. */
import { z } from 'zod';

const minutes = (max: number) => z.coerce.number().min(1).max(max);
const optionalText = (max: number) => z.string().trim().max(max);

export const SupplierForm = z.object({
  name: z.string().trim().min(1).max(120),
  connector: z.enum(['api', 'csv', 'none']),
  address: z.union([z.literal(''), z.url({ protocol: /^https?$/ })]),
  apiKey: optionalText(2_000),
  eventSecret: optionalText(2_000),
  tier: z.enum(['primary', 'secondary', 'backup']),
  deductsAt: z.enum(['receipt', 'acknowledgement', 'shipment', 'never']),
  feedIntervalMinutes: z.coerce.number().min(0.05).max(10_080),
  staleAfterMinutes: minutes(100_000),
  goneAfterMinutes: minutes(100_000),
  acknowledgeWithinMinutes: z.coerce.number().int().min(1).max(100_000),
});
export type SupplierForm = z.infer<typeof SupplierForm>;
