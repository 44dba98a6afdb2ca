import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { AccountsContext, DistributorId } from './account.ts';
import { insertDistributor, insertSeat, slugIsTaken } from './accounts.repository.server.ts';

export type NameTaken = { readonly kind: 'name-taken'; readonly slug: string };

/** Founds a distributor with its first person. `currency` is ISO 4217, `timeZone` an IANA name. */
export async function registerDistributor(
  context: AccountsContext,
  input: { userId: string; name: string; slug: string; currency: string; timeZone: string },
): Promise<Result<DistributorId, NameTaken>> {
  const { userId, ...distributor } = input;
  if (await slugIsTaken(context, input.slug)) return err({ kind: 'name-taken', slug: input.slug });
  const distributorId = await insertDistributor(context, distributor);
  await insertSeat(context, { userId, account: { distributorId }, role: 'owner' });
  return ok(distributorId);
}
