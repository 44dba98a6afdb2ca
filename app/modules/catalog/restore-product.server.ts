import type { Actor } from '../activity/activity.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import {
  keepingVersions,
  readChangesSince,
  setFields,
} from './product-versions.repository.server.ts';
import type { CatalogContext } from './product.ts';
import { takenBack } from './product-state.ts';

export type UnknownVersion = { readonly kind: 'unknown-version' };

/**
 * Sets a product back to what it was after a version (0: before its first change). That is a change too, and kept
 * as one, so that it can be taken back in turn. Answers how many fields were set.
 */
export async function restoreProduct(
  context: CatalogContext,
  key: { readonly distributorId: string; readonly productId: string; readonly version: number },
  actor: Actor,
): Promise<Result<number, UnknownVersion>> {
  const { distributorId, productId } = key;
  const products = { distributorId, productIds: [productId] };
  return keepingVersions(context, products, { actor, cause: 'restore' }, async () => {
    const changes = await readChangesSince(context, key);
    if (changes.length === 0) return err({ kind: 'unknown-version' });
    const fields = takenBack(productId, changes);
    await setFields(context, distributorId, [fields]);
    const ofVariants = Object.values(fields.variants).map((values) => Object.keys(values).length);
    return ok(ofVariants.reduce((sum, count) => sum + count, Object.keys(fields.product).length));
  });
}
