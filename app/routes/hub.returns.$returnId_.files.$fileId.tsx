import type { LoaderFunctionArgs } from '@remix-run/node';
import { answerReturnFile } from '../http/answer-return-file.server.ts';
import { idOf, visitHub } from '../http/hub-visit.server.ts';

export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  const returnId = idOf<'Return'>(params['returnId']);
  const fileId = idOf<'ReturnFile'>(params['fileId']);
  return answerReturnFile(door, { distributorId, returnId, fileId });
}
