/** Web: the process that serves screens and the machines' doors. With `--with-worker` it is a small installation's only one. */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequestHandler } from '@remix-run/express';
import type { ServerBuild } from '@remix-run/node';
import compression from 'compression';
import express from 'express';
import { noteCaller } from './http/caller-address.ts';
import { createDoors } from './http/doors.server.ts';
import { readEnvironment } from './platform/env.server.ts';
import { correlate } from './platform/log.server.ts';
import { runProcess } from './platform/process.server.ts';
import { openRuntime } from './runtime.server.ts';
import type { Runtime } from './runtime.server.ts';
import { startWork } from './worker.server.ts';

export type WebOptions = {
  /** Screens straight from their sources, renewed in the browser as they are edited; needs no build. */
  readonly develops?: boolean;
};

export type RunningWeb = { readonly port: number; close(): Promise<void> };

const BUILD = new URL('../build/server/index.js', import.meta.url);
const CLIENT = new URL('../build/client', import.meta.url).pathname;
const YEAR_MS = 365 * 24 * 3_600_000;
/** Load balancers keep idle connections for a minute; ours must outlive theirs. */
const KEEP_ALIVE_MS = 65_000;

/** Serves on the host and port of the environment (port 0: a free one). The screens must have been built. */
export async function startWeb(runtime: Runtime, options: WebOptions = {}): Promise<RunningWeb> {
  const doors = createDoors(runtime.door, runtime.health);
  const screens = options.develops
    ? await createDevelopedScreens(runtime)
    : await createScreens(runtime);
  const { host, port, trustedProxies } = runtime.environment;
  const server = createServer((request, response) => {
    noteCaller(request, trustedProxies);
    void doors(request, response).then((answered) => {
      if (!answered) showScreen(screens, request, response);
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

type Screens = (request: IncomingMessage, response: ServerResponse) => void;

/** What a request logs and enqueues carries its id, which the answer tells, so that a person can name it. */
function showScreen(screens: Screens, request: IncomingMessage, response: ServerResponse): void {
  const requestId = randomUUID();
  const traceId = requestId.replaceAll('-', '');
  response.setHeader('x-request-id', requestId);
  correlate({ requestId, traceId }, () => screens(request, response));
}

async function createScreens({ door }: Runtime): Promise<Screens> {
  const build = (await import(BUILD.href)) as ServerBuild;
  const app = express();
  app.disable('x-powered-by');
  app.use(compression());
  app.use(
    '/assets',
    express.static(`${CLIENT}/assets`, { immutable: true, maxAge: YEAR_MS, fallthrough: false }),
  );
  app.use(express.static(CLIENT, { maxAge: 3_600_000 }));
  app.all(
    '*',
    createRequestHandler({ build, getLoadContext: () => ({ door }), mode: 'production' }),
  );
  return app;
}

async function createDevelopedScreens({ door }: Runtime): Promise<Screens> {
  const { createServer: createVite } = await import('vite');
  const vite = await createVite({ server: { middlewareMode: true } });
  const app = express();
  app.use(vite.middlewares);
  app.all('*', async (request, response, next) => {
    const build = (await vite.ssrLoadModule('virtual:remix/server-build')) as ServerBuild;
    const handle = createRequestHandler({
      build,
      getLoadContext: () => ({ door }),
      mode: 'development',
    });
    return handle(request, response, next);
  });
  return app;
}

/** Takes no more requests, lets those under way finish. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}

if (import.meta.main) {
  await runProcess(async (stopping) => {
    const runtime = await openRuntime(readEnvironment(), { name: 'web' });
    const work = process.argv.includes('--with-worker') ? await startWork(runtime) : undefined;
    const web = await startWeb(runtime, { develops: process.argv.includes('--dev') });
    runtime.door.log.info('Serving', { port: web.port, url: runtime.door.appUrl });
    await stopping;
    await web.close();
    await work?.stop();
    await runtime.close();
  });
}
