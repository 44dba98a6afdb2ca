import type { LoaderFunctionArgs } from '@remix-run/node';
import { answerReturnFile } from '../http/answer-return-file.server.ts';
import { authenticateStore } from '../http/authenticate-store.server.ts';
import { notFound } from '../http/not-found.ts';
import { parseId } from '../platform/ids.ts';
import { findReturnOfStore } from '../views/read-return.server.ts';

export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { storeId } = await authenticateStore(door, request);
  const returnId = parseId(params['returnId']);
  const fileId = parseId(params['fileId']);
  const key = returnId && (await findReturnOfStore(door.db, { storeId, returnId }));
  if (!key || !fileId) throw notFound();
  return answerReturnFile(door, { ...key, fileId });
}
