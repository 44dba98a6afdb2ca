import type { LoaderFunctionArgs } from '@remix-run/node';
import { foundOr404, idOf, visitHub } from '../http/hub-visit.server.ts';
import { answerDocumentFile } from '../http/settlement-file.server.ts';
import { readToday } from '../views/read-hub-money.server.ts';
import { readDocument } from '../views/read-settlement-documents.server.ts';

/** The document as a file: `?format=pdf|csv|json`. */
export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params: search } = await visitHub(door, request);
  const documentId = idOf<'SettlementDocument'>(params['documentId']);
  const today = await readToday(door.db, distributorId, door.clock.now());
  const document = foundOr404(await readDocument(door.db, { distributorId }, documentId, today));
  return answerDocumentFile(door.db, document, search.get('format'));
}
