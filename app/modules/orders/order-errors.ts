/** Refusals of orders: the closed list of reasons why a person's wish about an order is not done. */
export type OrderRefusal =
  | { readonly kind: 'unknown-order' }
  | { readonly kind: 'no-such-hold' }
  /** A supplier has units of it already: they must be asked first. */
  | { readonly kind: 'already-forwarded' }
  /** All that is wanted of these lines has left already, or nothing of them is wanted. */
  | { readonly kind: 'nothing-to-call-off' }
  | { readonly kind: 'already-over' };
