import { traceIdOf } from '../../platform/tracing.server.ts';

/**
 * The trace of the thing that a store's event is about: every event of one order, and all that follows from them, is
 * one trace. Undefined when the event names no single thing.
 */
export function traceOfEvent(
  store: { readonly channel: string; readonly domain: string },
  hint: { readonly outsideId?: string | undefined } | undefined,
): string | undefined {
  return hint?.outsideId && traceIdOf('store', store.channel, store.domain, hint.outsideId);
}
