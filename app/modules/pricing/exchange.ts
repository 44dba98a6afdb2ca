/** Exchange: brings amounts of several currencies into the one in which they are compared. */

/** An amount in minor units of its own currency. */
export type AmountIn = { readonly minor: number; readonly currency: string };

/** The amount in minor units of the currency of comparison; undefined: there is no rate for it. */
export type Exchange = (amount: AmountIn) => number | undefined;
