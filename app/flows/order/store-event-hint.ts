/** The kept form of a store event's hint; see the port's `StoreEventHint`. */
import { z } from 'zod';

const Hint = z.object({
  kind: z.enum([
    'order-changed',
    'fulfilment-order-changed',
    'fulfilment-requested',
    'product-changed',
    'product-deleted',
    'store-uninstalled',
    'scopes-changed',
    'store-changed',
    'location-gone',
    'bulk-finished',
    'privacy-data-request',
    'privacy-redact-customer',
    'privacy-redact-store',
  ]),
  outsideId: z.string().optional(),
  outsideOrderIds: z.array(z.string()).optional(),
  requestId: z.string().optional(),
  customerId: z.string().optional(),
});
export type Hint = z.infer<typeof Hint>;

export function readHint(stored: unknown): Hint | undefined {
  return Hint.safeParse(stored).data;
}
