/** Bulk file: uploads lines of variables and starts a mutation over them. */
import { randomUUID } from 'node:crypto';
import type { ChannelAnswer } from '../../../modules/stores/channel.ts';
import { err, ok } from '../../../platform/result.ts';
import type { ChannelContext } from './channel-context.ts';
import { refusalOf } from './shopify-failures.ts';
import { runBulkMutation, stageUpload } from './shopify-operations/bulk.ts';

/** Shopify's limit for a file of variables. */
const MOST_BYTES = 100 * 1000 * 1000;
const TIMEOUT_MS = 5 * 60_000;
/** So many runs are under way that Shopify takes no other: one of them will end. */
const BUSY = new Set(['OPERATION_IN_PROGRESS', 'LIMIT_REACHED']);
const BUSY_MS = 15_000;

/** The id of the operation that works through the lines. */
export async function runBulkFile(
  context: ChannelContext,
  mutation: string,
  lines: readonly string[],
): ChannelAnswer<string> {
  const content = Buffer.from(lines.join('\n'));
  if (content.length > MOST_BYTES)
    return err({ kind: 'refused', why: 'More than 100 MB for one bulk import' });
  const path = await upload(context, content);
  if (!path.ok) return path;
  const answer = await context.client.run(runBulkMutation, {
    mutation,
    stagedUploadPath: path.value,
    clientIdentifier: `stockbridge-${randomUUID()}`,
  });
  if (!answer.ok) return answer;
  const { bulkOperation, userErrors } = answer.value.bulkOperationRunMutation;
  if (bulkOperation) return ok(bulkOperation.id);
  if (userErrors.some(({ code }) => code && BUSY.has(code)))
    return err({ kind: 'throttled', until: new Date(context.clock.now().getTime() + BUSY_MS) });
  return err(refusalOf(userErrors) ?? { kind: 'unreadable', why: 'No operation and no error' });
}

/** The path under which the file is known afterwards: the parameter "key" of its place. */
async function upload(context: ChannelContext, content: Buffer): ChannelAnswer<string> {
  const answer = await context.client.run(stageUpload, { filename: 'products.jsonl' });
  if (!answer.ok) return answer;
  const { stagedTargets, userErrors } = answer.value.stagedUploadsCreate;
  const target = stagedTargets?.[0];
  const key = target?.parameters.find(({ name }) => name === 'key')?.value;
  if (!target?.url || !key)
    return err(refusalOf(userErrors) ?? { kind: 'unreadable', why: 'No place for the upload' });
  const form = multipart(target.parameters, content);
  const sent = await context.http.send({
    url: target.url,
    method: 'POST',
    headers: { 'content-type': form.contentType },
    body: form.body,
    timeoutMs: TIMEOUT_MS,
    circuit: `bulk-upload:${context.store.domain}`,
    system: 'shopify',
  });
  return sent.ok ? ok(key) : sent;
}

/** RFC 7578. The file comes last: what follows it is ignored by the receiver. */
function multipart(
  fields: readonly { readonly name: string; readonly value: string }[],
  content: Buffer,
): { readonly contentType: string; readonly body: Buffer } {
  const boundary = `stockbridge-${randomUUID()}`;
  const parts = fields.map(({ name, value }) =>
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    ),
  );
  const fileHead = Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="products.jsonl"\r\n` +
      'Content-Type: text/jsonl\r\n\r\n',
  );
  const end = Buffer.from(`\r\n--${boundary}--\r\n`);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([...parts, fileHead, content, end]),
  };
}
