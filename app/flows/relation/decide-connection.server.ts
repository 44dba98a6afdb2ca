import type { Actor } from '../../modules/activity/activity.ts';
import { changeConnection } from '../../modules/connections/change-connection.server.ts';
import type { ConnectionKey } from '../../modules/connections/connection.ts';
import type { ConnectionRefusal } from '../../modules/connections/connection-errors.ts';
import type { ConnectionAct } from '../../modules/connections/connection-status.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { tellConnectionDecided } from '../messages/tell-of-connection.server.ts';
import { compareListings } from './compare-listings.server.ts';
import { Refused, refuseAll } from './refuse-all.ts';
import { keepTerms } from './save-connection-terms.server.ts';
import type { DecidedTerms } from './save-connection-terms.server.ts';

export type DistributorAct = Exclude<ConnectionAct, 'request'>;

/**
 * The distributor decides about a connection; an approval may carry the terms. All of it or nothing: a refusal of
 * the terms leaves the status as it was. The store follows at once, to zero where the connection no longer trades.
 */
export function decideConnection(
  context: Pick<FlowContext, 'db' | 'clock'>,
  input: ConnectionKey & {
    readonly act: DistributorAct;
    readonly actor: Actor;
    readonly terms?: DecidedTerms | undefined;
  },
): Promise<Result<undefined, ConnectionRefusal>> {
  return refuseAll(() =>
    inTransaction(context.db, async (tx) => {
      const verb = { tx, clock: context.clock };
      const changed = await changeConnection(verb, input);
      if (!changed.ok) return changed;
      const kept = input.terms ? await keepTerms(verb, input, input.terms, input.actor) : ok();
      if (!kept.ok) throw new Refused(kept.error);
      await compareListings(verb, [changed.value.storeId]);
      await tellConnectionDecided(verb, input, input.act);
      return ok();
    }),
  );
}
