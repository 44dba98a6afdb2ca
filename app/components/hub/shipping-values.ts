/** Shipping terms of a supplier as the fields of a form show them: amounts and kilograms as they are typed. */

/** One table of parcel rates; without countries it is for every destination that no other table names. */
export type RateTable = {
  readonly countries: string;
  readonly steps: readonly { readonly upToKilograms: string; readonly price: string }[];
  readonly perExtraKilogram: string;
};
export type ShippingValues = {
  readonly rates: readonly RateTable[];
  readonly handlingFee: string;
  readonly minimumOrder: string;
  readonly freeShippingOver: string;
  readonly heaviestParcel: string;
  readonly territories: string;
};

export const NEW_RATE_TABLE: RateTable = { countries: '', steps: [], perExtraKilogram: '' };
export const NEW_SHIPPING: ShippingValues = {
  rates: [NEW_RATE_TABLE],
  handlingFee: '',
  minimumOrder: '',
  freeShippingOver: '',
  heaviestParcel: '',
  territories: '',
};
