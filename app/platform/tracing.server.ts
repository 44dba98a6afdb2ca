/**
 * Trace: all that one cause led to, in whichever process, job and moment. Its id stands in every log line and travels
 * with the jobs. Spans are made only where a collector is named (`startTracing`); otherwise `traced` is but a call.
 */
import { createHash } from 'node:crypto';
import { correlate, currentCorrelation } from './log.server.ts';
import type { Correlation } from './log.server.ts';
import type { Attributes, BeginSpan, SpanInWork } from './span.ts';

let begin: BeginSpan | undefined;

export const isTracing = (): boolean => begin !== undefined;

/** Runs `act` as a span below the one around it; what it throws is noted and thrown on. */
export async function traced<Value>(
  name: string,
  attributes: Attributes,
  act: (span: SpanInWork) => Promise<Value>,
): Promise<Value> {
  const span = begin?.(name, attributes, currentCorrelation());
  if (!span) return act(NO_SPAN);
  const { traceId, spanId } = span;
  try {
    return await correlate({ traceId, spanId }, () => act(span));
  } catch (fault) {
    span.fail(fault);
    throw fault;
  } finally {
    span.end();
  }
}

const NO_SPAN: SpanInWork = { fail: () => undefined };

export type TracingSettings = {
  /** Base URL of an OTLP/HTTP collector (`OTEL_EXPORTER_OTLP_ENDPOINT`); undefined: no spans are made. */
  readonly endpoint: string | undefined;
  /** Of the process: web, worker. */
  readonly name: string;
};

/** Returns what sends the last spans and ends it. OpenTelemetry is loaded only when it is wanted. */
export async function startTracing({
  endpoint,
  name,
}: TracingSettings): Promise<() => Promise<void>> {
  if (!endpoint) return async () => undefined;
  const { openSpanExport } = await import('./span-export.server.ts');
  const spans = openSpanExport({ endpoint, name });
  begin = spans.begin;
  return async () => {
    begin = undefined;
    await spans.close();
  };
}

/**
 * The id of the trace of a thing (32 hexadecimal digits, W3C Trace Context): whoever knows the thing knows the id, so
 * that it need not be kept beside it.
 */
export function traceIdOf(...thing: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(thing)).digest('hex').slice(0, 32);
}

const TRACE_FIELD = '@trace';
const CARRIED = /^([0-9a-f]{32})(?:-([0-9a-f]{16}))?$/;

/** A job's payload with the trace that it is added in, for `readTrace`. */
export function carryTrace(payload: unknown): unknown {
  const { traceId, spanId } = currentCorrelation();
  if (!traceId || typeof payload !== 'object') return payload;
  return { ...payload, [TRACE_FIELD]: spanId ? `${traceId}-${spanId}` : traceId };
}

/** The trace that a payload carries, as ids for the log. */
export function readTrace(payload: unknown): Correlation {
  if (typeof payload !== 'object' || payload === null || !(TRACE_FIELD in payload)) return {};
  const [, traceId, spanId] = CARRIED.exec(String(payload[TRACE_FIELD])) ?? [];
  return { ...(traceId ? { traceId } : {}), ...(spanId ? { spanId } : {}) };
}
