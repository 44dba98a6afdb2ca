import { openException } from '../../modules/activity/open-exception.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import { countUnderFloor } from '../../modules/pricing/count-under-floor.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';
import { floorKey, underFloor } from './price-exceptions.ts';

/** Looks through the price lists that retailers pay by for prices under the margin floor; one exception for each list. */
export async function watchMargins(
  context: Pick<FlowContext, 'db' | 'clock'>,
  { distributorId }: { readonly distributorId: string },
): Promise<void> {
  const lists = await countUnderFloor({ tx: context.db, clock: context.clock }, distributorId);
  await inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    for (const { count, ...list } of lists) {
      const resolution = 'Every price of the list keeps its margin floor now.';
      if (count > 0) await openException(verb, underFloor(distributorId, list, count));
      else
        await resolveExceptions(verb, { dedupeKey: floorKey(list.id), by: 'system', resolution });
    }
  });
}
