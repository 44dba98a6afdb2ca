import type { Actor } from '../../modules/activity/activity.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import {
  findMassEdit,
  insertMassEdit,
  moveMassEdit,
} from '../../modules/catalog/mass-edits.repository.server.ts';
import type {
  MassEditId,
  MassEditKey,
} from '../../modules/catalog/mass-edits.repository.server.ts';
import type { ProductEdit } from '../../modules/catalog/product-edit.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';

export type MassEditRefusal =
  | { readonly kind: 'nothing-to-edit' }
  | { readonly kind: 'unknown-edit' }
  | { readonly kind: 'not-undoable' };

type Doors = Pick<FlowContext, 'db' | 'clock'>;

/** Starts an edit of these products; the work is a job with progress. */
export async function startMassEdit(
  context: Doors,
  input: {
    readonly distributorId: string;
    readonly edit: ProductEdit;
    readonly productIds: readonly string[];
    readonly actor: Actor;
  },
): Promise<Result<MassEditId, MassEditRefusal>> {
  const { distributorId, edit, productIds, actor } = input;
  if (productIds.length === 0 || Object.keys(edit).length === 0)
    return err({ kind: 'nothing-to-edit' });
  return inTransaction(
    context.db,
    async (tx) => {
      const verb = { tx, clock: context.clock };
      const editId = await insertMassEdit(verb, {
        distributorId,
        edit,
        productIds,
        startedBy: actor.id,
      });
      await recordAct(verb, {
        distributorId,
        actor,
        act: 'products-edited',
        subject: { kind: 'mass-edit', id: editId },
        detail: { products: productIds.length, edit },
      });
      await enqueue(tx, { name: 'edit-products', payload: { distributorId, editId } });
      return ok(editId);
    },
    { timeout: 60_000 },
  );
}

/** Starts to take an edit back, as far as its products have not been changed again since. */
export async function undoMassEdit(
  context: Doors,
  key: MassEditKey,
  actor: Actor,
): Promise<Result<void, MassEditRefusal>> {
  return inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    if (!(await findMassEdit(tx, key))) return err({ kind: 'unknown-edit' });
    if (!(await moveMassEdit(verb, key, ['finished', 'stopped'], 'undoing')))
      return err({ kind: 'not-undoable' });
    await recordAct(verb, {
      distributorId: key.distributorId,
      actor,
      act: 'product-edit-undone',
      subject: { kind: 'mass-edit', id: key.editId },
      detail: {},
    });
    await enqueue(tx, { name: 'edit-products', payload: { ...key } });
    return ok(undefined);
  });
}
