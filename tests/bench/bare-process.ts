/** Bare process: how the baselines run, each a child process of its own with a database beside ours on the same server. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { startChild } from '../sandbox/child-process.ts';
import type { Child } from '../sandbox/child-process.ts';

export const BARE_SECRET = 'sandbox-secret-of-the-stockbridge-app';

export type BareProcess = { readonly child: Child; readonly door: { host: string; port: number } };

/** Starts `script` with the given settings in its environment (BARE, as JSON), lends it to `act` and stops it. */
export async function withBare<Value>(
  script: string,
  settings: object,
  act: (bare: BareProcess) => Promise<Value>,
): Promise<Value> {
  const { child, ready } = await startChild(
    { script: `tests/bench/${script}`, environment: { BARE: JSON.stringify(settings) } },
    (line) => (line.startsWith('{') ? (JSON.parse(line) as { port: number }) : undefined),
  );
  try {
    return await act({ child, door: { host: '127.0.0.1', port: ready.port } });
  } finally {
    await child.stop();
  }
}

/** In the child: what the bench has said. */
export function bareSettings<Settings>(): Settings {
  return JSON.parse(process.env['BARE'] ?? '{}') as Settings;
}

/** In the child: serves on a free port and says which. */
export async function serveBare(listener: RequestListener): Promise<void> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.once('SIGTERM', () => process.exit(0));
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`);
}

/** A database of the baseline's own on our server; returns its address. */
export async function createBareDatabase(databaseUrl: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(`create database ${pg.escapeIdentifier(name)}`);
  await client.end();
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  return url.href;
}
