/**
 * HTTP client for outside systems: a total time-out, a limit on the answer's size, no redirects, no private
 * addresses, a circuit breaker per host, and every failure as one of the five adapter failures. What it says
 * of a failure holds no header, no query and no credentials.
 */
import type { Readable } from 'node:stream';
import { request as send } from 'undici';
import type { Agent, Dispatcher } from 'undici';
import { z } from 'zod';
import type { AdapterFailure } from './adapter-failure.ts';
import type { Clock } from './clock.ts';
import { guardedAgent } from './guarded-connections.server.ts';
import { Circuits } from './http-circuits.ts';
import type { BreakerSettings } from './http-circuits.ts';
import { TooLarge, excerpt, failureOf, statusFailure } from './http-failures.ts';
import { err, ok } from './result.ts';
import type { Result } from './result.ts';

export type HttpRequest = {
  readonly url: string;
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | Readable;
  /** Milliseconds for the whole exchange, the answer's body included; default 30,000. */
  readonly timeoutMs?: number;
  /** Bytes of the answer's body; default 10 MiB. */
  readonly maxBytes?: number;
  /** Ends the exchange early, for example when a job is told to stop. */
  readonly signal?: AbortSignal;
  /** What the circuit breaker counts together; default host and port. */
  readonly circuit?: string;
  /** Statuses beyond 2xx that the caller reads itself instead of getting a failure. */
  readonly accept?: readonly number[];
  /** The label in the metrics; default 'other'. */
  readonly system?: string;
};

export type HttpAnswer = {
  readonly status: number;
  /** Names in lower case; of repeated headers the values joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
};

/** The same with a body that is read as it comes. It must be read to its end or destroyed. */
export type HttpStream = Omit<HttpAnswer, 'body'> & { readonly body: AsyncIterable<Uint8Array> };

export type HttpClient = {
  send(request: HttpRequest): Promise<Result<HttpAnswer, AdapterFailure>>;
  /** A fault while the body is read is thrown from the iteration. */
  stream(request: HttpRequest): Promise<Result<HttpStream, AdapterFailure>>;
  close(): Promise<void>;
};

export type HttpClientOptions = {
  readonly clock: Clock;
  /** `host:port` that may be reached although private. */
  readonly allowPrivateAddresses?: readonly string[];
  /** Failures in a row that open a circuit (default 8), and milliseconds until it is tried again (default 5,000). */
  readonly breaker?: BreakerSettings;
  readonly observe?: (system: string, outcome: string, seconds: number) => void;
};

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_MAX_BYTES = 10 * 1024 * 1024;
const DEFAULT_BREAKER = { failures: 8, halfOpenAfterMs: 5_000 };

type Exchange = Result<HttpStream, AdapterFailure>;

export function createHttpClient(options: HttpClientOptions): HttpClient {
  const agent = guardedAgent(options.allowPrivateAddresses ?? []);
  const circuits = new Circuits(options.breaker ?? DEFAULT_BREAKER);
  const run = async <Answer>(
    request: HttpRequest,
    read: (stream: HttpStream) => Promise<Result<Answer, AdapterFailure>>,
  ): Promise<Result<Answer, AdapterFailure>> => {
    const startedAt = performance.now();
    const result = await circuits.guard(circuitOf(request), async () => {
      const exchange = await begin(agent, request, options.clock);
      return exchange.ok ? read(exchange.value) : exchange;
    });
    const seconds = (performance.now() - startedAt) / 1_000;
    options.observe?.(request.system ?? 'other', result.ok ? 'ok' : result.error.kind, seconds);
    return result;
  };
  return {
    send: (request) => run(request, (stream) => readWhole(request, stream)),
    stream: (request) => run(request, async (stream) => ok(stream)),
    close: () => agent.destroy(),
  };
}

/** Reads an answer as JSON of a known form. */
export function readJson<Value>(
  answer: HttpAnswer,
  schema: z.ZodType<Value>,
): Result<Value, AdapterFailure> {
  try {
    const parsed = schema.safeParse(JSON.parse(answer.body.toString('utf8')));
    if (parsed.success) return ok(parsed.data);
    return err({ kind: 'unreadable', why: z.prettifyError(parsed.error).slice(0, 500) });
  } catch {
    return err({ kind: 'unreadable', why: `not JSON: ${excerpt(answer.body)}` });
  }
}

async function begin(agent: Agent, request: HttpRequest, clock: Clock): Promise<Exchange> {
  const url = parseAddress(request.url);
  if (!url) return err({ kind: 'refused', why: 'not an http or https address' });
  try {
    const response = await send(url, {
      dispatcher: agent,
      method: request.method ?? 'GET',
      signal: endOf(request),
      ...(request.headers ? { headers: request.headers } : {}),
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    return await judge(request, response, clock);
  } catch (fault) {
    return err(failureOf(request, fault));
  }
}

function circuitOf(request: HttpRequest): string {
  return request.circuit ?? parseAddress(request.url)?.host ?? '';
}

function parseAddress(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:';
  return isHttp && url.username === '' && url.password === '' ? url : undefined;
}

function endOf(request: HttpRequest): AbortSignal {
  const timeout = AbortSignal.timeout(request.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  return request.signal ? AbortSignal.any([timeout, request.signal]) : timeout;
}

async function judge(
  request: HttpRequest,
  response: Dispatcher.ResponseData,
  clock: Clock,
): Promise<Exchange> {
  const { statusCode: status } = response;
  const headers = plainHeaders(response.headers);
  if ((status >= 200 && status < 300) || request.accept?.includes(status)) {
    const body = limited(response.body, request.maxBytes ?? DEFAULT_MAX_BYTES);
    return ok({ status, headers, body });
  }
  return err(statusFailure(request, status, headers, await readExcerpt(response.body), clock));
}

async function* limited(body: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new TooLarge(`the answer is larger than ${maxBytes} bytes`);
    yield chunk;
  }
}

async function readWhole(
  request: HttpRequest,
  stream: HttpStream,
): Promise<Result<HttpAnswer, AdapterFailure>> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of stream.body) chunks.push(chunk);
  } catch (fault) {
    return err(failureOf(request, fault));
  }
  return ok({ ...stream, body: Buffer.concat(chunks) });
}

const EXCERPT_BYTES = 2_000;

async function readExcerpt(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= EXCERPT_BYTES) break; // leaving the loop destroys the body
  }
  return excerpt(Buffer.concat(chunks));
}

function plainHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]): [string, string] => [
    name.toLowerCase(),
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ]);
  return Object.fromEntries(entries);
}
