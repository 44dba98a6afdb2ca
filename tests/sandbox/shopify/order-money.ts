/** Money of orders: minor units inside, decimal strings outside; all currencies here have two decimals. */
export function toMinor(decimal: string | number | null | undefined): number {
  return Math.round(Number(decimal ?? 0) * 100);
}

export function formatMinor(minor: number): string {
  return (minor / 100).toFixed(2);
}

export function moneyBag(minor: number, currencyCode: string) {
  const money = { amount: formatMinor(minor), currencyCode };
  return { shopMoney: money, presentmentMoney: money };
}
