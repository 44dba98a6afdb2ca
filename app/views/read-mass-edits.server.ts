import type { ProductEdit } from '../modules/catalog/product-edit.ts';
import { edited } from '../modules/catalog/product-edit.ts';
import { changesBetween } from '../modules/catalog/product-state.ts';
import type { FieldChange } from '../modules/catalog/product-state.ts';
import { readProductStates } from '../modules/catalog/product-versions.repository.server.ts';
import type { Database } from '../platform/database.server.ts';
import type { Reader } from './reader.server.ts';

export type MassEditRow = {
  readonly id: string;
  readonly status: string;
  readonly edit: Readonly<Record<string, unknown>>;
  readonly total: number;
  readonly done: number;
  readonly changed: number;
  readonly skipped: number;
  readonly stopRequested: boolean;
  readonly by: string | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
};

const SHOWN = 50;

/** The newest edits, or one of them; none for another distributor's. */
export async function readMassEdits(
  database: Reader,
  distributorId: string,
  editId: string | null = null,
): Promise<readonly MassEditRow[]> {
  return database.$queryRaw<MassEditRow[]>`
    select e.id, e.status, e.edit, e.total, e.done, e.changed, e.skipped, e.stop_requested as "stopRequested", u.name as by,
      e.started_at as "startedAt", e.finished_at as "finishedAt"
    from mass_edit e left join "user" u on u.id = e.started_by
    where e.distributor_id = ${distributorId}::uuid and (${editId}::uuid is null or e.id = ${editId}::uuid)
    order by e.started_at desc, e.id desc limit ${SHOWN}`;
}

export type EditPreview = {
  readonly id: string;
  readonly title: string;
  readonly changes: readonly FieldChange[];
  readonly names: Readonly<Record<string, string>>;
};

/** What an edit would change in the first of these products, without changing anything. */
export async function previewEdit(
  database: Database,
  distributorId: string,
  edit: ProductEdit,
  productIds: readonly string[],
): Promise<readonly EditPreview[]> {
  const states = await readProductStates({ tx: database }, { distributorId, productIds });
  const names = await database.$queryRaw<{ id: string; name: string }[]>`
    select id, coalesce(nullif(array_to_string(option_values, ' / '), ''), sku, 'its variant') as name from variant
    where distributor_id = ${distributorId}::uuid and product_id = any(${[...productIds]}::uuid[])`;
  const known = Object.fromEntries(names.map(({ id, name }) => [id, name]));
  return productIds.flatMap((id) => {
    const state = states.get(id);
    if (!state) return [];
    const changes = changesBetween(state, edited(edit, state));
    const { title } = state.product;
    return [{ id, title: typeof title === 'string' ? title : '', changes, names: known }];
  });
}
