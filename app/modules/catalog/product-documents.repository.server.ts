/** Product document: a file that proves or explains something about a product, of a kind, valid until a day or for ever. */
import { newId } from '../../platform/ids.ts';
import type { Id } from '../../platform/ids.ts';
import type { CatalogContext } from './product.ts';

export type ProductDocumentId = Id<'ProductDocument'>;

export const DOCUMENT_KINDS = [
  'declaration-of-conformity', 'safety-data-sheet', 'certificate', 'test-report', 'manual', 'other',
] as const; // prettier-ignore
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

export type NewDocument = {
  readonly distributorId: string;
  readonly productId: string;
  readonly kind: DocumentKind;
  readonly name: string;
  readonly blobSha256: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  /** The last day on which it holds, `YYYY-MM-DD`. */
  readonly expiresOn: string | undefined;
  readonly addedBy: string | undefined;
};

/** Adds a document to a product; undefined when the distributor has no such product. */
export async function insertDocument(
  { tx, clock }: CatalogContext,
  document: NewDocument,
): Promise<ProductDocumentId | undefined> {
  const { distributorId, productId, expiresOn, addedBy } = document;
  const owner = await tx.product.findUnique({
    where: { distributorId_id: { distributorId, id: productId } },
    select: { id: true },
  });
  if (!owner) return undefined;
  const id = newId<'ProductDocument'>();
  await tx.productDocument.create({
    data: {
      ...document,
      id,
      expiresOn: expiresOn ? new Date(`${expiresOn}T00:00:00Z`) : null,
      addedBy: addedBy ?? null,
      addedAt: clock.now(),
    },
  });
  return id;
}

/** Takes a document away from its product; the file stays kept. False when there is none to take. */
export async function removeDocument(
  { tx, clock }: CatalogContext,
  key: { readonly distributorId: string; readonly productId: string; readonly documentId: string },
): Promise<boolean> {
  const { distributorId, productId, documentId: id } = key;
  const { count } = await tx.productDocument.updateMany({
    where: { distributorId, productId, id, removedAt: null },
    data: { removedAt: clock.now() },
  });
  return count === 1;
}
