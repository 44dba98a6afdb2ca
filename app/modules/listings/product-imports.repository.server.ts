import type { Database } from '../../platform/database.server.ts';
import { newId } from '../../platform/ids.ts';
import type {
  ProductImportContext,
  ProductImportId,
  ProductImportKey,
  ProductImportStatus,
} from './product-import.ts';

type Reader = Pick<Database, '$queryRaw'>;

/** Starts a run over products of the connection's distributor; ids that are not theirs are left out. */
export async function insertProductImport(
  { tx, clock }: ProductImportContext,
  input: {
    distributorId: string;
    connectionId: string;
    storeId: string;
    productIds: readonly string[];
    ruleId?: string;
  },
): Promise<{ importId: ProductImportId; total: number }> {
  const { distributorId, connectionId, storeId } = input;
  const importId = newId<'ProductImport'>();
  const ids = [...new Set(input.productIds)].sort();
  const now = clock.now();
  await tx.productImport.create({
    data: {
      distributorId,
      id: importId,
      connectionId,
      status: 'waiting',
      total: 0,
      startedAt: now,
      pickRuleId: input.ruleId ?? null,
    },
  });
  await tx.$executeRaw`
    insert into listed_product (distributor_id, connection_id, product_id, store_id, status, picked_at)
    select p.distributor_id, ${connectionId}::uuid, p.id, ${storeId}::uuid, 'picked', ${now}
    from product p where p.distributor_id = ${distributorId}::uuid and p.id = any(${ids}::uuid[])
    order by p.id
    on conflict (distributor_id, connection_id, product_id) do update
      set status = case when listed_product.status in ('listed', 'picked') then listed_product.status else 'picked' end,
          failure = null`;
  const total = await tx.$executeRaw`
    insert into product_import_item (distributor_id, import_id, product_id, status)
    select p.distributor_id, ${importId}::uuid, p.id, 'waiting'
    from product p where p.distributor_id = ${distributorId}::uuid and p.id = any(${ids}::uuid[])`;
  await tx.productImport.update({
    where: { distributorId_id: { distributorId, id: importId } },
    data: { total },
  });
  return { importId, total };
}

export type ProductImportRow = {
  readonly connectionId: string;
  readonly storeId: string;
  readonly status: ProductImportStatus;
  readonly total: number;
  readonly outsideRunId: string | null;
  readonly stopRequested: boolean;
  readonly pauseRequested: boolean;
};

export async function findProductImport(
  database: Reader,
  { distributorId, importId }: ProductImportKey,
): Promise<ProductImportRow | undefined> {
  const rows = await database.$queryRaw<ProductImportRow[]>`
    select i.connection_id as "connectionId", c.store_id as "storeId", i.status, i.total,
      i.outside_run_id as "outsideRunId", i.stop_requested as "stopRequested",
      i.pause_requested as "pauseRequested"
    from product_import i
    join connection c on c.distributor_id = i.distributor_id and c.id = i.connection_id
    where i.distributor_id = ${distributorId}::uuid and i.id = ${importId}::uuid`;
  return rows[0];
}

/** The next products that still wait, in a stable order. */
export async function waitingItems(
  database: Reader,
  { distributorId, importId }: ProductImportKey,
  limit: number,
): Promise<readonly string[]> {
  const rows = await database.$queryRaw<{ id: string }[]>`
    select product_id as id from product_import_item
    where distributor_id = ${distributorId}::uuid and import_id = ${importId}::uuid and status = 'waiting'
    order by product_id limit ${limit}`;
  return rows.map((row) => row.id);
}

/** Settles one product of the run; a second settlement of the same product changes nothing. */
export async function settleItem(
  { tx }: ProductImportContext,
  { distributorId, importId }: ProductImportKey,
  item: { productId: string; status: 'listed' | 'refused'; message?: string | undefined },
): Promise<void> {
  const settled = await tx.$executeRaw`
    update product_import_item set status = ${item.status}, message = ${item.message ?? null}
    where distributor_id = ${distributorId}::uuid and import_id = ${importId}::uuid
      and product_id = ${item.productId}::uuid and status = 'waiting'`;
  if (settled === 0) return;
  const failed = item.status === 'refused' ? 1 : 0;
  await tx.$executeRaw`
    update product_import set done = done + 1, failed = failed + ${failed}
    where distributor_id = ${distributorId}::uuid and id = ${importId}::uuid`;
}

export async function saveImportState(
  { tx, clock }: ProductImportContext,
  { distributorId, importId }: ProductImportKey,
  state: { status: ProductImportStatus; outsideRunId?: string | null; failure?: string },
): Promise<void> {
  const ends =
    state.status === 'finished' || state.status === 'stopped' || state.status === 'failed';
  await tx.productImport.update({
    where: { distributorId_id: { distributorId, id: importId } },
    data: { ...state, ...(ends ? { finishedAt: clock.now() } : {}) },
  });
}

/** Asks a running import to stop; what is already in the store stays there. */
export async function requestStop(
  { tx }: ProductImportContext,
  { distributorId, importId }: ProductImportKey,
): Promise<boolean> {
  const asked = await tx.$executeRaw`
    update product_import set stop_requested = true
    where distributor_id = ${distributorId}::uuid and id = ${importId}::uuid and finished_at is null`;
  return asked > 0;
}

/** Asks a running import to rest, or lets it go on (`paused` false); answers whether it has not ended yet. */
export async function requestPause(
  { tx }: Pick<ProductImportContext, 'tx'>,
  { distributorId, importId }: ProductImportKey,
  paused: boolean,
): Promise<boolean> {
  const asked = await tx.$executeRaw`
    update product_import set pause_requested = ${paused},
      status = case when not ${paused} and status = 'paused' then 'waiting' else status end
    where distributor_id = ${distributorId}::uuid and id = ${importId}::uuid and finished_at is null`;
  return asked > 0;
}
