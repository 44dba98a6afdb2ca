import type { Actor } from '../../modules/activity/activity.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import type { PurchaseRules } from '../../modules/purchasing/purchase-rules.ts';
import { savePurchaseRules } from '../../modules/purchasing/purchase-rules.server.ts';
import type { SupplierKey } from '../../modules/purchasing/purchase-rules.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';

/**
 * A person decides how a supplier is asked for goods; purchase orders made from now on follow it. Those that wait already
 * go at the cut-off that they wait for. False when this distributor has no such supplier.
 */
export function changePurchaseRules(
  context: Pick<FlowContext, 'db' | 'clock'>,
  input: SupplierKey & {
    readonly rules: PurchaseRules;
    readonly actor: Actor;
  },
): Promise<boolean> {
  const { distributorId, supplierId, rules, actor } = input;
  const key = { distributorId, supplierId };
  return inTransaction(context.db, async (tx) => {
    if (!(await savePurchaseRules(tx, key, rules))) return false;
    await recordAct(
      { tx, clock: context.clock },
      {
        distributorId,
        actor,
        act: 'purchase-rules-changed',
        subject: { kind: 'supplier', id: supplierId },
        detail: rules,
      },
    );
    return true;
  });
}
