/** Shipping wishes: how a retailer wants its orders shipped, within what the distributor's rules allow. */
import { z } from 'zod';

export const ShippingWishes = z.object({
  /** Rather one parcel than a cheaper plan with several. */
  preferOneParcel: z.boolean().optional(),
  /** The whole order from one place, or the rest waits. */
  neverSplit: z.boolean().optional(),
  /** Suppliers that have rates of this carrier use it. */
  carrier: z.string().trim().min(1).max(60).optional(),
  /** No supplier without rates of that carrier ships. */
  carrierOnly: z.boolean().optional(),
});
export type ShippingWishes = z.infer<typeof ShippingWishes>;
