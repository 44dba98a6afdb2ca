import { keepingVersions, setFields } from './product-versions.repository.server.ts';
import type { ChangeCause } from './product-versions.repository.server.ts';
import type { CatalogContext } from './product.ts';
import type { ProductEdit } from './product-edit.ts';
import { fieldsOf } from './product-edit.ts';
import { changesBetween } from './product-state.ts';
import type { FieldsToSet, ProductState } from './product-state.ts';

type Edited = {
  readonly distributorId: string;
  readonly productIds: readonly string[];
  readonly edit: ProductEdit;
  readonly by: ChangeCause;
};

/** Applies one edit to some products, each change kept as a version. Answers those that it changed. */
export async function editProducts(
  context: CatalogContext,
  { distributorId, productIds, edit, by }: Edited,
): Promise<readonly string[]> {
  const products = { distributorId, productIds };
  return keepingVersions(context, products, by, async (states) => {
    const rows = [...states].flatMap(([id, state]) => {
      const fields = fieldsOf(edit, id, state);
      return changesAnything(fields, state) ? [fields] : [];
    });
    await setFields(context, distributorId, rows);
    return rows.map(({ productId }) => productId);
  });
}

/** True when setting these fields makes a difference. */
export function changesAnything(fields: FieldsToSet, state: ProductState): boolean {
  const variants = Object.fromEntries(
    Object.entries(state.variants).map(([id, values]) => [
      id,
      { ...values, ...fields.variants[id] },
    ]),
  );
  const after = { product: { ...state.product, ...fields.product }, variants };
  return changesBetween(state, after).length > 0;
}
