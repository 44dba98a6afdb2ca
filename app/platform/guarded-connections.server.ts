/**
 * Guarded connections: those of the HTTP client. The name is resolved, judged and connected to in one step,
 * so a name cannot show one address when checked and lead to another when used (DNS rebinding).
 */
import { lookup } from 'node:dns';
import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { PrivateAddressRefused } from './http-failures.ts';
import { isPrivateAddress } from './private-addresses.ts';

const CONNECT_TIMEOUT_MS = 5_000;

export const judgedLookup: LookupFunction = (hostname, options, done) => {
  lookup(hostname, { ...options, all: true }, (fault, addresses) => {
    if (fault) return done(fault, '', 0);
    const bad = addresses.find(({ address }) => isPrivateAddress(address));
    const first = addresses[0];
    if (bad || !first) return done(refusal(hostname), '', 0);
    if (options.all) return done(null, addresses);
    return done(null, first.address, first.family);
  });
};

/** An agent that connects to public addresses, and to `host:port` of the allow-list whatever they are. */
export function guardedAgent(allowed: readonly string[]): Agent {
  const open = buildConnector({ timeout: CONNECT_TIMEOUT_MS });
  const guarded = buildConnector({ timeout: CONNECT_TIMEOUT_MS, lookup: judgedLookup });
  return new Agent({
    connections: 64,
    headersTimeout: 0, // the client's total time-out stands over both
    bodyTimeout: 0,
    connect(options, done) {
      const hostname = options.hostname.replace(/^\[|\]$/g, '');
      const port = options.port || (options.protocol === 'https:' ? '443' : '80');
      if (allowed.includes(`${hostname}:${port}`)) return open(options, done);
      if (isIP(hostname) && isPrivateAddress(hostname)) return done(refusal(hostname), null);
      return guarded(options, done);
    },
  });
}

function refusal(hostname: string): Error {
  return new PrivateAddressRefused(`${hostname} leads into a private network`);
}
