/**
 * Blob objects: contents of blobs as objects of an S3-compatible service, addressed by path (`<endpoint>/<bucket>/<id>`),
 * signed with AWS Signature Version 4. What is larger than one part goes up as a multipart upload. Uploads that a
 * killed process leaves open cost space until the bucket's own lifecycle rule (AbortIncompleteMultipartUpload) ends them.
 */
import { createHash } from 'node:crypto';
import { AwsClient } from 'aws4fetch';
import { z } from 'zod';
import type { BlobContents } from './blob-contents.ts';
import { inPieces } from './pieces.ts';

export type ObjectStoreSettings = {
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
};

/** At least 5 MiB by S3's rule for all parts but the last; 10,000 parts are the most, which makes 80 GiB. */
const PART_BYTES = 8 * 1024 * 1024;
const PATIENCE_MS = 120_000;

type Send = (
  method: 'GET' | 'PUT' | 'POST' | 'DELETE',
  contentId: string,
  request?: {
    query?: string;
    body?: Uint8Array<ArrayBuffer> | string;
    headers?: Record<string, string>;
  },
) => Promise<Response>;

export function createObjectContents(settings: ObjectStoreSettings): BlobContents {
  const send = createSend(settings);
  return {
    write: (contentId, content) => write(send, contentId, content),
    async read(contentId, { size, from }) {
      const first = await readPart(send, contentId, from);
      return first && readParts(send, contentId, first, { size, from });
    },
    async remove(contentIds) {
      for (const contentId of contentIds) await send('DELETE', contentId);
    },
    sweepUnfinished: async () => undefined,
  };
}

/** One request for each part, so that no connection waits for a reader that works on what it has read. */
async function* readParts(
  send: Send,
  contentId: string,
  first: Uint8Array,
  { size, from }: { readonly size: number; readonly from: number },
): AsyncGenerator<Uint8Array> {
  yield first;
  for (let at = from + first.length; at < size; ) {
    const part = await readPart(send, contentId, at);
    if (!part?.length) throw new Error('Object store: an object ends before its end');
    yield part;
    at += part.length;
  }
}

async function readPart(
  send: Send,
  contentId: string,
  from: number,
): Promise<Uint8Array | undefined> {
  const range = `bytes=${from}-${from + PART_BYTES - 1}`;
  const answer = await send('GET', contentId, { headers: { range } });
  return answer.status === 404 ? undefined : new Uint8Array(await answer.arrayBuffer());
}

/** Only success and `404` come back; the client itself repeats what failed for a moment (5xx, 429). */
function createSend({ endpoint, bucket, ...credentials }: ObjectStoreSettings): Send {
  const client = new AwsClient({ ...credentials, service: 's3', retries: 4 });
  const root = `${endpoint.replace(/\/+$/, '')}/${bucket}`;
  return async (method, contentId, { query = '', body = '', headers = {} } = {}) => {
    const answer = await client.fetch(`${root}/${contentId}${query}`, {
      method,
      headers: {
        ...headers,
        'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
      },
      ...(method === 'GET' || method === 'DELETE' ? {} : { body }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (answer.ok || answer.status === 404) return answer;
    throw new Error(`Object store: ${method} answered ${answer.status} ${await answer.text()}`);
  };
}

async function write(
  send: Send,
  contentId: string,
  content: AsyncIterable<Uint8Array>,
): Promise<void> {
  const parts = inPieces(content, PART_BYTES);
  const first = await parts.next();
  const second = first.done ? first : await parts.next();
  if (first.done) return;
  if (second.done) return void expectFound(await send('PUT', contentId, { body: first.value }));
  await writeInParts(send, contentId, [first.value, second.value], parts);
}

const UploadId = z.string().min(1);

async function writeInParts(
  send: Send,
  contentId: string,
  begun: readonly Buffer<ArrayBuffer>[],
  rest: AsyncIterable<Buffer<ArrayBuffer>>,
): Promise<void> {
  const opened = await expectFound(await send('POST', contentId, { query: '?uploads=' })).text();
  const uploadId = UploadId.parse(/<UploadId>([^<]+)<\/UploadId>/.exec(opened)?.[1]);
  const upload = `uploadId=${encodeURIComponent(uploadId)}`;
  const tags: string[] = [];
  const add = async (body: Buffer<ArrayBuffer>) => {
    const query = `?partNumber=${tags.length + 1}&${upload}`;
    const answer = expectFound(await send('PUT', contentId, { query, body }));
    tags.push(answer.headers.get('etag') ?? '');
  };
  try {
    for (const part of begun) await add(part);
    for await (const part of rest) await add(part);
    const done = await send('POST', contentId, { query: `?${upload}`, body: listOfParts(tags) });
    // It may answer 200 and tell of a failure in its body.
    if (!(await expectFound(done).text()).includes('CompleteMultipartUploadResult')) {
      throw new Error('Object store: the upload was not completed');
    }
  } catch (fault) {
    await send('DELETE', contentId, { query: `?${upload}` }).catch(() => undefined);
    throw fault;
  }
}

function listOfParts(tags: readonly string[]): string {
  const parts = tags.map(
    (tag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${tag}</ETag></Part>`,
  );
  return `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`;
}

function expectFound(answer: Response): Response {
  if (answer.status === 404) throw new Error('Object store: there is no such bucket or upload');
  return answer;
}
