import type { Actor } from '../activity/activity.ts';
import { keepingVersions, readChangesOf, setFields } from './product-versions.repository.server.ts';
import type { CatalogContext } from './product.ts';
import { stillStanding, takenBack } from './product-state.ts';

/**
 * Takes back what one edit did to these products. A field that has been changed again since stays as it is. Answers
 * for each product whether it is as it was before (`undone`) or something of the edit was overtaken (`kept`).
 */
export async function undoEdit(
  context: CatalogContext,
  input: {
    readonly distributorId: string;
    readonly productIds: readonly string[];
    readonly editId: string;
    readonly actor: Actor;
  },
): Promise<ReadonlyMap<string, 'undone' | 'kept'>> {
  const { distributorId, productIds, editId, actor } = input;
  const products = { distributorId, productIds };
  const by = { actor, cause: 'undo', reference: editId } as const;
  return keepingVersions(context, products, by, async (states) => {
    const changes = await readChangesOf(context, editId, products);
    const outcomes = new Map<string, 'undone' | 'kept'>();
    const rows = productIds.flatMap((id) => {
      const [state, made] = [states.get(id), changes.get(id) ?? []];
      const standing = state ? stillStanding(state, made) : [];
      outcomes.set(id, standing.length === made.length ? 'undone' : 'kept');
      return standing.length === 0 ? [] : [takenBack(id, standing)];
    });
    await setFields(context, distributorId, rows);
    return outcomes;
  });
}
