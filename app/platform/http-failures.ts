/** HTTP failures: statuses and faults of an exchange as the five adapter failures. */
import { z } from 'zod';
import type { AdapterFailure } from './adapter-failure.ts';
import type { Clock } from './clock.ts';

export class TooLarge extends Error {}

/** A connection that the guard did not open, see guarded-connections.server.ts. */
export class PrivateAddressRefused extends Error {}

/** What a failure needs to know of the request that it answers. */
export type Asked = { readonly url: string; readonly method?: string };

/**
 * RFC 9110 statuses as failures. A 5xx may come from a gateway after the system behind it has acted, so its
 * outcome is unknown, but for methods that by definition do nothing.
 */
export function statusFailure(
  request: Asked,
  status: number,
  headers: Readonly<Record<string, string>>,
  said: string,
  clock: Clock,
): AdapterFailure {
  const why = `${described(request)} answered ${status}${said ? `: ${said}` : ''}`;
  if (status === 401 || status === 403) return { kind: 'unauthorised', why };
  if (status === 429)
    return { kind: 'throttled', until: retryAfter(headers['retry-after'], clock) };
  if (status >= 500 || status === 408 || status === 425) {
    return { kind: 'unavailable', why, outcome: outcomeAfterSending(request) };
  }
  return { kind: 'refused', why };
}

const DEFAULT_PAUSE_MS = 2_000;

/** Retry-After in seconds (also with a fraction, as Shopify sends it) or as an HTTP date. */
function retryAfter(header: string | undefined, clock: Clock): Date {
  const now = clock.now().getTime();
  const seconds = Number(header);
  if (header && Number.isFinite(seconds)) return new Date(now + seconds * 1_000);
  const date = header ? Date.parse(header) : Number.NaN;
  return new Date(Number.isNaN(date) ? now + DEFAULT_PAUSE_MS : date);
}

/** Faults before a byte of the request has left: DNS, connecting, TLS. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);
const Coded = z.object({ code: z.string() });

/** A fault thrown while connecting, sending or reading. */
export function failureOf(request: Asked, fault: unknown): AdapterFailure {
  if (fault instanceof TooLarge)
    return { kind: 'unreadable', why: `${described(request)}: ${fault.message}` };
  if (fault instanceof PrivateAddressRefused) return { kind: 'refused', why: fault.message };
  const reasons = fault instanceof AggregateError ? fault.errors : [fault];
  const codes = reasons.map((reason) => Coded.safeParse(reason).data?.code ?? '');
  const notSent = codes.every((code) => NOT_SENT.has(code));
  const name = codes.find((code) => code !== '') ?? nameOf(fault);
  const outcome = notSent ? 'not-sent' : outcomeAfterSending(request);
  return { kind: 'unavailable', why: `${described(request)} failed: ${name}`, outcome };
}

function nameOf(fault: unknown): string {
  return fault instanceof Error ? fault.name : 'unknown fault';
}

/** GET and HEAD have no effect to be in doubt about (RFC 9110 §9.2.1). */
function outcomeAfterSending({ method = 'GET' }: Asked): 'not-sent' | 'unknown' {
  return method === 'GET' || method === 'HEAD' ? 'not-sent' : 'unknown';
}

export function excerpt(body: Buffer): string {
  return body.toString('utf8').replace(/\s+/g, ' ').trim().slice(0, 300);
}

/** Method, host and path; the query may hold keys. */
function described(request: Asked): string {
  const url = new URL(request.url);
  return `${request.method ?? 'GET'} ${url.host}${url.pathname}`;
}
