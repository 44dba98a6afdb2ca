import type { LoaderFunctionArgs } from '@remix-run/node';
import { authenticateStore } from '../http/authenticate-store.server.ts';
import { notFound } from '../http/not-found.ts';
import { answerDocumentFile } from '../http/settlement-file.server.ts';
import { parseId } from '../platform/ids.ts';
import { readDocument } from '../views/read-settlement-documents.server.ts';

/** An invoice of the store as a file: `?format=pdf|csv|json`. */
export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { storeId } = await authenticateStore(door, request);
  const documentId = parseId(params['documentId']);
  const today = door.clock.now().toISOString().slice(0, 10);
  const document = documentId && (await readDocument(door.db, { storeId }, documentId, today));
  if (!document) throw notFound();
  return answerDocumentFile(door.db, document, new URL(request.url).searchParams.get('format'));
}
