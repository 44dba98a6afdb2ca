/**
 * Client of the supplier API: sends one call with the supplier's key, and says a refusal in the supplier's own
 * words. The key never appears in what it says.
 */
import type { z } from 'zod';
import type { AdapterFailure } from '../../../platform/adapter-failure.ts';
import { readJson } from '../../../platform/http-client.server.ts';
import type { HttpAnswer, HttpClient, HttpRequest } from '../../../platform/http-client.server.ts';
import { err } from '../../../platform/result.ts';
import type { Result } from '../../../platform/result.ts';
import { Refusal } from './api-schemas.ts';

type ApiCall = Pick<HttpRequest, 'method' | 'headers' | 'body' | 'accept' | 'timeoutMs'> & {
  /** Begins with a slash. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
};

export type ApiClient = {
  send(call: ApiCall): Promise<Result<HttpAnswer, AdapterFailure>>;
  /** For bodies that are too large to hold; a fault while reading is thrown from the iteration. */
  stream(call: ApiCall & { maxBytes: number }): ReturnType<HttpClient['stream']>;
};

type ApiClientSettings = {
  readonly http: Pick<HttpClient, 'send' | 'stream'>;
  readonly address: string;
  readonly apiKey: string | undefined;
  /** What the circuit breaker counts together: suppliers may share a host. */
  readonly circuit: string;
};

/** Statuses by which a supplier says no; 401, 403, 408, 425, 429 and 5xx keep their general meaning. */
const REFUSALS = [400, 402, 404, 405, 406, 409, 410, 413, 414, 415, 422, 451];

export function createApiClient(settings: ApiClientSettings): ApiClient {
  return {
    async send({ accept = [], ...call }) {
      const request = toRequest(settings, { ...call, accept: [...accept, ...REFUSALS] });
      const answer = await settings.http.send(request);
      if (!answer.ok) return err(withoutKey(answer.error, settings));
      const { status } = answer.value;
      if (accept.includes(status) || !REFUSALS.includes(status)) return answer;
      return err(withoutKey({ kind: 'refused', why: refusalIn(answer.value) }, settings));
    },
    async stream(call) {
      const answer = await settings.http.stream({
        ...toRequest(settings, call),
        maxBytes: call.maxBytes,
      });
      return answer.ok ? answer : err(withoutKey(answer.error, settings));
    },
  };
}

export async function readAnswer<Value>(
  asked: Promise<Result<HttpAnswer, AdapterFailure>>,
  schema: z.ZodType<Value>,
): Promise<Result<Value, AdapterFailure>> {
  const answer = await asked;
  return answer.ok ? readJson(answer.value, schema) : answer;
}

function toRequest({ address, apiKey, circuit }: ApiClientSettings, call: ApiCall): HttpRequest {
  const { path, query = {}, headers, ...rest } = call;
  const url = new URL(`${address}${path}`);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return {
    ...rest,
    url: url.href,
    headers: { ...headers, ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}) },
    circuit,
    system: 'supplier-api',
  };
}

/** The supplier's own message, or where it has none the beginning of what it said. */
export function refusalIn({ status, body }: HttpAnswer): string {
  const text = body.toString('utf8');
  const said = Refusal.safeParse(parseJson(text)).data?.error.message ?? text;
  return said.replace(/\s+/g, ' ').trim().slice(0, 300) || `the supplier answered ${status}`;
}

function withoutKey(failure: AdapterFailure, { apiKey }: ApiClientSettings): AdapterFailure {
  if (!apiKey || failure.kind === 'throttled') return failure;
  return { ...failure, why: failure.why.replaceAll(apiKey, '(key)') };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
