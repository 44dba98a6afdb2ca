import type { ConnectionKey } from '../../modules/connections/connection.ts';
import type { ConnectionRefusal } from '../../modules/connections/connection-errors.ts';
import { isTrading } from '../../modules/connections/connection-status.ts';
import { lockConnection } from '../../modules/connections/connections.repository.server.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import type { PickRuleId } from '../../modules/listings/pick-rule.ts';
import type { ProductImportId } from '../../modules/listings/product-import.ts';
import { insertProductImport } from '../../modules/listings/product-imports.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';

export type PickedProducts = ConnectionKey & {
  /** The store that picks; a connection of another store is unknown to it. */
  readonly storeId: string;
  readonly productIds: readonly string[];
  /** The standing wish that picks them; undefined: a person does. */
  readonly ruleId?: PickRuleId;
};

/** A retailer, or its standing wish, picks products: they are noted, and a run that puts them into its store begins. */
export async function startProductImport(
  context: Pick<FlowContext, 'db' | 'clock'>,
  picked: PickedProducts,
): Promise<Result<ProductImportId, ConnectionRefusal>> {
  return inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    const connection = await lockConnection(verb, picked);
    if (!connection || connection.storeId !== picked.storeId)
      return err({ kind: 'unknown-connection' });
    if (!isTrading(connection.status)) {
      return err({ kind: 'not-now', status: connection.status, act: 'request' });
    }
    const { importId, total } = await insertProductImport(verb, picked);
    const { distributorId, storeId, ruleId } = picked;
    await recordAct(verb, {
      distributorId,
      storeId,
      actor: ruleId ? { kind: 'system' } : { kind: 'store', id: storeId },
      act: 'products-picked',
      subject: { kind: 'connection', id: picked.connectionId },
      detail: { importId, products: total, ...(ruleId ? { ruleId } : {}) },
    });
    await enqueue(tx, { name: 'import-products', payload: { distributorId, importId } });
    return ok(importId);
  });
}
