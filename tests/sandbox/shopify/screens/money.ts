/** Money as pages write it. */

/** `amount` in minor units (cents) of a currency with two decimals. */
export function writeMoney(amount: number, currency: string): string {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).format(amount / 100);
}

/** Minor units of a decimal string as the store keeps prices. */
export function minorUnits(price: string): number {
  return Math.round(Number(price) * 100);
}
