import { describe, expect, it } from 'vitest';
import {
  CALLER_ADDRESS_HEADER,
  callerAddress,
  noteCaller,
} from '../../../app/http/caller-address.ts';
import { listen } from '../../setup/loopback.ts';

describe("the caller's address", () => {
  it('is that of the socket when no proxy of ours stands before us, whatever a header claims', () => {
    expect(callerAddress('', '203.0.113.7', 0)).toBe('203.0.113.7');
    expect(callerAddress('198.51.100.1', '203.0.113.7', 0)).toBe('203.0.113.7');
  });

  it('is what our outermost proxy saw, not what the caller wrote before it', () => {
    expect(callerAddress('198.51.100.1, 203.0.113.7', '10.0.0.2', 1)).toBe('203.0.113.7');
    expect(callerAddress('forged, 203.0.113.7, 10.0.0.1', '10.0.0.2', 2)).toBe('203.0.113.7');
  });

  it('is the farthest that is known when fewer proxies were passed than are ours', () => {
    expect(callerAddress('', '10.0.0.2', 2)).toBe('10.0.0.2');
    expect(callerAddress('203.0.113.7', '10.0.0.2', 2)).toBe('203.0.113.7');
  });

  it('is one for a caller whose IPv4 address arrives in IPv6 dress', () => {
    expect(callerAddress('', '::ffff:203.0.113.7', 0)).toBe('203.0.113.7');
    expect(callerAddress('', '2001:db8::7', 0)).toBe('2001:db8::7');
  });

  it('is noted by us on every request, over a forged note', async () => {
    const server = await listen((request, response) => {
      noteCaller(request, 0);
      response.end(String(request.headers[CALLER_ADDRESS_HEADER]));
    });
    const answer = await fetch(server.origin, { headers: { [CALLER_ADDRESS_HEADER]: 'forged' } });
    expect(await answer.text()).toBe('127.0.0.1');
    await server.close();
  });
});
