import type { AccountsContext, RetailerId } from './account.ts';
import { insertRetailer, insertSeat } from './accounts.repository.server.ts';

/** Makes a retailer; with a person when it signs in by itself, without when its channel signs it in. */
export async function registerRetailer(
  context: AccountsContext,
  input: { name: string; email: string | undefined; userId: string | undefined },
): Promise<RetailerId> {
  const retailerId = await insertRetailer(context, input);
  if (input.userId) {
    await insertSeat(context, { userId: input.userId, account: { retailerId }, role: 'owner' });
  }
  return retailerId;
}
