import { releaseSupplierClaimsOfDeadWorkers } from '../../modules/purchasing/supplier-inbox.repository.server.ts';
import { releaseClaimsOfDeadWorkers as releaseStoreClaims } from '../../modules/stores/store-inbox.repository.server.ts';
import type { FlowContext } from '../flow-context.ts';

/** Gives back what workers had claimed of the inboxes and died over; returns how many events that were. */
export async function releaseClaimsOfDeadWorkers(
  context: Pick<FlowContext, 'db'>,
): Promise<number> {
  const ofStores = await releaseStoreClaims(context.db);
  return ofStores + (await releaseSupplierClaimsOfDeadWorkers(context.db));
}
