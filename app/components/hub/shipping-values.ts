/** Shipping terms of a supplier as the fields of a form show them: amounts and kilograms as they are typed. */

/** One table of parcel rates; without countries it is for every destination that no other table names. */
export type RateTable = {
  readonly countries: string;
  readonly carrier: string;
  /** Cubic centimetres that are billed as a kilogram. */
  readonly volumeDivisor: string;
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
  readonly dispatch: DispatchValues;
};

/** When goods leave; without a time zone they leave every day, whatever the hour. */
export type DispatchValues = {
  readonly timeZone: string;
  /** `HH:MM`. */
  readonly cutOff: string;
  /** ISO 8601, Monday = 1. */
  readonly weekdays: readonly number[];
  /** `YYYY-MM-DD`, separated by commas. */
  readonly holidays: string;
};

export const NEW_DISPATCH: DispatchValues = {
  timeZone: '',
  cutOff: '14:00',
  weekdays: [1, 2, 3, 4, 5],
  holidays: '',
};

export const NEW_RATE_TABLE: RateTable = {
  countries: '',
  carrier: '',
  volumeDivisor: '',
  steps: [],
  perExtraKilogram: '',
};
export const NEW_SHIPPING: ShippingValues = {
  rates: [NEW_RATE_TABLE],
  handlingFee: '',
  minimumOrder: '',
  freeShippingOver: '',
  heaviestParcel: '',
  territories: '',
  dispatch: NEW_DISPATCH,
};
