/** What a person is told when a store cannot be reached or set up. */
import type { NewException } from '../../modules/activity/activity.ts';
import type { Store } from '../../modules/stores/store.ts';

export const reopenKey = (storeId: string) => `store-needs-reopen:${storeId}`;
export const setUpKey = (storeId: string) => `store-not-set-up:${storeId}`;

export const locationKey = (storeId: string) => `store-location-inactive:${storeId}`;

type Named = Pick<Store, 'id' | 'name'>;

export function needsReopen({ id, name }: Named): NewException {
  return {
    storeId: id,
    kind: 'store-needs-reopen',
    severity: 'critical',
    owner: 'retailer',
    subject: { kind: 'store', id },
    dedupeKey: reopenKey(id),
    happened: `The permission to work in ${name} has run out.`,
    meaning: 'Stock and prices there are not updated, and its new orders are not picked up.',
    nextStep: 'Open the app once in the admin of the shop. Everything then goes on by itself.',
    remedies: ['open-app'],
  };
}

export function notSetUp({ id, name }: Named, why: string): NewException {
  return {
    storeId: id,
    kind: 'store-not-set-up',
    severity: 'critical',
    owner: 'retailer',
    subject: { kind: 'store', id },
    dedupeKey: setUpKey(id),
    happened: `${name} could not be set up: ${why}`,
    meaning: 'No product can be put into this shop yet.',
    nextStep: 'Open the app in the admin of the shop and try again.',
    remedies: ['connect-store'],
  };
}

export function inactiveLocation({ id, name }: Named): NewException {
  return {
    storeId: id,
    kind: 'store-location-inactive',
    severity: 'critical',
    owner: 'retailer',
    subject: { kind: 'store', id },
    dedupeKey: locationKey(id),
    happened: `The location of Stockbridge in ${name} was deactivated.`,
    meaning: 'The shop takes no stock for it: what you list from distributors cannot be sold.',
    nextStep: 'Activate the location in the settings of your shop, then check again here.',
    remedies: ['activate-location', 'connect-store'],
  };
}
