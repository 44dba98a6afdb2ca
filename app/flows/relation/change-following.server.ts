import { recordAct } from '../../modules/activity/record-act.server.ts';
import type { ConnectionKey, Following } from '../../modules/connections/connection.ts';
import type { ConnectionRefusal } from '../../modules/connections/connection-errors.ts';
import {
  lockConnection,
  saveFollowing,
} from '../../modules/connections/connections.repository.server.ts';
import { forgetContentTold } from '../../modules/listings/product-differences.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { compareListings } from './compare-listings.server.ts';

/** A retailer changes what of its shop follows the catalogue; the publisher brings the shop there. */
export async function changeFollowing(
  context: Pick<FlowContext, 'db' | 'clock'>,
  input: ConnectionKey & { readonly storeId: string; readonly following: Following },
): Promise<Result<undefined, ConnectionRefusal>> {
  return inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    const { distributorId, connectionId, storeId, following } = input;
    const connection = await lockConnection(verb, input);
    if (connection?.storeId !== storeId) return err({ kind: 'unknown-connection' });
    await saveFollowing(verb, input, following);
    await forgetContentTold(verb, input);
    await recordAct(verb, {
      distributorId,
      storeId,
      actor: { kind: 'store', id: storeId },
      act: 'following-changed',
      subject: { kind: 'connection', id: connectionId },
      detail: { after: following },
    });
    await compareListings(verb, [storeId]);
    return ok();
  });
}
