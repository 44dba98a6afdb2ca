/** Hub visit: the first two moves of every page of the hub — who comes, and what the address asks for. */
import type { Actor } from '../modules/activity/activity.ts';
import { parseId } from '../platform/ids.ts';
import type { Id } from '../platform/ids.ts';
import type { DistributorVisit, DoorContext } from './door-context.ts';
import { notFound } from './not-found.ts';

export type HubVisit = DistributorVisit & {
  readonly userId: string;
  readonly actor: Actor;
  readonly params: URLSearchParams;
  /** Text of the search field, of a sensible length. */
  readonly search: string;
};

export async function visitHub(door: DoorContext, request: Request): Promise<HubVisit> {
  const visit = await door.authenticateDistributor(request);
  const { searchParams: params } = new URL(request.url);
  const { userId } = visit.person;
  const search = (params.get('q') ?? '').trim().slice(0, 200);
  return { ...visit, userId, actor: { kind: 'user', id: userId }, params, search };
}

/** The id in an address; a text that is none is an unknown id. */
export function idOf<Noun extends string>(text: string | undefined): Id<Noun> {
  const id = parseId<Noun>(text);
  if (!id) throw notFound();
  return id;
}

export function foundOr404<Value>(value: Value | undefined): Value {
  if (value === undefined) throw notFound();
  return value;
}

/** One of the known choices, or none. */
export function chosen<Choice extends string>(
  text: string | null,
  choices: readonly Choice[],
): Choice | '' {
  return choices.find((choice) => choice === text) ?? '';
}
