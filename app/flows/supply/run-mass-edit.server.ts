import type { Actor } from '../../modules/activity/activity.ts';
import { editProducts } from '../../modules/catalog/edit-products.server.ts';
import { findVariantsOf } from '../../modules/catalog/find-variants-of.server.ts';
import {
  lockMassEdit,
  moveMassEdit,
  nextItems,
  saveItems,
} from '../../modules/catalog/mass-edits.repository.server.ts';
import type {
  MassEditKey,
  MassEditStatus,
} from '../../modules/catalog/mass-edits.repository.server.ts';
import type { CatalogContext } from '../../modules/catalog/product.ts';
import { undoEdit } from '../../modules/catalog/undo-edit.server.ts';
import { markChanged } from '../../modules/stock/mark-changed.server.ts';
import type { DistributorId, VariantId } from '../../modules/stock/stock-level.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';

/** Products in one transaction: their rows are locked only as long as a piece takes. */
const PIECE = 250;
const PIECE_TIMEOUT_MS = 60_000;
const RUNNING: readonly MassEditStatus[] = ['waiting', 'running', 'undoing'];

type Found = NonNullable<Awaited<ReturnType<typeof lockMassEdit>>>;
type Outcomes = Awaited<ReturnType<typeof undoEdit>> | ReadonlyMap<string, 'changed' | 'unchanged'>;

/**
 * Does a mass edit, or undoes one, piece by piece: each with its versions, its outcome and the notice to the publishers
 * in one transaction, so that a killed worker's successor goes on behind the last piece.
 */
export async function runMassEdit(
  context: Pick<FlowContext, 'db' | 'clock'>,
  key: MassEditKey,
): Promise<void> {
  const once = () =>
    inTransaction(context.db, (tx) => doPiece({ tx, clock: context.clock }, key), {
      timeout: PIECE_TIMEOUT_MS,
    });
  while (await once());
}

/** One piece; false when there is nothing more to do. */
async function doPiece(verb: CatalogContext, key: MassEditKey): Promise<boolean> {
  const found = await lockMassEdit(verb.tx, key);
  if (!found || !RUNNING.some((status) => status === found.status)) return false;
  const isUndo = found.status === 'undoing';
  const ids = found.stopRequested
    ? []
    : await nextItems(verb.tx, key, isUndo ? 'changed' : 'waiting', PIECE);
  if (ids.length === 0) {
    const end = found.stopRequested ? 'stopped' : isUndo ? 'undone' : 'finished';
    await moveMassEdit(verb, key, RUNNING, end);
    return false;
  }
  const outcomes = await (isUndo ? undoPiece : editPiece)(verb, key, found, ids);
  const touched = [...outcomes].flatMap(([id, outcome]) => (outcome === 'unchanged' ? [] : [id]));
  const distributorId = key.distributorId as DistributorId; // checked when the edit was started
  const variantIds = await findVariantsOf(verb.tx, { distributorId, productIds: touched });
  await markChanged(verb, distributorId, variantIds as readonly VariantId[]);
  await saveItems(verb.tx, key, isUndo ? 'undoing' : 'running', outcomes);
  return true;
}

const personOf = ({ startedBy }: Found): Actor =>
  startedBy ? { kind: 'user', id: startedBy } : { kind: 'system' };

async function editPiece(
  verb: CatalogContext,
  { distributorId, editId }: MassEditKey,
  found: Found,
  productIds: readonly string[],
): Promise<Outcomes> {
  const changed = new Set(
    await editProducts(verb, {
      distributorId,
      productIds,
      edit: found.edit,
      by: { actor: personOf(found), cause: 'edit', reference: editId },
    }),
  );
  return new Map(productIds.map((id) => [id, changed.has(id) ? 'changed' : 'unchanged']));
}

async function undoPiece(
  verb: CatalogContext,
  { distributorId, editId }: MassEditKey,
  found: Found,
  productIds: readonly string[],
): Promise<Outcomes> {
  return undoEdit(verb, { distributorId, productIds, editId, actor: personOf(found) });
}
