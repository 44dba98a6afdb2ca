import { recordAct } from '../../modules/activity/record-act.server.ts';
import type { ConnectionKey } from '../../modules/connections/connection.ts';
import type { ConnectionRefusal } from '../../modules/connections/connection-errors.ts';
import { lockConnection } from '../../modules/connections/connections.repository.server.ts';
import type { PickRuleId, PickWish } from '../../modules/listings/pick-rule.ts';
import {
  deletePickRule,
  insertPickRule,
} from '../../modules/listings/pick-rules.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { Tx } from '../../platform/database.server.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';

type OfStore = ConnectionKey & { readonly storeId: string };

/** A retailer states a standing wish; what it names already is put into the shop at once, unless only new things are wanted. */
export async function addPickRule(
  context: Pick<FlowContext, 'db' | 'clock'>,
  input: OfStore & { readonly wish: PickWish },
): Promise<Result<PickRuleId, ConnectionRefusal>> {
  return changeRules(context, input, async (tx) => {
    const ruleId = await insertPickRule({ tx, clock: context.clock }, input, input.wish);
    return { act: 'pick-rule-added', detail: { ruleId, ...input.wish }, ruleId };
  });
}

/** The wish ends; what it has brought stays in the shop. */
export async function removePickRule(
  context: Pick<FlowContext, 'db' | 'clock'>,
  input: OfStore & { readonly ruleId: PickRuleId },
): Promise<Result<PickRuleId, ConnectionRefusal>> {
  const { ruleId } = input;
  return changeRules(context, input, async (tx) => {
    await deletePickRule({ tx }, input);
    return { act: 'pick-rule-removed', detail: { ruleId }, ruleId };
  });
}

async function changeRules(
  { db, clock }: Pick<FlowContext, 'db' | 'clock'>,
  { distributorId, connectionId, storeId }: OfStore,
  change: (tx: Tx) => Promise<{ act: string; detail: Record<string, unknown>; ruleId: PickRuleId }>,
): Promise<Result<PickRuleId, ConnectionRefusal>> {
  return inTransaction(db, async (tx) => {
    const verb = { tx, clock };
    const connection = await lockConnection(verb, { distributorId, connectionId });
    if (connection?.storeId !== storeId) return err({ kind: 'unknown-connection' });
    const { ruleId, ...act } = await change(tx);
    await recordAct(verb, {
      distributorId,
      storeId,
      actor: { kind: 'store', id: storeId },
      subject: { kind: 'connection', id: connectionId },
      ...act,
    });
    await enqueue(tx, { name: 'pick-by-rules', payload: {} });
    return ok(ruleId);
  });
}
