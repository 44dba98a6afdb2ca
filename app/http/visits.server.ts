/** Visits: who is at the door of a screen, and for which account. Two ways in: a channel's admin, or our own sign-in. */
import { redirect } from '@remix-run/node';
import { findSeats } from '../modules/accounts/accounts.repository.server.ts';
import type { Person, Seat } from '../modules/accounts/account.ts';
import type { Authentication } from '../modules/accounts/authentication.server.ts';
import { findStore, findStoresOfRetailer } from '../modules/stores/stores.repository.server.ts';
import type { Database } from '../platform/database.server.ts';
import { CALLER_ADDRESS_HEADER } from './caller-address.ts';
import type { DistributorVisit, DoorContext, RetailerVisit } from './door-context.ts';

/** A channel's admin that shows our pages in a frame and vouches for who looks at them. */
export type EmbeddingChannel = {
  readonly apiKey: string;
  readonly appBridgeUrl: string | undefined;
  /** Whether the request comes out of that admin. */
  readonly sent: (request: Request) => boolean;
  /** The store whose admin it is; throws the library's own answer for anybody else. */
  readonly storeOf: (request: Request) => Promise<string>;
};

export type VisitsContext = {
  readonly db: Database;
  readonly authentication: Authentication;
  readonly embedding: EmbeddingChannel | undefined;
};

type Visits = Pick<
  DoorContext,
  'authenticateDistributor' | 'authenticateRetailer' | 'signIn' | 'homeOf'
>;

const SIGN_IN = '/auth/sign-in';

export function createVisits(context: VisitsContext): Visits {
  return {
    authenticateDistributor: (request) => visitHub(context, request),
    authenticateRetailer: (request) =>
      context.embedding?.sent(request)
        ? visitEmbedded(context, context.embedding, request)
        : visitByOwnSignIn(context, request),
    signIn: (request, credentials) => signIn(context, request, credentials),
    homeOf: async (request) => (await seatOf(context, request))?.seat.kind,
  };
}

async function visitHub(context: VisitsContext, request: Request): Promise<DistributorVisit> {
  const found = await seatOf(context, request, 'distributor');
  if (found?.seat.kind !== 'distributor') throw redirect(SIGN_IN);
  const { distributorId, name: account } = found.seat;
  return { distributorId, account, person: found.person };
}

async function visitEmbedded(
  { db }: VisitsContext,
  embedding: EmbeddingChannel,
  request: Request,
): Promise<RetailerVisit> {
  const storeId = await embedding.storeOf(request);
  const store = await findStore({ tx: db }, { storeId });
  if (!store) throw new Error('A store that has just signed in is unknown');
  const { apiKey, appBridgeUrl } = embedding;
  const { retailerId, name: account } = store;
  return {
    retailerId: retailerId as RetailerVisit['retailerId'],
    storeId,
    account,
    shell: { kind: 'embedded', apiKey, appBridgeUrl },
  };
}

async function visitByOwnSignIn(context: VisitsContext, request: Request): Promise<RetailerVisit> {
  const found = await seatOf(context, request, 'retailer');
  if (found?.seat.kind !== 'retailer') throw redirect(SIGN_IN);
  const { retailerId, name: account } = found.seat;
  const stores = await findStoresOfRetailer({ tx: context.db }, { retailerId });
  const asked = new URL(request.url).searchParams.get('store');
  const store = stores.find(({ id }) => id === asked) ?? stores[0];
  const shell = { kind: 'own', person: found.person.name } as const;
  return { retailerId, storeId: store?.id, account, shell };
}

async function seatOf(
  { db, authentication }: VisitsContext,
  request: Request,
  kind?: Seat['kind'],
): Promise<{ person: Person; seat: Seat } | undefined> {
  const person = await authentication.personOf(request);
  if (!person) return undefined;
  const seats = await findSeats(db, person.userId);
  const seat = seats.find((one) => kind === undefined || one.kind === kind);
  return seat && { person, seat };
}

const signIn = async (
  { db, authentication }: VisitsContext,
  request: Request,
  credentials: { readonly email: string; readonly password: string },
): ReturnType<DoorContext['signIn']> => {
  const callerAddress = request.headers.get(CALLER_ADDRESS_HEADER) ?? 'unknown';
  const answer = await authentication.signIn({ ...credentials, callerAddress });
  if (answer.kind !== 'signed-in') return answer;
  const [seat] = await findSeats(db, answer.userId);
  if (!seat) return { kind: 'no-seat' };
  return { kind: 'signed-in', seat: seat.kind, cookies: answer.cookies };
};
