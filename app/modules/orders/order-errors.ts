/** Refusals of orders: the closed list of reasons why a person's wish about an order is not done. */
export type OrderRefusal =
  | { readonly kind: 'unknown-order' }
  | { readonly kind: 'no-such-hold' }
  /** A supplier has units of it already: they must be asked first. */
  | { readonly kind: 'already-forwarded' }
  | { readonly kind: 'already-over' };
