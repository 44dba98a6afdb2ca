/**
 * Object store: a stand-in for an S3-compatible service with one bucket, in memory. It takes what is rightly signed,
 * knows objects, ranges and multipart uploads, and holds parts to S3's least size.
 */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { listen } from '../../setup/loopback.ts';
import { signatureFault } from './signature.ts';
import type { Credentials } from './signature.ts';

export type ObjectStore = {
  readonly endpoint: string;
  readonly bucket: string;
  readonly credentials: Credentials;
  readonly objects: ReadonlyMap<string, Buffer>;
  /** Multipart uploads that are neither completed nor ended. */
  readonly openUploads: ReadonlyMap<string, unknown>;
  /** Answers the next request with this status and does nothing. */
  failNext(status: number): void;
  close(): Promise<void>;
};

type Answer = { status: number; body?: string | Buffer; headers?: Record<string, string> };
type Asked = { method: string; key: string; query: URLSearchParams; body: Buffer; range: string };

const LEAST_PART_BYTES = 5 * 1024 * 1024;
const BUCKET = 'files';
const CREDENTIALS = {
  accessKeyId: 'AKIDSANDBOX',
  secretAccessKey: 'secret-of-the-sandbox/with+signs',
  region: 'eu-central-1',
};

export async function startObjectStore(): Promise<ObjectStore> {
  const objects = new Map<string, Buffer>();
  const openUploads = new Map<string, Map<number, Buffer>>();
  const failures: number[] = [];
  const server = await listen((request, response) => {
    void readAll(request).then((body) => {
      const failure = failures.shift();
      const fault = signatureFault(request, body, CREDENTIALS);
      if (failure) return send(response, { status: failure });
      if (fault) return send(response, { status: 403, body: `<Code>${fault}</Code>` });
      send(response, serve(toAsked(request, body), objects, openUploads));
    });
  });
  return {
    endpoint: server.origin,
    bucket: BUCKET,
    credentials: CREDENTIALS,
    objects,
    openUploads,
    failNext: (status) => void failures.push(status),
    close: server.close,
  };
}

function toAsked(request: IncomingMessage, body: Buffer): Asked {
  const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://localhost');
  const [, bucket, key = ''] = pathname.split('/');
  const range = request.headers.range ?? '';
  return { method: request.method ?? '', key: bucket === BUCKET ? key : '', query, body, range };
}

function serve(
  { method, key, query, body, range }: Asked,
  objects: Map<string, Buffer>,
  uploads: Map<string, Map<number, Buffer>>,
): Answer {
  if (key === '') return { status: 404 };
  const uploadId = query.get('uploadId');
  const parts = uploads.get(uploadId ?? '');
  if (uploadId && !parts) return { status: 404 };
  if (method === 'POST' && query.has('uploads')) {
    const id = `upload/${uploads.size + 1}+${key}`;
    uploads.set(id, new Map());
    return { status: 200, body: `<R><UploadId>${id}</UploadId></R>` };
  }
  if (method === 'PUT' && parts) {
    parts.set(Number(query.get('partNumber')), body);
    return { status: 200, headers: { etag: tagOf(body) } };
  }
  if (method === 'POST' && uploadId && parts) {
    const content = assemble(parts, body.toString('utf8'));
    if (!content) return { status: 400, body: '<Code>InvalidPart</Code>' };
    uploads.delete(uploadId);
    objects.set(key, content);
    return { status: 200, body: '<CompleteMultipartUploadResult/>' };
  }
  if (method === 'DELETE') {
    if (uploadId) uploads.delete(uploadId);
    else objects.delete(key);
    return { status: 204 };
  }
  if (method === 'PUT') {
    objects.set(key, body);
    return { status: 200, headers: { etag: tagOf(body) } };
  }
  return read(objects.get(key), range);
}

function read(object: Buffer | undefined, range: string): Answer {
  if (!object) return { status: 404 };
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range) ?? [];
  if (from === undefined) return { status: 200, body: object };
  if (Number(from) >= object.length) return { status: 416 };
  return { status: 206, body: object.subarray(Number(from), to ? Number(to) + 1 : undefined) };
}

/** Undefined when the list names other parts than were sent, or one that is too small. */
function assemble(parts: ReadonlyMap<number, Buffer>, list: string): Buffer | undefined {
  const named = [...list.matchAll(/<PartNumber>(\d+)<\/PartNumber><ETag>([^<]+)<\/ETag>/g)];
  const content = named.flatMap(([, number, tag]) => {
    const part = parts.get(Number(number));
    return part && tagOf(part) === tag ? [part] : [];
  });
  const small = content.slice(0, -1).some((part) => part.length < LEAST_PART_BYTES);
  return small || content.length !== parts.size ? undefined : Buffer.concat(content);
}

function tagOf(content: Buffer): string {
  return `"${createHash('md5').update(content).digest('hex')}"`;
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, { status, body = '', headers = {} }: Answer): void {
  response.writeHead(status, headers).end(body);
}
