import { registerRetailer } from '../../modules/accounts/register-retailer.server.ts';
import type { Authentication } from '../../modules/accounts/authentication.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';

type NewRetailer = {
  readonly business: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
};

type EmailTaken = { readonly kind: 'email-taken' };

/** A retailer that signs in by itself registers: the person, and the business in which it holds the first seat. */
export async function registerOwnRetailer(
  context: Pick<FlowContext, 'db' | 'clock'> & { readonly authentication: Authentication },
  { business, ...person }: NewRetailer,
): Promise<Result<undefined, EmailTaken>> {
  const registered = await context.authentication.register(person);
  if (!registered) return err({ kind: 'email-taken' });
  const { userId, email } = registered;
  await inTransaction(context.db, (tx) =>
    registerRetailer({ tx, clock: context.clock }, { name: business, email, userId }),
  );
  return ok();
}
