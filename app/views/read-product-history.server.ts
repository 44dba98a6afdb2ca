import type { FieldChange } from '../modules/catalog/product-state.ts';
import type { Reader } from './reader.server.ts';

type Key = { readonly distributorId: string; readonly productId: string };

export type ProductVersionRow = {
  readonly version: number;
  readonly at: Date;
  readonly by: string | null;
  readonly cause: string;
  readonly reference: string | null;
  readonly changes: readonly FieldChange[];
};

const VERSIONS_SHOWN = 50;

/** A product's newest changes with who made each. */
export async function readProductVersions(
  database: Reader,
  { distributorId, productId }: Key,
): Promise<readonly ProductVersionRow[]> {
  return database.$queryRaw<ProductVersionRow[]>`
    select v.version, v.at, u.name as by, v.cause, v.reference, v.changes
    from product_version v left join "user" u on v.actor_kind = 'user' and u.id::text = v.actor_id
    where v.distributor_id = ${distributorId}::uuid and v.product_id = ${productId}::uuid
    order by v.version desc limit ${VERSIONS_SHOWN}`;
}

export type ProductDocumentRow = {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly sizeBytes: number;
  /** `YYYY-MM-DD` */
  readonly expiresOn: string | null;
  readonly addedAt: Date;
};

export async function readProductDocuments(
  database: Reader,
  { distributorId, productId }: Key,
): Promise<readonly ProductDocumentRow[]> {
  return database.$queryRaw<ProductDocumentRow[]>`
    select id, kind, name, size_bytes::float8 as "sizeBytes", expires_on::text as "expiresOn", added_at as "addedAt"
    from product_document where distributor_id = ${distributorId}::uuid and product_id = ${productId}::uuid
      and removed_at is null
    order by kind, added_at`;
}

/** Where a document's file is kept; undefined for another distributor's as for none. */
export async function findProductDocument(
  database: Reader,
  key: Key & { readonly documentId: string },
): Promise<{ readonly name: string; readonly sha256: string } | undefined> {
  const [row] = await database.$queryRaw<{ name: string; sha256: string }[]>`
    select name, blob_sha256 as sha256 from product_document where distributor_id = ${key.distributorId}::uuid
      and product_id = ${key.productId}::uuid and id = ${key.documentId}::uuid and removed_at is null`;
  return row;
}
