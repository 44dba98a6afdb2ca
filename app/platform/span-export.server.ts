/** Span export: spans in OpenTelemetry's form, sent in batches to a collector (OTLP over HTTP). Loaded only when wanted. */
import { ROOT_CONTEXT, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Correlation } from './log.server.ts';
import type { BeginSpan } from './span.ts';

export type SpanExport = { readonly begin: BeginSpan; close(): Promise<void> };

const SERVICE = 'stockbridge';

/** `endpoint` is the collector's base URL; headers come from `OTEL_EXPORTER_OTLP_HEADERS`, which the exporter reads. */
export function openSpanExport(settings: {
  readonly endpoint: string;
  readonly name: string;
}): SpanExport {
  const url = `${settings.endpoint.replace(/\/+$/, '')}/v1/traces`;
  const exporter = new OTLPTraceExporter({ url });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': `${SERVICE}-${settings.name}` }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer(SERVICE);
  return {
    begin(name, attributes, parent) {
      const span = tracer.startSpan(name, { attributes }, contextOf(parent));
      return {
        ...span.spanContext(),
        fail(fault) {
          span.recordException(fault instanceof Error ? fault : String(fault));
          span.setStatus({ code: SpanStatusCode.ERROR });
        },
        end: () => span.end(),
      };
    },
    // A collector that is away at the end keeps nobody from ending.
    close: () => provider.shutdown().catch(() => undefined),
  };
}

/** A trace that follows from its thing has no first span: all begin below one that stands for the thing itself. */
function contextOf({ traceId, spanId = traceId?.slice(0, 16) }: Correlation): Context {
  if (!traceId || !spanId) return ROOT_CONTEXT;
  const parent = { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true };
  return trace.setSpanContext(ROOT_CONTEXT, parent);
}
