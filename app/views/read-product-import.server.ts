import { parseId } from '../platform/ids.ts';
import { toPage } from '../platform/page.ts';
import type { Page, PageRequest } from '../platform/page.ts';
import type { Reader } from './reader.server.ts';

type ShownImport = {
  readonly importId: string;
  readonly distributorId: string;
  readonly connectionId: string;
  readonly distributor: string;
  readonly status: string;
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly stopRequested: boolean;
  readonly pauseRequested: boolean;
  readonly failure: string | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
};

/** One import of this store; undefined for another's just as for none. */
export async function readProductImport(
  database: Reader,
  key: { readonly storeId: string; readonly importId: string },
): Promise<ShownImport | undefined> {
  const rows = await database.$queryRaw<ShownImport[]>`
    select i.id as "importId", i.distributor_id as "distributorId", i.connection_id as "connectionId",
      d.name as distributor, i.status, i.total, i.done, i.failed, i.stop_requested as "stopRequested",
      i.pause_requested as "pauseRequested", i.failure,
      i.started_at as "startedAt", i.finished_at as "finishedAt"
    from connection c
    join product_import i on i.distributor_id = c.distributor_id and i.connection_id = c.id
    join distributor d on d.id = c.distributor_id
    where c.store_id = ${key.storeId}::uuid and i.id = ${key.importId}::uuid`;
  return rows[0];
}

/** The store's imports, newest first, without their items. */
export async function readRecentImports(
  database: Reader,
  storeId: string,
  limit: number,
): Promise<readonly ShownImport[]> {
  return database.$queryRaw<ShownImport[]>`
    select i.id as "importId", i.distributor_id as "distributorId", i.connection_id as "connectionId",
      d.name as distributor, i.status, i.total, i.done, i.failed, i.stop_requested as "stopRequested",
      i.pause_requested as "pauseRequested", i.failure,
      i.started_at as "startedAt", i.finished_at as "finishedAt"
    from connection c
    join product_import i on i.distributor_id = c.distributor_id and i.connection_id = c.id
    join distributor d on d.id = c.distributor_id
    where c.store_id = ${storeId}::uuid
    order by i.started_at desc, i.id desc limit ${limit}`;
}

type ImportItem = {
  readonly productId: string;
  readonly title: string;
  readonly status: string;
  readonly message: string | null;
};

/** Products of an import that was found for its store, refusals alone or all of them. */
export async function readImportItems(
  database: Reader,
  run: Pick<ShownImport, 'distributorId' | 'importId'>,
  filter: { readonly onlyRefused: boolean },
  page: PageRequest,
): Promise<Page<ImportItem>> {
  const after = parseId(page.after) ?? null;
  const rows = await database.$queryRaw<ImportItem[]>`
    select i.product_id as "productId", p.title, i.status, i.message
    from product_import_item i
    join product p on p.distributor_id = i.distributor_id and p.id = i.product_id
    where i.distributor_id = ${run.distributorId}::uuid and i.import_id = ${run.importId}::uuid
      and (not ${filter.onlyRefused} or i.status = 'refused')
      and (${after}::uuid is null or i.product_id > ${after}::uuid)
    order by i.product_id limit ${page.size + 1}`;
  return toPage(rows, page.size, (row) => row.productId);
}

/** All products of an import in its order, as lines of a report: title, outcome, what to do. */
export async function* exportImportItems(
  database: Reader,
  run: Pick<ShownImport, 'distributorId' | 'importId'>,
): AsyncGenerator<readonly string[]> {
  let after: string | undefined;
  do {
    const page = await readImportItems(database, run, { onlyRefused: false }, { size: 500, after });
    for (const { title, status, message } of page.rows) yield [title, status, message ?? ''];
    after = page.next;
  } while (after !== undefined);
}
