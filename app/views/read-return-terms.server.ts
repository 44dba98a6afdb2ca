import { readReturnPolicy } from '../modules/returns/return-policies.repository.server.ts';
import type { PolicyVersion } from '../modules/returns/return-policies.repository.server.ts';
import type { Clock, Instant } from '../platform/clock.ts';
import type { Database } from '../platform/database.server.ts';
import type { Id } from '../platform/ids.ts';

/** What a connection's contract says about returns of orders placed at a moment; left out: of orders placed now. */
export function readReturnTerms(
  door: { readonly db: Database; readonly clock: Clock },
  key: { readonly distributorId: Id<'Distributor'>; readonly connectionId: string },
  at: Instant = door.clock.now(),
): Promise<PolicyVersion> {
  return readReturnPolicy(
    door.db,
    { ...key, connectionId: key.connectionId as Id<'Connection'> },
    at,
  );
}
