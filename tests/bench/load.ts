/**
 * Load: requests over bare sockets, so that the generator costs little beside what it measures. Closed loop: each
 * connection sends its next request when the last one is answered. Open loop: requests fall due at a fixed rate, and
 * their time counts from when they were due, so that a server that stalls cannot hide it.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { openConnection } from './http-connection.ts';
import type { Connection } from './http-connection.ts';
import { percentile } from './bench.ts';

export type Target = { readonly host: string; readonly port: number };

export type Load = {
  readonly perSecond: number;
  /** Milliseconds, ascending. */
  readonly times: readonly number[];
};

const EXPECTED_STATUS = 200;

/** Sends all requests over so many connections as fast as they are answered. */
export async function sendClosedLoop(
  target: Target,
  requests: readonly Buffer[],
  connections: number,
): Promise<Load> {
  const open = await openAll(target, connections);
  const times: number[] = [];
  let next = 0;
  const startedAt = performance.now();
  await Promise.all(
    open.map(async (connection) => {
      for (let request = requests[next++]; request; request = requests[next++]) {
        const sentAt = performance.now();
        expectAnswer(await connection.send(request));
        times.push(performance.now() - sentAt);
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  for (const connection of open) connection.close();
  return { perSecond: requests.length / seconds, times: times.sort((a, b) => a - b) };
}

/** Sends requests at a fixed rate (per second) over so many connections. */
export async function sendOpenLoop(
  target: Target,
  requests: readonly Buffer[],
  { rate, connections }: { readonly rate: number; readonly connections: number },
): Promise<Load> {
  const idle = await openAll(target, connections);
  const all = [...idle];
  const times: number[] = [];
  const faults: unknown[] = [];
  const startedAt = performance.now();
  let next = 0;
  const sendDue = () => {
    while (idle.length > 0 && next < requests.length) {
      const dueAt = startedAt + (next * 1_000) / rate;
      if (dueAt > performance.now()) return;
      const [connection, request] = [idle.pop(), requests[next++]];
      if (connection && request) void send(connection, request, dueAt);
    }
  };
  const send = async (connection: Connection, request: Buffer, dueAt: number) => {
    try {
      expectAnswer(await connection.send(request));
    } catch (fault) {
      faults.push(fault);
    }
    times.push(performance.now() - dueAt);
    idle.push(connection);
    sendDue();
  };
  while (times.length < requests.length) {
    sendDue();
    await delay(1);
  }
  for (const connection of all) connection.close();
  if (faults.length > 0) throw faults[0];
  const seconds = (performance.now() - startedAt) / 1_000;
  return { perSecond: requests.length / seconds, times: times.sort((a, b) => a - b) };
}

function openAll(target: Target, count: number): Promise<Connection[]> {
  return Promise.all(Array.from({ length: count }, () => openConnection(target)));
}

function expectAnswer(status: number): void {
  if (status !== EXPECTED_STATUS) throw new Error(`A request was answered with ${status}`);
}

/** The percentiles that a bench line shows. */
export function percentiles(times: readonly number[]): { p50: number; p95: number; p99: number } {
  const at = (share: number) => percentile(times, share);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** A request as bytes. The body, if any, is JSON. */
export function toRequest(input: {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}): Buffer {
  const { method, path, headers = {}, body = '' } = input;
  const length = Buffer.byteLength(body);
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === '' ? [] : ['content-type: application/json', `content-length: ${length}`]),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
}
