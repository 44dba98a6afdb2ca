/** Where uploads for bulk operations go in and their results come out. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SandboxCore } from './core.ts';
import { pathOf, readBody, sendJson } from './http.ts';

const UPLOAD = /^\/__files\/upload\/([^/]+)$/;
const RESULT = /^\/__files\/bulk\/([^/]+)\/(\d+)\.jsonl$/;
const MAXIMUM_BYTES = 100 * 1024 * 1024;

export async function handleFiles(
  request: IncomingMessage,
  response: ServerResponse,
  core: SandboxCore,
): Promise<boolean> {
  const path = pathOf(request);
  const upload = UPLOAD.exec(path);
  if (upload && request.method === 'POST') {
    await takeUpload(request, response, core, upload[1] ?? '');
    return true;
  }
  const result = RESULT.exec(path);
  if (!result || request.method !== 'GET') return false;
  const operation = core.stores
    .get(result[1] ?? '')
    ?.bulkOperations.get(`gid://shopify/BulkOperation/${result[2] ?? ''}`);
  if (operation?.result == null) sendJson(response, 404, { error: 'no such file' });
  else {
    response.writeHead(200, { 'content-type': 'application/jsonl' });
    response.end(operation.result);
  }
  return true;
}

/** A form as S3 and GCS take it: the parameters first, the file as the last field. */
async function takeUpload(
  request: IncomingMessage,
  response: ServerResponse,
  core: SandboxCore,
  shop: string,
): Promise<void> {
  const [fault] = core.faults.strike(shop, ['bulk.upload']);
  const body = await readBody(request);
  if (fault?.kind === 'http500') return sendJson(response, 500, { error: 'fault' });
  if (body.length > MAXIMUM_BYTES) return sendJson(response, 400, { error: 'EntityTooLarge' });
  const headers = { 'content-type': request.headers['content-type'] ?? '' };
  const form = await new Response(new Uint8Array(body), { headers })
    .formData()
    .catch(() => undefined);
  const entries = form ? [...form.entries()] : [];
  const key = form?.get('key');
  const [lastName, file] = entries.at(-1) ?? [];
  const target = core.stores.get(shop)?.stagedUploads.get(typeof key === 'string' ? key : '');
  if (!target || lastName !== 'file' || file === undefined)
    return sendJson(response, 400, { error: 'the form needs the parameters, then the file' });
  target.content = typeof file === 'string' ? file : await file.text();
  response.writeHead(201, { 'content-type': 'application/xml' });
  response.end(`<PostResponse><Key>${target.key}</Key></PostResponse>`);
}
