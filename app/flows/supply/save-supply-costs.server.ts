import type { Actor } from '../../modules/activity/activity.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import type { SupplierKey } from '../../modules/suppliers/supplier.ts';
import { saveSupplyCosts as saveCosts } from '../../modules/suppliers/supply-costs.repository.server.ts';
import type {
  SupplyCostRefusal,
  SupplyCostTerms,
} from '../../modules/suppliers/supply-costs.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { refreshPrices } from './refresh-prices.server.ts';

/** Sets what a variant costs from a supplier by quantity and date; prices that rest on it follow when each comes into force. */
export function saveSupplyCosts(
  context: Pick<FlowContext, 'db' | 'clock'>,
  input: SupplierKey & {
    readonly variantId: string;
    readonly costs: readonly SupplyCostTerms[];
    readonly actor: Actor;
  },
): Promise<Result<undefined, SupplyCostRefusal>> {
  const { distributorId, supplierId, variantId, costs, actor } = input;
  return inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    const saved = await saveCosts(verb, { distributorId, supplierId, variantId }, costs);
    if (!saved.ok) return saved;
    await recordAct(verb, {
      distributorId,
      actor,
      act: 'supply-costs-saved',
      subject: { kind: 'variant', id: variantId },
      detail: { supplierId, costs },
    });
    await refreshPrices(verb, distributorId);
    return saved;
  });
}
