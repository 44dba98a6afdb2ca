/** Headers of a request or an answer that is handed on. */
import type { IncomingHttpHeaders } from 'node:http';

/** Those that concern one connection only, or that the other side must not see, are left out. */
export function withoutHeaders(
  headers: IncomingHttpHeaders,
  names: readonly string[],
): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}
