import { recordAct } from '../../modules/activity/record-act.server.ts';
import { RetailRule } from '../../modules/connections/connection.ts';
import type { ConnectionKey, RetailRuleInput } from '../../modules/connections/connection.ts';
import type { ConnectionRefusal } from '../../modules/connections/connection-errors.ts';
import {
  lockConnection,
  saveRetailRule,
} from '../../modules/connections/connections.repository.server.ts';
import { requestSweep } from '../../modules/listings/publish-state.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';

/** A retailer changes how its shop's prices are made; the publisher takes the new ones into the shop. */
export async function changeRetailRule(
  context: Pick<FlowContext, 'db' | 'clock'>,
  input: ConnectionKey & { readonly storeId: string; readonly rule: RetailRuleInput },
): Promise<Result<undefined, ConnectionRefusal>> {
  return inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    const { distributorId, connectionId, storeId } = input;
    const rule = RetailRule.parse(input.rule);
    const connection = await lockConnection(verb, input);
    if (connection?.storeId !== storeId) return err({ kind: 'unknown-connection' });
    await saveRetailRule(verb, input, rule);
    await recordAct(verb, {
      distributorId,
      storeId,
      actor: { kind: 'store', id: storeId },
      act: 'retail-rule-changed',
      subject: { kind: 'connection', id: connectionId },
      detail: { after: rule },
    });
    await requestSweep(verb, storeId);
    await enqueue(tx, { name: 'publish-listings', payload: { storeId } });
    return ok();
  });
}
