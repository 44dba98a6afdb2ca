import type { Actor } from '../activity/activity.ts';
import { Prisma } from '../../platform/prisma/generated/client.ts';
import type { CatalogContext } from './product.ts';
import { changesBetween, PRODUCT_FIELDS, VARIANT_FIELDS } from './product-state.ts';
import type { FieldChange, FieldsToSet, ProductState } from './product-state.ts';

/** Who changes products, and by what: an import, an edit, or taking one back. */
export type ChangeCause = {
  readonly actor: Actor;
  readonly cause: 'import' | 'edit' | 'restore' | 'undo';
  /** The import or the mass edit behind it. */
  readonly reference?: string | undefined;
};

type Products = { readonly distributorId: string; readonly productIds: readonly string[] };

const pairs = (fields: Readonly<Record<string, string>>, row: string): Prisma.Sql =>
  Prisma.raw(
    Object.entries(fields)
      .map(([name, column]) => `'${name}', ${row}.${column}`)
      .join(', '),
  ); // names of our own tables only

/** The present state of these products, locked in the order of their ids until the transaction ends. */
export async function lockProductStates(
  { tx }: Pick<CatalogContext, 'tx'>,
  { distributorId, productIds }: Products,
): Promise<ReadonlyMap<string, ProductState>> {
  const locked = await tx.$queryRaw<{ id: string }[]>`
    select id from product where distributor_id = ${distributorId}::uuid and id = any(${[...productIds]}::uuid[])
    order by id for update`;
  return readProductStates({ tx }, { distributorId, productIds: locked.map(({ id }) => id) });
}

/** Read after the lock in a statement of its own, so that it sees what others have committed meanwhile. */
export async function readProductStates(
  { tx }: Pick<CatalogContext, 'tx'>,
  { distributorId, productIds }: Products,
): Promise<ReadonlyMap<string, ProductState>> {
  if (productIds.length === 0) return new Map();
  const rows = await tx.$queryRaw<{ id: string; state: ProductState }[]>(Prisma.sql`
    select p.id, jsonb_build_object(
      'product', jsonb_build_object(${pairs(PRODUCT_FIELDS, 'p')}),
      'variants', coalesce((select jsonb_object_agg(v.id, jsonb_build_object(${pairs(VARIANT_FIELDS, 'v')}))
        from variant v where v.distributor_id = p.distributor_id and v.product_id = p.id), '{}')) as state
    from product p
    where p.distributor_id = ${distributorId}::uuid and p.id = any(${[...productIds]}::uuid[])`);
  return new Map(rows.map(({ id, state }) => [id, state]));
}

/**
 * Does `act` and keeps a version of each of the products that it changed. A product that is new has nothing to
 * compare with; its first version is its first change.
 */
export async function keepingVersions<Value>(
  context: CatalogContext,
  products: Products,
  cause: ChangeCause,
  act: (before: ReadonlyMap<string, ProductState>) => Promise<Value>,
): Promise<Value> {
  const before = await lockProductStates(context, products);
  const value = await act(before);
  const after = await readProductStates(context, {
    distributorId: products.distributorId,
    productIds: [...before.keys()],
  });
  const changed = [...after].flatMap(([id, state]) => {
    const was = before.get(id);
    const changes = was ? changesBetween(was, state) : [];
    return changes.length === 0 ? [] : [{ id, changes }];
  });
  await insertVersions(context, products.distributorId, cause, changed);
  return value;
}

async function insertVersions(
  { tx, clock }: CatalogContext,
  distributorId: string,
  { actor, cause, reference }: ChangeCause,
  changed: readonly { readonly id: string; readonly changes: readonly FieldChange[] }[],
): Promise<void> {
  if (changed.length === 0) return;
  await tx.$executeRaw`
    insert into product_version (distributor_id, product_id, version, at, actor_kind, actor_id, cause, reference, changes)
    select ${distributorId}::uuid, r.id, coalesce((select max(version) from product_version v
        where v.distributor_id = ${distributorId}::uuid and v.product_id = r.id), 0) + 1,
      ${clock.now()}, ${actor.kind}, ${actor.id ?? null}, ${cause}, ${reference ?? null}::uuid, r.changes
    from jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) as r(id uuid, changes jsonb)`;
}

const renamed = (fields: Readonly<Record<string, string>>): Prisma.Sql =>
  Prisma.raw(
    Object.entries(fields)
      .map(([name, column]) => `"${name}" ${TYPES[column] ?? 'text'}`)
      .join(', '),
  );
const TYPES: Readonly<Record<string, string>> = {
  tags: 'text[]', images: 'jsonb', attributes: 'jsonb', weight_grams: 'int', length_mm: 'int', width_mm: 'int',
  height_mm: 'int', list_price_minor: 'bigint', compare_at_minor: 'bigint', unit_cost_minor: 'bigint',
  requires_shipping: 'bool', taxable: 'bool', active: 'bool',
}; // prettier-ignore

/** Sets fields of many products and their variants, one statement each; the search follows in the same transaction. */
export async function setFields(
  context: CatalogContext,
  distributorId: string,
  rows: readonly FieldsToSet[],
): Promise<void> {
  const products = rows
    .filter(({ product }) => Object.keys(product).length > 0)
    .map(({ productId, product }) => ({ id: productId, fields: product }));
  const variants = rows.flatMap((row) =>
    Object.entries(row.variants).map(([id, fields]) => ({ id, fields })),
  );
  await setRows(context, 'product', PRODUCT_FIELDS, distributorId, products);
  await setRows(context, 'variant', VARIANT_FIELDS, distributorId, variants);
  await refreshProductSearch(context, {
    distributorId,
    productIds: rows.map(({ productId }) => productId),
  });
}

async function setRows(
  { tx, clock }: CatalogContext,
  table: 'product' | 'variant',
  fields: Readonly<Record<string, string>>,
  distributorId: string,
  rows: readonly { readonly id: string; readonly fields: object }[],
): Promise<void> {
  if (rows.length === 0) return;
  const sets = Object.entries(fields).map(
    ([name, column]) =>
      `${column} = case when r.fields ? '${name}' then f."${name}" else t.${column} end`,
  );
  // A field that is named is set, also to nothing; one that is not named stays.
  await tx.$executeRaw(Prisma.sql`
    update ${Prisma.raw(table)} t set ${Prisma.raw(sets.join(', '))}, updated_at = ${clock.now()}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, fields jsonb),
      jsonb_to_record(r.fields) as f(${renamed(fields)})
    where t.distributor_id = ${distributorId}::uuid and t.id = r.id`);
}

/** Makes what is searched agree with the products again. Call it in the transaction that changed them. */
export async function refreshProductSearch(
  { tx }: Pick<CatalogContext, 'tx'>,
  { distributorId, productIds }: Products,
): Promise<void> {
  if (productIds.length === 0) return;
  await tx.$executeRaw`select refresh_product_search(${distributorId}::uuid, ${[...productIds]}::uuid[])`;
}

/** The changes of a product's versions after this one, the newest first. */
export async function readChangesSince(
  { tx }: Pick<CatalogContext, 'tx'>,
  key: { readonly distributorId: string; readonly productId: string; readonly version: number },
): Promise<readonly FieldChange[]> {
  const rows = await tx.$queryRaw<{ changes: FieldChange[] }[]>`
    select changes from product_version
    where distributor_id = ${key.distributorId}::uuid and product_id = ${key.productId}::uuid and version > ${key.version}
    order by version desc`;
  return rows.flatMap(({ changes }) => changes);
}

/** What an edit changed in these products. */
export async function readChangesOf(
  { tx }: Pick<CatalogContext, 'tx'>,
  reference: string,
  { distributorId, productIds }: Products,
): Promise<ReadonlyMap<string, readonly FieldChange[]>> {
  const rows = await tx.$queryRaw<{ id: string; changes: FieldChange[] }[]>`
    select product_id as id, changes from product_version
    where distributor_id = ${distributorId}::uuid and reference = ${reference}::uuid
      and product_id = any(${[...productIds]}::uuid[]) and cause = 'edit'`;
  return new Map(rows.map(({ id, changes }) => [id, changes]));
}
