/** Refusals of returns: the closed list of reasons why a wish about a return is not done. */
export type ReturnRefusal =
  | { readonly kind: 'unknown-order' }
  | { readonly kind: 'unknown-return' }
  /** No line of it was asked for, or a line that the order does not have. */
  | { readonly kind: 'no-units' }
  /** More than was shipped and has not come back already; `units` could still be returned in all. */
  | { readonly kind: 'more-than-shipped'; readonly units: number }
  /** More than the return is for. */
  | { readonly kind: 'more-than-returned' }
  | { readonly kind: 'return-not-now' }
  /** Credited or refunded already: it cannot be undone by cancelling or rejecting. */
  | { readonly kind: 'money-moved' }
  | { readonly kind: 'label-charged' }
  | { readonly kind: 'already-credited' }
  | { readonly kind: 'amount-out-of-range' };
