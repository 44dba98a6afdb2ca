import type { ReturnRefusal } from '../../modules/returns/return-errors.ts';
import type { ReturnKey, ReturnWithLines } from '../../modules/returns/return.ts';
import { lockReturn } from '../../modules/returns/returns.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { err } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import type { OrderStep } from './order-step.ts';

export type ReturnContext = Pick<FlowContext, 'db' | 'clock'>;
export type ReturnDone = Promise<Result<undefined, ReturnRefusal>>;

/** One act on a return, under its lock: whoever comes at the same time comes after. */
export function actOnReturn(
  context: ReturnContext,
  key: ReturnKey,
  act: (step: OrderStep, record: ReturnWithLines) => ReturnDone,
): ReturnDone {
  return inTransaction(context.db, async (tx) => {
    const record = await lockReturn(tx, key);
    return record ? act({ tx, clock: context.clock }, record) : err({ kind: 'unknown-return' });
  });
}
