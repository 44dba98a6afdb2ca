import type pg from 'pg';
import type { SourceKey } from '../../modules/stock/confirm-source.server.ts';
import { gather } from '../../platform/gather.ts';
import type { FlowContext } from '../flow-context.ts';
import { MOST_PUSHED_ROWS, receiveStockPush } from './receive-stock-push.server.ts';
import type { PushedLevel } from './receive-stock-push.server.ts';

type Push = { readonly key: SourceKey; readonly levels: readonly PushedLevel[] };
type Receiver = (push: Push) => Promise<true>;

const MOST_TOGETHER = 500;
const receivers = new WeakMap<pg.Pool, Receiver>();

/**
 * Takes over the figures of a small push; resolves after the commit. A supplier that tells each article by itself often
 * tells a thousand at once: pushes that arrive together are one delivery of that supplier, in the order they came.
 */
export async function gatherStockPush(context: FlowContext, push: Push): Promise<void> {
  const known = receivers.get(context.pool);
  const receive =
    known ?? gather<Push, true>((all) => receiveAll(context, all), { limit: MOST_TOGETHER });
  if (!known) receivers.set(context.pool, receive);
  await receive(push);
}

async function receiveAll(context: FlowContext, pushes: readonly Push[]): Promise<true[]> {
  for (const ofOne of Map.groupBy(pushes, ({ key }) => key.supplierId).values()) {
    const [first] = ofOne;
    if (!first) continue;
    const levels = ofOne.flatMap((push) => push.levels);
    for (let start = 0; start < levels.length; start += MOST_PUSHED_ROWS) {
      await receiveStockPush(context, first.key, levels.slice(start, start + MOST_PUSHED_ROWS));
    }
  }
  return pushes.map(() => true as const);
}
