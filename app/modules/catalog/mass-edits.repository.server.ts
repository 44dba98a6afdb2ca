/** Mass edit: one edit of many products, done by a job in pieces, with progress; can be stopped, and undone. */
import type { Tx } from '../../platform/database.server.ts';
import { newId } from '../../platform/ids.ts';
import type { Id } from '../../platform/ids.ts';
import type { CatalogContext } from './product.ts';
import { ProductEdit } from './product-edit.ts';

export type MassEditId = Id<'MassEdit'>;
export type MassEditKey = { readonly distributorId: string; readonly editId: string };
export type MassEditStatus = 'waiting' | 'running' | 'finished' | 'stopped' | 'undoing' | 'undone';
/** What became of one product. `kept`: not undone, because it has been changed again since. */
type ItemOutcome = 'changed' | 'unchanged' | 'undone' | 'kept';

/** Keeps the edit with the products it is for: what was shown when it was started is what is edited. */
export async function insertMassEdit(
  { tx, clock }: CatalogContext,
  input: {
    readonly distributorId: string;
    readonly edit: ProductEdit;
    readonly productIds: readonly string[];
    readonly startedBy: string | undefined;
  },
): Promise<MassEditId> {
  const { distributorId, edit, productIds, startedBy } = input;
  const id = newId<'MassEdit'>();
  await tx.massEdit.create({
    data: {
      distributorId,
      id,
      status: 'waiting',
      edit,
      total: productIds.length,
      startedBy: startedBy ?? null,
      startedAt: clock.now(),
    },
  });
  await tx.$executeRaw`
    insert into mass_edit_item (distributor_id, edit_id, product_id)
    select ${distributorId}::uuid, ${id}::uuid, p.id from product p
    where p.distributor_id = ${distributorId}::uuid and p.id = any(${[...productIds]}::uuid[])`;
  return id;
}

/** The edit, locked until the transaction ends, so that of two workers each does another piece. */
export async function lockMassEdit(tx: Tx, key: MassEditKey) {
  await tx.$queryRaw`
    select from mass_edit where distributor_id = ${key.distributorId}::uuid and id = ${key.editId}::uuid for update`;
  return findMassEdit(tx, key);
}

export async function findMassEdit(tx: Tx, { distributorId, editId }: MassEditKey) {
  const found = await tx.massEdit.findUnique({
    where: { distributorId_id: { distributorId, id: editId } },
  });
  return found ? { ...found, edit: ProductEdit.parse(found.edit) } : undefined;
}

/** The products that are to be done next, in the order of their ids. */
export async function nextItems(
  tx: Tx,
  { distributorId, editId }: MassEditKey,
  outcome: 'waiting' | 'changed',
  limit: number,
): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select product_id as id from mass_edit_item
    where distributor_id = ${distributorId}::uuid and edit_id = ${editId}::uuid and outcome = ${outcome}
    order by product_id limit ${limit}`;
  return rows.map(({ id }) => id);
}

/** Notes what became of a piece; answers whether a person has asked to stop. */
export async function saveItems(
  tx: Tx,
  { distributorId, editId }: MassEditKey,
  status: 'running' | 'undoing',
  outcomes: ReadonlyMap<string, ItemOutcome>,
): Promise<{ readonly stopRequested: boolean }> {
  const [ids, results] = [[...outcomes.keys()], [...outcomes.values()]];
  await tx.$executeRaw`
    update mass_edit_item i set outcome = r.outcome
    from unnest(${ids}::uuid[], ${results}::text[]) as r(id, outcome)
    where i.distributor_id = ${distributorId}::uuid and i.edit_id = ${editId}::uuid and i.product_id = r.id`;
  const count = (outcome: ItemOutcome) => results.filter((one) => one === outcome).length;
  const isUndo = status === 'undoing';
  return tx.massEdit.update({
    where: { distributorId_id: { distributorId, id: editId } },
    data: {
      status,
      done: { increment: isUndo ? -count('undone') : ids.length },
      changed: { increment: isUndo ? -count('undone') : count('changed') },
      skipped: { increment: count('kept') + count('unchanged') },
    },
    select: { stopRequested: true },
  });
}

/** Moves an edit to another state, if it is in one of those; false when it is not, or is another distributor's. */
export async function moveMassEdit(
  { tx, clock }: CatalogContext,
  { distributorId, editId }: MassEditKey,
  from: readonly MassEditStatus[],
  to: MassEditStatus,
): Promise<boolean> {
  const isOver = to === 'finished' || to === 'stopped' || to === 'undone';
  const { count } = await tx.massEdit.updateMany({
    where: { distributorId, id: editId, status: { in: [...from] } },
    data: { status: to, stopRequested: false, finishedAt: isOver ? clock.now() : null },
  });
  return count === 1;
}

/** Asks a running edit to stop after its present piece. */
export async function stopMassEdit(
  { tx }: { readonly tx: Tx },
  { distributorId, editId }: MassEditKey,
): Promise<boolean> {
  const { count } = await tx.massEdit.updateMany({
    where: { distributorId, id: editId, status: { in: ['waiting', 'running', 'undoing'] } },
    data: { stopRequested: true },
  });
  return count === 1;
}
