import type { Actor } from '../../modules/activity/activity.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { findVariantsOf } from '../../modules/catalog/find-variants-of.server.ts';
import { restoreProduct } from '../../modules/catalog/restore-product.server.ts';
import type { UnknownVersion } from '../../modules/catalog/restore-product.server.ts';
import { markChanged } from '../../modules/stock/mark-changed.server.ts';
import type { DistributorId, VariantId } from '../../modules/stock/stock-level.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';

/** Brings a product back to what it was after a version; stores that list it are told. */
export async function restoreProductVersion(
  context: Pick<FlowContext, 'db' | 'clock'>,
  key: { readonly distributorId: string; readonly productId: string; readonly version: number },
  actor: Actor,
): Promise<Result<number, UnknownVersion>> {
  return inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    const restored = await restoreProduct(verb, key, actor);
    if (!restored.ok) return restored;
    const { distributorId, productId, version } = key;
    const variantIds = await findVariantsOf(tx, { distributorId, productIds: [productId] });
    await markChanged(verb, distributorId as DistributorId, variantIds as readonly VariantId[]);
    await recordAct(verb, {
      distributorId,
      actor,
      act: 'product-restored',
      subject: { kind: 'product', id: productId },
      detail: { version, fields: restored.value },
    });
    return restored;
  });
}
