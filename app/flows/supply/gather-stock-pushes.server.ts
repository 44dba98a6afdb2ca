import type pg from 'pg';
import type { SourceKey } from '../../modules/stock/confirm-source.server.ts';
import { gather } from '../../platform/gather.ts';
import type { FlowContext } from '../flow-context.ts';
import { MOST_PUSHED_ROWS, receiveStockPush } from './receive-stock-push.server.ts';
import type { PushedLevel } from './receive-stock-push.server.ts';

type Levels = readonly PushedLevel[];
type Receiver = (levels: Levels) => Promise<true>;

const MOST_TOGETHER = 500;
/** By supplier: what one of them sends neither waits for another's nor fails with it. */
const receivers = new WeakMap<pg.Pool, Map<string, Receiver>>();

/**
 * Takes over the figures of a small push; resolves after the commit. A supplier that tells each article by itself often
 * tells a thousand at once: its pushes that arrive together are one delivery, in the order they came, one at a time.
 */
export async function gatherStockPush(
  context: FlowContext,
  { key, levels }: { readonly key: SourceKey; readonly levels: Levels },
): Promise<void> {
  const ofPool = receivers.get(context.pool) ?? new Map<string, Receiver>();
  receivers.set(context.pool, ofPool);
  const known = ofPool.get(key.supplierId);
  const receive = known ?? createReceiver(context, key);
  if (!known) ofPool.set(key.supplierId, receive);
  await receive(levels);
}

function createReceiver(context: FlowContext, key: SourceKey): Receiver {
  return gather<Levels, true>(
    async (pushes) => {
      const levels = pushes.flat();
      for (let start = 0; start < levels.length; start += MOST_PUSHED_ROWS) {
        await receiveStockPush(context, key, levels.slice(start, start + MOST_PUSHED_ROWS));
      }
      return pushes.map(() => true as const);
    },
    { limit: MOST_TOGETHER, lanes: 1 },
  );
}
