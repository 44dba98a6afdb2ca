/**
 * Caller's address: the network address that a request comes from, as far as we can know it. Each proxy appends the
 * address that it was called from to `X-Forwarded-For`; whatever stands before the entries of our own proxies was
 * written by the caller and may be forged.
 */
import type { IncomingMessage } from 'node:http';

/** Set by our own web process on every request, over anything that came under this name. */
export const CALLER_ADDRESS_HEADER = 'x-caller-address';

/** Notes on the request who has called; `trustedProxies` of ours stand between the network and this process. */
export function noteCaller(request: IncomingMessage, trustedProxies: number): void {
  const forwarded = request.headers['x-forwarded-for'];
  request.headers[CALLER_ADDRESS_HEADER] = callerAddress(
    Array.isArray(forwarded) ? forwarded.join(',') : (forwarded ?? ''),
    request.socket.remoteAddress ?? '',
    trustedProxies,
  );
}

/** The address that the outermost of our proxies saw; with none, the one at the other end of the socket. */
export function callerAddress(
  forwardedFor: string,
  socketAddress: string,
  trustedProxies: number,
): string {
  const named = forwardedFor.split(',').map((entry) => entry.trim());
  const hops = [...named.filter((entry) => entry !== ''), socketAddress];
  const caller = hops[Math.max(0, hops.length - 1 - trustedProxies)] ?? '';
  return withoutMapping(caller) || 'unknown';
}

/** One caller is one, whether the socket speaks IPv4 or IPv6 (RFC 4291 §2.5.5.2). */
function withoutMapping(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
