/**
 * Founding a hub: a distributor with its first person. Open to anybody while the installation has no distributor at
 * all; from then on only an owner of one may found another.
 */
import {
  hasDistributors,
  ownsDistributor,
  slugIsTaken,
} from '../../modules/accounts/accounts.repository.server.ts';
import type { DistributorId } from '../../modules/accounts/account.ts';
import type { Authentication } from '../../modules/accounts/authentication.server.ts';
import { registerDistributor } from '../../modules/accounts/register-distributor.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { err } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';

type Context = Pick<FlowContext, 'db' | 'clock'> & { readonly authentication: Authentication };

export type NewHub = {
  readonly name: string;
  readonly slug: string;
  /** ISO 4217. */
  readonly currency: string;
  /** IANA. */
  readonly timeZone: string;
  readonly person: string;
  readonly email: string;
  readonly password: string;
};
export type FoundingRefusal = { readonly kind: 'name-taken' } | { readonly kind: 'email-taken' };

export async function mayFoundHub(
  { db, authentication }: Pick<Context, 'db' | 'authentication'>,
  request: Request,
): Promise<boolean> {
  if (!(await hasDistributors(db))) return true;
  const person = await authentication.personOf(request);
  return person !== undefined && ownsDistributor(db, person.userId);
}

export async function foundHub(
  { db, clock, authentication }: Context,
  hub: NewHub,
): Promise<Result<DistributorId, FoundingRefusal>> {
  const { person, email, password, ...distributor } = hub;
  if (await slugIsTaken({ tx: db, clock }, hub.slug)) return err({ kind: 'name-taken' });
  const registered = await authentication.register({ name: person, email, password });
  if (!registered) return err({ kind: 'email-taken' });
  const { userId } = registered;
  return inTransaction(db, (tx) => registerDistributor({ tx, clock }, { userId, ...distributor }));
}
