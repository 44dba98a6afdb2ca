/**
 * Guarded socket: a TCP connection to an address that a person typed. The name is resolved, judged and connected to in
 * one step, as in guarded-connections, so that it cannot lead into somebody's own network.
 */
import { connect, isIP } from 'node:net';
import type { Socket } from 'node:net';
import type { AdapterFailure } from './adapter-failure.ts';
import { judgedLookup } from './guarded-connections.server.ts';
import { PrivateAddressRefused } from './http-failures.ts';
import { isPrivateAddress } from './private-addresses.ts';
import { err, ok } from './result.ts';
import type { Result } from './result.ts';

export type OpenSocket = (target: {
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
}) => Promise<Result<Socket, AdapterFailure>>;

/** `allowed`: `host:port` that may be reached although private. */
export function createSocketOpener(allowed: readonly string[]): OpenSocket {
  return ({ host, port, timeoutMs }) => {
    const isAllowed = allowed.includes(`${host}:${port}`);
    if (!isAllowed && isIP(host) && isPrivateAddress(host))
      return Promise.resolve(err(refused(host)));
    return new Promise((resolve) => {
      const socket = connect({ host, port, ...(isAllowed ? {} : { lookup: judgedLookup }) });
      const fail = (failure: AdapterFailure) => {
        socket.destroy();
        resolve(err(failure));
      };
      socket.setTimeout(timeoutMs, () => fail(away(`${host}:${port} does not answer`)));
      socket.once('error', (fault) =>
        fail(fault instanceof PrivateAddressRefused ? refused(host) : away(fault.message)),
      );
      socket.once('connect', () => {
        socket.setTimeout(0);
        socket.removeAllListeners('error');
        socket.on('error', () => undefined); // whoever reads is told by the end of the stream
        resolve(ok(socket));
      });
    });
  };
}

const away = (why: string): AdapterFailure => ({ kind: 'unavailable', why, outcome: 'not-sent' });
const refused = (host: string): AdapterFailure => ({
  kind: 'refused',
  why: `${host} leads into a private network`,
});
