/**
 * Switches: behaviours of Shopify that no text or trial we have settles. Each has a documented default; whoever
 * relies on one should pass with both positions.
 */
export type Switches = {
  /** One bad row refuses the whole `inventorySetQuantities` call, or only itself. */
  setQuantitiesAtomicity: 'all-or-nothing' | 'partial';
  /** Setting a quantity where the item is not stocked: stocks it, is refused, or adds to what lies there. */
  setOnUnstockedLevel: 'activates' | 'refused' | 'adds-up';
  /** `inventoryActivate` without quantities gives an inactive level its old quantities back, or zero. */
  activateKeepsOldQuantities: boolean;
  /** `fulfillmentCreate` on a fulfilment order nobody has requested yet. */
  fulfillmentCreateOnUnsubmitted: 'allowed' | 'refused';
  /** Submitting a request for one's own location needs `write_third_party_fulfillment_orders`. */
  submitNeedsThirdPartyScope: boolean;
  /** Result lines of a bulk mutation carry `__lineNumber`. */
  bulkResultHasLineNumber: boolean;
  /** `__parentId` of a bulk query names the line above, or the nearest object with an id (also inside a line). */
  bulkParent: 'line' | 'nearest-object';
  /** Which `reason` of an inventory change is taken: the documented list, or `correction` alone. */
  inventoryReasons: 'documented' | 'correction-only';
  /** How the size of a connection counts: as measured on real shops (sublinear), or `first` × children. */
  connectionCost: 'observed' | 'linear';
  /** A service that manages inventory without call-back address is stocked by the API; or refuses pushes. */
  pushToManagedInventory: 'allowed' | 'refused';
  /** App-owned definitions of variants in the TOML are taken under `variant`, or ignored. */
  variantDefinitionsInToml: 'taken' | 'ignored';
  /** Cancelling an order asks a service that has accepted it to cancel, or closes its fulfilment order. */
  orderCancelOnAccepted: 'requests-cancellation' | 'closes';
  /** How long a key of `@idempotent` is remembered, in hours. */
  idempotencyRetentionHours: number;
  /** The app proxy hands the shopper's cookies on. */
  proxyPassesCookies: boolean;
};

export const DEFAULT_SWITCHES: Switches = {
  setQuantitiesAtomicity: 'all-or-nothing',
  setOnUnstockedLevel: 'activates',
  activateKeepsOldQuantities: true,
  fulfillmentCreateOnUnsubmitted: 'allowed',
  submitNeedsThirdPartyScope: true,
  bulkResultHasLineNumber: true,
  bulkParent: 'line',
  inventoryReasons: 'documented',
  connectionCost: 'observed',
  pushToManagedInventory: 'allowed',
  variantDefinitionsInToml: 'taken',
  orderCancelOnAccepted: 'requests-cancellation',
  idempotencyRetentionHours: 24,
  proxyPassesCookies: false,
};
