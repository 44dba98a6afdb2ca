/** Span: one piece of the work of a trace, with its time. */
import type { Correlation } from './log.server.ts';

export type Attributes = Readonly<Record<string, string | number>>;

/** Says that the work failed although nothing is thrown. */
export type SpanInWork = { fail(fault: unknown): void };

export type BegunSpan = SpanInWork & {
  readonly traceId: string;
  readonly spanId: string;
  end(): void;
};

/** Begins a span below the one that is under way. */
export type BeginSpan = (name: string, attributes: Attributes, parent: Correlation) => BegunSpan;
