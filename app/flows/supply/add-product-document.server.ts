import type { Actor } from '../../modules/activity/activity.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { insertDocument } from '../../modules/catalog/product-documents.repository.server.ts';
import type { DocumentKind } from '../../modules/catalog/product-documents.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { BlobTooLarge } from '../../platform/blobs.server.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';

export type UnknownProduct = { readonly kind: 'unknown-product' };

/** What a browser may be told a file is when it is fetched again; all else is bytes to be saved. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  txt: 'text/plain',
  csv: 'text/csv',
};

/** Keeps a file and hangs it on a product. */
export async function addProductDocument(
  context: Pick<FlowContext, 'db' | 'clock' | 'blobs'>,
  document: {
    readonly distributorId: string;
    readonly productId: string;
    readonly kind: DocumentKind;
    readonly name: string;
    readonly expiresOn: string | undefined;
    readonly body: AsyncIterable<Uint8Array>;
    readonly actor: Actor;
  },
): Promise<Result<void, UnknownProduct | BlobTooLarge>> {
  const { body, actor, ...about } = document;
  const ending = about.name.split('.').at(-1)?.toLowerCase() ?? '';
  const kept = await context.blobs.put(body, MEDIA_TYPES[ending] ?? 'application/octet-stream');
  if (!kept.ok) return kept;
  const { sha256: blobSha256, size: sizeBytes, mediaType } = kept.value;
  return inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    const added = await insertDocument(verb, {
      ...about,
      blobSha256,
      sizeBytes,
      mediaType,
      addedBy: actor.id,
    });
    if (!added) return err({ kind: 'unknown-product' });
    await recordAct(verb, {
      distributorId: about.distributorId,
      actor,
      act: 'document-added',
      subject: { kind: 'product', id: about.productId },
      detail: { name: about.name, kind: about.kind, expiresOn: about.expiresOn ?? null },
    });
    return ok(undefined);
  });
}
