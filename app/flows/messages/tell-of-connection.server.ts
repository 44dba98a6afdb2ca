import type { NotificationsContext } from '../../modules/notifications/message.ts';
import { readParties } from './read-parties.server.ts';
import type { OfConnection } from './read-parties.server.ts';
import { tellPeople } from './tell-people.server.ts';

/** A store has asked to be connected: the distributor's people hear of it. */
export async function tellConnectionRequested(
  step: NotificationsContext,
  input: OfConnection,
): Promise<void> {
  const parties = await readParties(step, input);
  if (!parties) return;
  const { distributorId, connectionId } = input;
  const notice = {
    distributorId,
    storeId: parties.storeId,
    kind: 'connection' as const,
    title: `${parties.store} asks to sell your products`,
    detail: 'Look at what it says, give it terms, and approve or decline.',
    path: `/hub/retailers/${connectionId}`,
  };
  await tellPeople(step, { distributorId }, [notice]);
}

const DECIDED: Readonly<Record<string, { readonly title: string; readonly detail: string }>> = {
  approve: {
    title: 'has approved your connection',
    detail: 'You can import its products into your shop now.',
  },
  decline: {
    title: 'has declined your connection',
    detail: 'You can ask again with a message that says more about your shop.',
  },
  suspend: {
    title: 'has suspended your connection',
    detail: 'Its products show no stock in your shop until it goes on.',
  },
  resume: {
    title: 'has resumed your connection',
    detail: 'Its products show their stock in your shop again.',
  },
  end: {
    title: 'has ended your connection',
    detail: 'Its products show no stock in your shop any more. Open orders are still dealt with.',
  },
};

/** The distributor has decided about a connection: the retailer's people hear of it. */
export async function tellConnectionDecided(
  step: NotificationsContext,
  input: OfConnection,
  act: string,
): Promise<void> {
  const words = DECIDED[act];
  const parties = words && (await readParties(step, input));
  if (!parties) return;
  const { distributorId } = input;
  const notice = {
    distributorId,
    storeId: parties.storeId,
    kind: 'connection' as const,
    title: `${parties.distributor} ${words.title}`,
    detail: words.detail,
    path: '/app/distributors',
  };
  await tellPeople(step, { retailerId: parties.retailerId }, [notice]);
}
