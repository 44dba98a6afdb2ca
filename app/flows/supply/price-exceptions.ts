/** What a person is told when prices cannot be made, rest on old rates, or leave too little over the cost. */
import type { NewException } from '../../modules/activity/activity.ts';
import type { StaleRate } from '../../modules/pricing/fx-rates.repository.server.ts';

export const rateKey = (distributorId: string, from: string, to: string): string =>
  `rate-missing:${distributorId}:${from}:${to}`;
export const staleKey = (distributorId: string): string => `rates-stale:${distributorId}`;
export const floorKey = (priceListId: string): string => `margin-floor:${priceListId}`;

export function rateMissing(distributorId: string, from: string, to: string): NewException {
  return {
    distributorId,
    kind: 'rate-missing',
    severity: 'critical',
    owner: 'distributor',
    subject: { kind: 'distributor', id: distributorId },
    dedupeKey: rateKey(distributorId, from, to),
    happened: `Prices have to be converted from ${from} to ${to}, and no rate is known.`,
    meaning: `Nothing that is priced in ${from} is offered in ${to}: these stores show no stock of it.`,
    nextStep: 'Enter the rates under “Price lists”, “Exchange rates”, or have them fetched day by day.',
    remedies: [],
  }; // prettier-ignore
}

export function ratesStale(distributorId: string, stale: readonly StaleRate[]): NewException {
  const [oldest] = stale.toSorted((a, b) => a.day.localeCompare(b.day));
  const named = stale.map(({ from, to }) => `${from} to ${to}`).join(', ');
  return {
    distributorId,
    kind: 'rates-stale',
    severity: 'warning',
    owner: 'distributor',
    subject: { kind: 'distributor', id: distributorId },
    dedupeKey: staleKey(distributorId),
    happened: `The rates ${named} are old; the oldest is of ${oldest?.day ?? 'an unknown day'}.`,
    meaning: 'Prices are still made by them, or the offers are withheld, as you have set it.',
    nextStep: 'Enter the rates of these days, or look at why they are no longer fetched.',
    remedies: [],
  };
}

export function underFloor(
  distributorId: string,
  list: { readonly id: string; readonly name: string; readonly floorAct: 'alert' | 'hold' },
  count: number,
): NewException {
  const held = list.floorAct === 'hold';
  return {
    distributorId,
    kind: 'margin-floor',
    severity: held ? 'critical' : 'warning',
    owner: 'distributor',
    subject: { kind: 'price-list', id: list.id },
    dedupeKey: floorKey(list.id),
    happened: `${count} ${count === 1 ? 'variant has' : 'variants have'} a price on “${list.name}” that is under its margin floor.`,
    meaning: held
      ? 'These offers are withheld: stores on the list show no stock of them.'
      : 'They are still sold at these prices; each order leaves you less than you have set.',
    nextStep: 'Open the price list, choose “Under the floor”, and change the prices or the floor.',
    remedies: [],
  }; // prettier-ignore
}

export const fetchKey = (distributorId: string): string => `rates-not-fetched:${distributorId}`;

export function fetchFailed(distributorId: string, why: string): NewException {
  return {
    distributorId,
    kind: 'rates-not-fetched',
    severity: 'warning',
    owner: 'distributor',
    subject: { kind: 'distributor', id: distributorId },
    dedupeKey: fetchKey(distributorId),
    happened: `The exchange rates could not be fetched: ${why}`,
    meaning: 'Prices are still made by the rates in use until those are too old.',
    nextStep: 'Check the address under “Price lists”, “Exchange rates”; it is asked again within six hours.',
    remedies: [],
  }; // prettier-ignore
}
